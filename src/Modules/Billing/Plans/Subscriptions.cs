using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Who has which plan, and the steps between plans.</summary>
internal sealed class Subscriptions(BillingDb db, LedgerWriter writer, IPayments payments, PlansShown shown, IEvents events, TimeProvider clock) : IPlans
{
    public Task<Subscription?> ActiveAsync(string account, CancellationToken ct) => db.Subscriptions.AsNoTracking()
        .FirstOrDefaultAsync(s => s.Account == account && s.State == SubscriptionState.Active, ct);

    public async Task<CurrentPlan?> FindAsync(string account, CancellationToken ct) => await ActiveAsync(account, ct) is { } s
        ? new(s.PlanId, s.PlanName, s.Allowance, s.PeriodEnd, s.CancelAtPeriodEnd)
        : null;

    public async Task EndAsync(string account, CancellationToken ct)
    {
        while (await ActiveAsync(account, ct) is { } s) await ApplyAsync(s.Account, session => PlanMonths.EndAsync(session, s), ct);
    }

    public Task<bool> StartAsync(Subscription s, CancellationToken ct) =>
        ApplyAsync(s.Account, session => PlanMonths.StartAsync(session, s), ct);

    public Task<bool> StepUpAsync(Subscription s, Plan plan, CancellationToken ct) =>
        ApplyAsync(s.Account, session => PlanMonths.StepUpAsync(session, s, plan), ct);

    public Task<bool> ExpireLeftAsync(string account, CancellationToken ct) =>
        ApplyAsync(account, session => PlanMonths.ExpireLeftAsync(session, account), ct);

    /// <summary>What becomes of it when the month ends: another plan, an end, or nothing new.</summary>
    public async Task<bool> PlanNextAsync(Subscription s, string? planId, bool cancel, CancellationToken ct) => await db.WriteAsync(
        () => db.Subscriptions.Where(x => x.Id == s.Id && x.State == SubscriptionState.Active && x.Version == s.Version)
            .ExecuteUpdateAsync(
                u => u.SetProperty(x => x.NextPlanId, planId).SetProperty(x => x.CancelAtPeriodEnd, cancel)
                    .SetProperty(x => x.Version, s.Version + 1),
                ct),
        ct) == 1;

    /// <summary>Ends the months that are over, one after the other, each in a transaction of its own.</summary>
    public async Task<Subscription?> CatchUpAsync(Subscription? s, CancellationToken ct)
    {
        while (s is not null && s.PeriodEnd <= clock.GetUtcNow())
        {
            var (old, next) = (s, s.NextPlanId ?? s.PlanId);
            var plan = await db.Plans.AsNoTracking().FirstOrDefaultAsync(p => p.Id == next, ct);
            await ApplyAsync(
                old.Account,
                session => IsLast(old) ? PlanMonths.EndAsync(session, old) : PlanMonths.RenewAsync(session, old, plan),
                ct);
            s = await ActiveAsync(old.Account, ct);
        }

        return s;
    }

    // Plans that were taken as a test are not given away where money is taken.
    private bool IsLast(Subscription s) => s.CancelAtPeriodEnd || !payments.IsTest;

    private async Task<bool> ApplyAsync(string account, Func<LedgerSession, Task<bool>> apply, CancellationToken ct)
    {
        var done = await writer.WriteAsync(account, apply, ct);
        if (!done) return false;
        shown.Changed();
        events.Publish(new CreditsChanged(account));
        return true;
    }
}
