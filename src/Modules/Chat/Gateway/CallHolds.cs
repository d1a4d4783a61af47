using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Answers for the holds of calls, from their rows alone.</summary>
internal sealed class CallHolds(ChatDb db, TimeProvider clock) : IHoldOwner
{
    public const string HoldPurpose = "gateway";

    private static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(2);

    public string Purpose => HoldPurpose;

    /// <summary>What a known cost means, with what the provider's books are compared by.</summary>
    public static Verdict VerdictOf(Micros cost, Micros providerCost, string provider, string? generationId, ChatTerms terms)
    {
        var receipt = OpenRouterBill.ReceiptOf(provider, generationId, terms);
        return cost == Micros.Zero && providerCost == Micros.Zero ? new Verdict.Release(receipt) : new Verdict.Charge(cost, providerCost, receipt);
    }

    public async Task<Verdict> JudgeAsync(string holdId, CancellationToken ct) =>
        await db.Calls.AsNoTracking().Where(c => c.Id == holdId).Select(c => new { c.CostMicros, c.ProviderCostMicros, c.Provider, c.GenerationId, c.Terms }).FirstOrDefaultAsync(ct) switch
        {
            null => new Verdict.Release(),
            { CostMicros: { } cost } row => VerdictOf(
                new(cost), new(row.ProviderCostMicros ?? 0), row.Provider, row.GenerationId, Message.ReadTerms(row.Terms)),
            _ => new Verdict.Wait(clock.GetUtcNow() + ReviewEvery),
        };
}
