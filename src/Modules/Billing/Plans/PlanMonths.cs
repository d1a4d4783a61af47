using System.Globalization;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>What a plan does to the books. Each is one operation of the ledger: the plan and the credits change together or not at all.</summary>
internal static class PlanMonths
{
    private const string Insert =
        """
        INSERT INTO billing_subscriptions (id, account, state, plan_id, plan_name, price_cents, allowance, rollover, anchor_at,
            period, period_start, period_end, cancel_at_period_end, version, created_at)
        VALUES (@id, @account, 'active', @plan, @name, @price, @allowance, @rollover = 1, @start, 0, @start, @end, FALSE, 0, @start)
        ON CONFLICT DO NOTHING
        """;

    private const string SetTerms =
        """
        UPDATE billing_subscriptions SET plan_id = @plan, plan_name = @name, price_cents = @price, allowance = @allowance,
            rollover = (@rollover = 1), period = @period, period_start = @start, period_end = @end, next_plan_id = NULL,
            cancel_at_period_end = FALSE, version = version + 1
        WHERE id = @id AND state = 'active' AND version = @version
        """;

    private const string End =
        """
        UPDATE billing_subscriptions SET state = 'ended', ended_at = @now, version = version + 1
        WHERE id = @id AND state = 'active' AND version = @version
        """;

    /// <summary>The first month. False where the account has a plan. What an earlier plan left behind does not come along.</summary>
    public static async Task<bool> StartAsync(LedgerSession session, Subscription s)
    {
        await ExpireLeftAsync(session, s.Account);
        var isNew = await session.ExecuteAsync(
            Insert, ("id", s.Id), ("account", s.Account), ("plan", s.PlanId), ("name", s.PlanName), ("price", s.PriceCents),
            ("allowance", s.Allowance.Value), ("rollover", s.Rollover ? 1L : 0L), ("start", Ms(s.PeriodStart)), ("end", Ms(s.PeriodEnd))) == 1;
        if (!isNew) return session.Refuse(false);
        await GrantAsync(session, s, $"plan:{s.Id}:0", s.PlanName, s.Allowance, s.PeriodStart, s.PeriodEnd);
        return true;
    }

    /// <summary>The next month, by the terms of this plan, or of the old one where it is gone. False where somebody else was first.</summary>
    public static async Task<bool> RenewAsync(LedgerSession session, Subscription s, Plan? plan)
    {
        var (period, start, end) = (s.Period + 1, s.PeriodEnd, s.StartOf(s.Period + 2));
        if (!await SetAsync(session, s, plan, period, start, end)) return session.Refuse(false);
        await ExpireAsync(session, s, $"expiry:{s.Id}:{s.Period}", s.Rollover ? s.Allowance : Micros.Zero);
        await GrantAsync(session, s, $"plan:{s.Id}:{period}", plan?.Name ?? s.PlanName, plan?.Allowance ?? s.Allowance, start, end);
        return true;
    }

    /// <summary>A step up in the middle of a month: the rest of the month brings the difference.</summary>
    public static async Task<bool> StepUpAsync(LedgerSession session, Subscription s, Plan plan)
    {
        if (!await SetAsync(session, s, plan, s.Period, s.PeriodStart, s.PeriodEnd)) return session.Refuse(false);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(session.NowMs);
        var more = s.ShareLeft(Math.Max(0, plan.Allowance.Value - s.Allowance.Value), now);
        await GrantAsync(session, s, $"plan:{s.Id}:{s.Period}.{s.Version + 1}", plan.Name, new(more), now, s.PeriodEnd);
        return true;
    }

    /// <summary>The plan ends, and with it what is left of its allowance.</summary>
    public static async Task<bool> EndAsync(LedgerSession session, Subscription s)
    {
        if (await session.ExecuteAsync(End, ("id", s.Id), ("version", s.Version), ("now", session.NowMs)) != 1) return session.Refuse(false);
        await ExpireAsync(session, s, $"expiry:{s.Id}:{s.Period}", Micros.Zero);
        return true;
    }

    /// <summary>Credits that were held when their plan ended and came back afterwards.</summary>
    public static async Task<bool> ExpireLeftAsync(LedgerSession session, string account)
    {
        if (await LockAsync(session, account) is not { } a || await HasPlanAsync(session, account)) return false;
        var left = a.Allowance - Math.Min(a.Allowance, a.Held);
        return left > 0 && await TakeAsync(session, account, $"expiry:{account}:{a.Seq}", left, account, "Unused credits of an ended plan");
    }

    private static async Task<bool> SetAsync(
        LedgerSession session, Subscription s, Plan? plan, long period, DateTimeOffset start, DateTimeOffset end) =>
        await session.ExecuteAsync(
            SetTerms, ("plan", plan?.Id ?? s.PlanId), ("name", plan?.Name ?? s.PlanName), ("price", plan?.PriceCents ?? s.PriceCents),
            ("allowance", (plan?.Allowance ?? s.Allowance).Value), ("rollover", plan?.Rollover ?? s.Rollover ? 1L : 0L),
            ("period", period), ("start", Ms(start)), ("end", Ms(end)), ("id", s.Id), ("version", s.Version)) == 1;

    private static async Task GrantAsync(
        LedgerSession session, Subscription s, string key, string name, Micros amount, DateTimeOffset from, DateTimeOffset to) =>
        await PostEntry.ApplyAsync(session, new(key, s.Account, EntryKind.Plan, amount, s.Id, $"{name}, {Day(from)} to {Day(to)}"));

    // Work that is running keeps what it holds: what comes back of it counts to the next month.
    private static async Task ExpireAsync(LedgerSession session, Subscription s, string key, Micros keep)
    {
        if (await LockAsync(session, s.Account) is not { } a) return;
        var left = a.Allowance - Math.Min(a.Allowance, Math.Max(keep.Value, a.Held));
        if (left > 0) await TakeAsync(session, s.Account, key, left, s.Id, $"Unused credits of {s.PlanName}, {Day(s.PeriodStart)} to {Day(s.PeriodEnd)}");
    }

    private static async Task<bool> TakeAsync(
        LedgerSession session, string account, string key, long amount, string reference, string description) =>
        await PostEntry.ApplyAsync(session, new(key, account, EntryKind.Expiry, new(-amount), reference, description)) is PostResult.Posted;

    // Nobody moves the account between what is read here and what is written.
    private static async Task<AccountAfter?> LockAsync(LedgerSession session, string account) => AccountAfter.Read(await session.ReadAsync(
        """
        UPDATE billing_accounts SET held_micros = held_micros WHERE id = @account
        RETURNING posted_micros, held_micros, seq, last_at, allowance_micros
        """,
        ("account", account)));

    private static async Task<bool> HasPlanAsync(LedgerSession session, string account) => await session.ReadAsync(
        "SELECT 1 FROM billing_subscriptions WHERE account = @account AND state = 'active'", ("account", account)) is not null;

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
