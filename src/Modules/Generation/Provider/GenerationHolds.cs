using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;

namespace OmniHub.Generation;

/// <summary>Answers for the holds of generations, from their rows alone.</summary>
internal sealed class GenerationHolds(GenerationDb db, TimeProvider clock) : IHoldOwner
{
    public const string HoldPurpose = "generation";

    private static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(10);

    public string Purpose => HoldPurpose;

    public async Task<Verdict> JudgeAsync(string holdId, CancellationToken ct) =>
        await db.Generations.AsNoTracking().Where(g => g.Id == holdId)
            .Select(g => new { g.Outcome, g.CostMicros, g.ProviderCostMicros, g.RequestId, g.Terms }).SingleOrDefaultAsync(ct) switch
        {
            // Died between hold and row: a row is written within a minute of its hold or never.
            null => new Verdict.Release(),
            { Outcome: Stage.Completed, CostMicros: { } cost } row => new Verdict.Charge(
                new(cost), new(row.ProviderCostMicros ?? 0), ReceiptOf(row.RequestId, row.Terms)),
            { Outcome: not null } row => new Verdict.Release(ReceiptOf(row.RequestId, row.Terms)),
            _ => new Verdict.Wait(clock.GetUtcNow() + ReviewEvery),
        };

    // What the provider took on stands in its books, however it ended.
    private static Receipt? ReceiptOf(string? requestId, string terms) =>
        requestId is null ? null : new(FalBill.Name, requestId, GenerationRow.ReadTerms(terms).MarginOnBill);
}
