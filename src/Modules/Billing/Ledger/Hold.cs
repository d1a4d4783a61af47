namespace OmniHub.Billing;

internal enum HoldState
{
    Open,
    Charged,
    Released,
}

/// <summary>Credits set aside under the caller's own id, closed once.</summary>
internal sealed class Hold
{
    public required string Id { get; init; }

    public required string Account { get; init; }

    public long AmountMicros { get; init; }

    public required string Purpose { get; init; }

    public DateTimeOffset ReviewAt { get; init; }

    public HoldState State { get; init; }

    /// <summary>What the user paid; zero while open and when released.</summary>
    public long ChargedMicros { get; init; }

    public long ProviderCostMicros { get; init; }

    public required string UserId { get; init; }

    public string? KeyId { get; init; }

    public string? WorkspaceId { get; init; }

    public string? ProjectId { get; init; }

    public string? ModelId { get; init; }

    public required string Description { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>A limit that counts a hold.</summary>
internal sealed class HoldCap
{
    public required string HoldId { get; init; }

    public required string CapKey { get; init; }
}

/// <summary>What was charged and is held under one limit.</summary>
internal sealed class CapCount
{
    public required string Key { get; init; }

    public long ChargedMicros { get; init; }

    public long HeldMicros { get; init; }
}
