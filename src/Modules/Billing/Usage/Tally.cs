namespace OmniHub.Billing;

/// <summary>What was booked for one model (or for none, "") in one closed hour or in the closed hours of one UTC day.</summary>
internal sealed class Tally
{
    /// <summary>1 or 24.</summary>
    public required int Hours { get; init; }

    /// <summary>Begin, in UTC milliseconds.</summary>
    public required long Start { get; init; }

    public required string ModelId { get; init; }

    public long Entries { get; init; }

    public long ChargedMicros { get; init; }

    public long RefundedMicros { get; init; }

    public long ProviderCostMicros { get; init; }

    public long TopupMicros { get; init; }

    public long GrantedMicros { get; init; }
}
