using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/billing/plans: what one can subscribe to.</summary>
internal static class ListPlans
{
    public static async Task<Reply> Handle(BillingDb db, CancellationToken ct) =>
        Reply.Of(new Page<PlanAnswer>([.. (await ReadAsync(db, ct)).Select(PlanAnswer.Of)], null));

    /// <summary>Offered plans in the operator's order.</summary>
    public static Task<List<Plan>> ReadAsync(BillingDb db, CancellationToken ct) =>
        db.Plans.AsNoTracking().Where(p => p.IsEnabled).OrderBy(p => p.Place).ThenBy(p => p.Id).ToListAsync(ct);
}
