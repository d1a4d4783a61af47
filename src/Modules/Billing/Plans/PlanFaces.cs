using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>Plans as people see them: their own, and what they can change to.</summary>
internal sealed class PlanFaces(BillingDb db, Subscriptions subscriptions, TimeProvider clock)
{
    public async Task<(MyPlanView? Mine, IReadOnlyList<PlanOffer> Offers)> OfAsync(string account, CancellationToken ct)
    {
        var plans = await ListPlans.ReadAsync(db, ct);
        var most = await MostChosenAsync(db, ct);
        var current = await subscriptions.ActiveAsync(account, ct);
        var offers = plans.Select(p => new PlanOffer(PlanFaceView.Of(p, p.Id == current?.PlanId ? "Your plan" : p.Id == most ? PlanFaceView.MostChosen : null), Step(p, current)));
        if (current is null) return (null, [.. offers]);
        var left = await db.Accounts.Where(a => a.Id == account).Select(a => a.AllowanceMicros).FirstOrDefaultAsync(ct);
        var next = current.NextPlanId is { } id ? await db.Plans.Where(p => p.Id == id).Select(p => p.Name).FirstOrDefaultAsync(ct) : null;
        return (new(current.PlanName, new(left), current.Allowance, Usd.Text(current.PriceCents), current.PeriodEnd, current.CancelAtPeriodEnd, next), [.. offers]);
    }

    /// <summary>The plan that most people have, where anybody has one.</summary>
    public static Task<string?> MostChosenAsync(BillingDb db, CancellationToken ct) =>
        db.Subscriptions.Where(s => s.State == SubscriptionState.Active).GroupBy(s => s.PlanId)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Select(g => g.Key).FirstOrDefaultAsync(ct);

    private PlanStep Step(Plan plan, Subscription? current)
    {
        if (current is null) return new(plan.Id, $"Choose {plan.Name}", null, true) { Due = Usd.Text(plan.PriceCents), More = plan.Allowance };
        if (plan.Id == current.PlanId)
            return current.CancelAtPeriodEnd || current.NextPlanId is not null ? new(plan.Id, $"Keep {plan.Name}", null, true, false)
                : new(plan.Id, null, null, false);
        if (current.NextPlanId == plan.Id) return new(plan.Id, null, $"Begins on {MyPlanView.Day(current.PeriodEnd)}.", false);
        if (!plan.IsAbove(current)) return new(plan.Id, $"Change to {plan.Name}", $"Begins on {MyPlanView.Day(current.PeriodEnd)}, when your month ends.", false);
        var now = clock.GetUtcNow();
        var (cents, more) = (current.ShareLeft(plan.PriceCents - current.PriceCents, now), current.ShareLeft(Math.Max(0, plan.Allowance.Value - current.Allowance.Value), now));
        return new(plan.Id, $"Change to {plan.Name}", $"At once: {Usd.Text(cents)} and about {new Micros(more).Short} credits more, for what is left of this month.", true)
        {
            Due = Usd.Text(cents),
            More = new(more),
        };
    }
}

/// <summary>Counts what changes the plans that everybody sees: what they are, and which of them most people have.</summary>
internal sealed class PlansShown
{
    private long version;

    public long Version => Interlocked.Read(ref version);

    public void Changed() => Interlocked.Increment(ref version);
}

/// <summary>The landing page's plans.</summary>
internal sealed class LandingPlans(BillingDb db, ISettings settings, PlansShown shown) : ILandingPart
{
    public int Order => 50;

    public long Version => shown.Version;

    public async Task<Part?> ReadAsync(CancellationToken ct)
    {
        var plans = await ListPlans.ReadAsync(db, ct);
        if (plans.Count == 0) return null;
        var most = await PlanFaces.MostChosenAsync(db, ct);
        var now = settings.Current;
        return new("/Billing/Plans/LandingPlans.cshtml", new LandingPlansView(
            now.SignUpOpen ? now.FreeCredits : Micros.Zero, now.CreditPriceUsd,
            [.. plans.Select(p => PlanFaceView.Of(p, p.Id == most ? PlanFaceView.MostChosen : null))]));
    }
}

/// <summary>The plan on the profile's side.</summary>
internal sealed class ProfilePlan(PlanFaces plans) : IProfilePart
{
    public int Order => 10;

    public bool IsAside => true;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct) =>
        (await plans.OfAsync(me.Id, ct)).Mine is { } mine ? new("/Billing/Plans/MyPlan.cshtml", mine) : null;
}
