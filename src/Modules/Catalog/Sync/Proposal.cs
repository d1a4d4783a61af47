namespace OmniHub.Catalog;

/// <summary>What a provider lists and we do not have so: for an admin to approve or reject. One a model; the next sync renews it.</summary>
internal sealed class Proposal
{
    public required string ModelId { get; init; }

    /// <summary>A model that we do not have yet.</summary>
    public bool IsNew { get; init; }

    public required string Provider { get; init; }

    public required string Endpoint { get; init; }

    public required string Name { get; init; }

    /// <summary><c>image</c>, <c>video</c> or <c>chat</c>.</summary>
    public required string Type { get; init; }

    public int? ContextLength { get; init; }

    /// <summary>What we have: JSON as in <see cref="Price.Components"/>; empty for a new model.</summary>
    public required string Before { get; set; }

    /// <summary>What the provider lists; empty where that is nothing one could approve.</summary>
    public required string After { get; set; }

    /// <summary>Why the model was closed; null where it stays open as it is.</summary>
    public string? Reason { get; set; }

    public DateTimeOffset FoundAt { get; set; }

    /// <summary>When an admin said no. The same difference is not shown again.</summary>
    public DateTimeOffset? RejectedAt { get; set; }
}
