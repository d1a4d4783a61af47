using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;

namespace OmniHub.Chat;

/// <summary>Answers for the holds of calls, from their rows alone.</summary>
internal sealed class CallHolds(ChatDb db, TimeProvider clock) : IHoldOwner
{
    public const string HoldPurpose = "gateway";

    private static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(2);

    public string Purpose => HoldPurpose;

    public async Task<Verdict> JudgeAsync(string holdId, CancellationToken ct) =>
        await db.Calls.AsNoTracking().Where(c => c.Id == holdId).Select(c => new { c.CostMicros, c.ProviderCostMicros, c.Provider, c.GenerationId, c.Terms }).FirstOrDefaultAsync(ct) switch
        {
            null => new Verdict.Release(),
            { CostMicros: { } cost } row => cost == 0 && row.ProviderCostMicros is null or 0
                ? new Verdict.Release(OpenRouterBill.ReceiptOf(row.Provider, row.GenerationId, Message.ReadTerms(row.Terms)))
                : new Verdict.Charge(
                    new(cost), new(row.ProviderCostMicros ?? 0),
                    OpenRouterBill.ReceiptOf(row.Provider, row.GenerationId, Message.ReadTerms(row.Terms))),
            _ => new Verdict.Wait(clock.GetUtcNow() + ReviewEvery),
        };
}
