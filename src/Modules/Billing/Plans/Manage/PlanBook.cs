using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>The operator's list of plans: read, replaced as a whole, and every change in the audit log.</summary>
internal sealed class PlanBook(BillingDb db, PlansShown shown, IAudit audit, ICurrentUser me, IHttpContextAccessor accessor)
{
    private const int TriesMax = 10;

    public async Task<IReadOnlyList<AdminPlan>> ReadAsync(CancellationToken ct)
    {
        var plans = await db.Plans.AsNoTracking().OrderBy(p => p.Place).ThenBy(p => p.Id).ToListAsync(ct);
        var counts = await CountAsync(ct);
        return [.. plans.Select(p => AdminPlan.Of(p, counts.GetValueOrDefault(p.Id)))];
    }

    /// <summary>Makes the list what it should be, from what it is now. A plan that people have stays in it.</summary>
    public async Task<Refusal?> ChangeAsync(Func<IReadOnlyList<PlanForm>, IReadOnlyList<PlanForm>> change, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (no, changes) = await db.WriteAsync(() => ApplyAsync(change, ct), ct);
                shown.Changed();
                foreach (var (id, fields) in changes) await LogAsync(id, fields, ct);
                return no;
            }
            catch (DbUpdateException) when (attempt < TriesMax)
            {
                // Somebody else changed the same plans in between: once more, on what they left.
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<(Refusal?, Dictionary<string, Dictionary<string, object?[]>>)> ApplyAsync(
        Func<IReadOnlyList<PlanForm>, IReadOnlyList<PlanForm>> change, CancellationToken ct)
    {
        var changes = new Dictionary<string, Dictionary<string, object?[]>>();
        var known = await db.Plans.OrderBy(p => p.Place).ThenBy(p => p.Id).ToListAsync(ct);
        var wanted = change([.. known.Select(PlanForm.Of)]);
        if (PlanForm.Check(wanted) is { Count: > 0 } errors) return (Refusal.Invalid(errors), changes);

        var counts = await CountAsync(ct);
        foreach (var gone in known.Where(p => wanted.All(w => w.Id != p.Id)))
        {
            if (counts.GetValueOrDefault(gone.Id) is var people and > 0)
                return (Refusal.Conflict($"{people} people have the plan {gone.Name}. Disable it instead: they keep it, and nobody new gets it."), changes);
            db.Remove(gone);
            changes[gone.Id] = PlanForm.Of(gone).ChangesTo(null);
        }

        for (var place = 0; place < wanted.Count; place++)
        {
            var form = wanted[place];
            var plan = known.Find(p => p.Id == form.Id);
            var fields = (plan is null ? null : PlanForm.Of(plan)).ChangesTo(form);
            if (plan is not null && plan.Place != place) fields["place"] = [plan.Place, place];
            if (fields.Count > 0) changes[form.Id!] = fields;
            if (plan is null) db.Add(plan = new() { Id = form.Id!, Name = "", Description = "" });
            form.ApplyTo(plan, place);
        }

        await db.SaveChangesAsync(ct);
        return (null, changes);
    }

    // People who have it, and those who will when their month ends.
    private async Task<Dictionary<string, int>> CountAsync(CancellationToken ct)
    {
        var active = db.Subscriptions.Where(s => s.State == SubscriptionState.Active);
        var now = await active.GroupBy(s => s.PlanId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var then = await active.Where(s => s.NextPlanId != null).GroupBy(s => s.NextPlanId!).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        return now.Concat(then).GroupBy(x => x.Key).ToDictionary(g => g.Key, g => g.Sum(x => x.Count));
    }

    private Task LogAsync(string id, Dictionary<string, object?[]> changes, CancellationToken ct) => audit.WriteAsync(
        new(me.Id, "plan.update", "plan", id, changes, accessor.HttpContext?.Connection.RemoteIpAddress?.ToString()), ct);
}

/// <summary>A plan as the operator sees it.</summary>
internal sealed record AdminPlan(
    string Id, string Name, string Description, decimal PriceUsd, string Period, Micros Allowance, bool Rollover, bool Enabled, int Subscribers)
{
    public static AdminPlan Of(Plan p, int subscribers) => new(
        p.Id, p.Name, p.Description, Usd.Of(p.PriceCents), Plan.Month, p.Allowance, p.Rollover, p.IsEnabled, subscribers);
}
