namespace OmniHub.Contracts.Catalog;

/// <summary>Providers, for the operator.</summary>
public interface IProviders
{
    /// <summary>As of now, from memory.</summary>
    IReadOnlyList<ProviderState> Now { get; }
}

/// <param name="Id">As <c>fal</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Models">All of them.</param>
/// <param name="OpenModels">Of these.</param>
/// <param name="IsPaused">An admin switched it off.</param>
/// <param name="IsSandbox">The built-in sandbox plays it.</param>
public sealed record ProviderState(string Id, string Name, int Models, int OpenModels, bool IsPaused, bool IsSandbox);
