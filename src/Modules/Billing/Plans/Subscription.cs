using OmniHub.Kernel;

namespace OmniHub.Billing;

internal enum SubscriptionState
{
    Active,
    Ended,
}

/// <summary>Somebody's plan, with the terms of the month that runs now.</summary>
internal sealed class Subscription
{
    public required string Id { get; init; }

    public required string Account { get; init; }

    public SubscriptionState State { get; init; }

    public required string PlanId { get; init; }

    public required string PlanName { get; init; }

    public long PriceCents { get; init; }

    public Micros Allowance { get; init; }

    public bool Rollover { get; init; }

    /// <summary>When it began. Every month is counted from here, so that the 31st stays the 31st where there is one.</summary>
    public DateTimeOffset AnchorAt { get; init; }

    /// <summary>0 is the first month.</summary>
    public long Period { get; init; }

    public DateTimeOffset PeriodStart { get; init; }

    public DateTimeOffset PeriodEnd { get; init; }

    /// <summary>What it becomes when the month ends; null: what it is.</summary>
    public string? NextPlanId { get; init; }

    public bool CancelAtPeriodEnd { get; init; }

    /// <summary>Counts changes: whoever read an older one has lost the race.</summary>
    public long Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The first moment of a month of it. 31 January, 28 February, 31 March.</summary>
    public DateTimeOffset StartOf(long period) => AnchorAt.AddMonths((int)period);

    /// <summary>The part of the running month that is left, of an amount; in the user's favour.</summary>
    public long ShareLeft(long amount, DateTimeOffset now)
    {
        var whole = (Int128)(PeriodEnd - PeriodStart).Ticks;
        var left = Int128.Clamp((PeriodEnd - now).Ticks, 0, whole);
        return (long)((amount * left + whole - 1) / whole);
    }

    public static Subscription Start(string id, string account, Plan plan, DateTimeOffset now) => new()
    {
        Id = id,
        Account = account,
        PlanId = plan.Id,
        PlanName = plan.Name,
        PriceCents = plan.PriceCents,
        Allowance = plan.Allowance,
        Rollover = plan.Rollover,
        AnchorAt = now,
        PeriodStart = now,
        PeriodEnd = now.AddMonths(1),
        CreatedAt = now,
    };
}
