namespace OmniHub.Contracts.Catalog;

/// <summary>The models that are shown first, in an admin's order.</summary>
public interface IFeaturedModels
{
    /// <summary>Their ids, closed ones too, in order.</summary>
    IReadOnlyList<string> Current { get; }

    /// <summary>Those of these ids that no model has.</summary>
    IReadOnlyList<string> Unknown(IReadOnlyCollection<string> modelIds);

    /// <summary>Features these, in this order, and no others.</summary>
    Task SetAsync(IReadOnlyList<string> modelIds, CancellationToken ct);
}
