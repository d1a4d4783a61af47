namespace OmniHub.Contracts;

/// <summary>Numbers of a module that are read when metrics are asked for. Found by scanning; each read is cheap.</summary>
public interface IGauges
{
    /// <summary>As they are now.</summary>
    Task<IReadOnlyList<Gauge>> ReadAsync(CancellationToken ct);
}

/// <summary>One number.</summary>
/// <param name="Name">As <c>omnihub.holds.open</c>.</param>
/// <param name="About">What it counts.</param>
/// <param name="Value">Now.</param>
/// <param name="Label">Name and value of its one label, or null.</param>
public sealed record Gauge(string Name, string About, double Value, KeyValuePair<string, string>? Label = null);
