using OmniHub.Contracts.Billing;

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

    /// <summary>In whose books it stands, and under which id; null where there is nothing to compare with.</summary>
    public string? Provider { get; init; }

    public string? ProviderReference { get; init; }

    /// <summary>Exact decimal: the margin on the provider's bill at which it was sold; null where the bill does not change its price.</summary>
    public string? MarginPercent { get; init; }

    /// <summary>When it is compared with the provider's bill; null once that is decided.</summary>
    public DateTimeOffset? CheckAt { get; init; }

    public int CheckTries { get; init; }

    public CheckResult CheckResult { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>What the provider says that it took.</summary>
    public long? BilledMicros { get; init; }

    /// <summary>What the user got back of the charge.</summary>
    public long RefundedMicros { get; init; }

    /// <summary>What the operator bears because the charge was too low.</summary>
    public long ShortfallMicros { get; init; }

    /// <summary>What was asked for, as a row.</summary>
    public static Hold Of(HoldRequest request, DateTimeOffset now) => new()
    {
        Id = request.HoldId,
        Account = request.Account,
        AmountMicros = request.Amount.Value,
        Purpose = request.Purpose,
        UserId = request.Tags.UserId,
        KeyId = request.Tags.KeyId,
        WorkspaceId = request.Tags.WorkspaceId,
        ProjectId = request.Tags.ProjectId,
        ModelId = request.Tags.ModelId,
        Description = OpenHolds.Cut(request.Tags.Description),
        CreatedAt = now,
    };
}

/// <summary>What came of the comparison with the provider's bill.</summary>
internal enum CheckResult
{
    /// <summary>Not compared, or not yet.</summary>
    None,

    /// <summary>The same.</summary>
    Confirmed,

    /// <summary>Different, and corrected.</summary>
    Corrected,

    /// <summary>The provider never said.</summary>
    Unconfirmed,

    /// <summary>So far off that nothing was moved: for a person to look at.</summary>
    Doubtful,
}

/// <summary>Comparisons of one UTC day with one provider, counted in the transactions that decide them.</summary>
internal sealed class BillDay
{
    /// <summary>Days since 1970.</summary>
    public long Day { get; init; }

    public required string Provider { get; init; }

    public long Confirmed { get; init; }

    public long Corrected { get; init; }

    public long Unconfirmed { get; init; }

    public long Doubtful { get; init; }

    /// <summary>Provider cost as we had booked it, of those that the provider answered for.</summary>
    public long BookedMicros { get; init; }

    public long BilledMicros { get; init; }

    public long RefundedMicros { get; init; }

    public long ShortfallMicros { get; init; }
}

/// <summary>When a provider's books were last asked, and what stood in the way.</summary>
internal sealed class BillSource
{
    public required string Provider { get; init; }

    public DateTimeOffset LookedAt { get; init; }

    public string? Trouble { get; init; }
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
