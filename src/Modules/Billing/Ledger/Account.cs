using OmniHub.Contracts.Billing;

namespace OmniHub.Billing;

/// <summary>The materialised sums of one account: a user, or one of the operator's.</summary>
internal sealed class Account
{
    public required string Id { get; init; }

    public bool IsOperator { get; init; }

    /// <summary>Sum of all postings.</summary>
    public long PostedMicros { get; init; }

    /// <summary>Sum of open holds.</summary>
    public long HeldMicros { get; init; }

    /// <summary>What is left of a plan's allowance: a part of the posted credits, spent before the rest.</summary>
    public long AllowanceMicros { get; init; }

    /// <summary>Number of the last entry: the account's entries count 1, 2, 3, … without a gap.</summary>
    public long Seq { get; init; }

    /// <summary>Time of the last entry; the next one is never earlier, whatever the clock does.</summary>
    public DateTimeOffset LastAt { get; init; }
}

/// <summary>The operator's accounts. Credits given out make them negative, credits earned positive.</summary>
internal static class OperatorAccount
{
    public const string ProviderCost = "sys_provider_cost";
    public const string Margin = "sys_margin";

    /// <summary>What a charge exceeded its hold by: the operator bears it.</summary>
    public const string Overrun = "sys_overrun";

    /// <summary>The other side of credits that came or went without work being paid.</summary>
    public static string Facing(EntryKind kind) => kind switch
    {
        EntryKind.Grant => "sys_grants",
        EntryKind.Topup => "sys_topups",
        EntryKind.Plan or EntryKind.Expiry => "sys_plans",
        EntryKind.Refund => "sys_refunds",
        EntryKind.Adjustment => "sys_adjustments",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A charge comes from a hold."),
    };
}
