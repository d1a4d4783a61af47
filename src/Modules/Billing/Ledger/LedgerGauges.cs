using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Open holds, credits outstanding, and whether the books balance.</summary>
internal sealed class LedgerGauges(BillingDb db, LastProof proof) : IGauges
{
    private const decimal PerCredit = Micros.PerCredit;

    public async Task<IReadOnlyList<Gauge>> ReadAsync(CancellationToken ct)
    {
        var open = await db.Holds.CountAsync(h => h.State == HoldState.Open, ct);
        var sums = await db.Accounts.GroupBy(a => a.IsOperator)
            .Select(g => new { g.Key, Posted = g.Sum(a => a.PostedMicros), Held = g.Sum(a => a.HeldMicros) }).ToListAsync(ct);
        var gauges = new List<Gauge>
        {
            new("omnihub.holds.open", "Holds that are open", open),
            new("omnihub.credits.held", "Credits in open holds", Credits(sums.Sum(s => s.Held))),
            new("omnihub.credits.outstanding", "Credits of users, held ones included", Credits(sums.Where(s => !s.Key).Sum(s => s.Posted))),
            new("omnihub.ledger.imbalance", "Sum of all accounts in credits: anything but 0 is an error", Credits(sums.Sum(s => s.Posted))),
        };
        if (proof.Breaches is { } breaches)
            gauges.Add(new("omnihub.ledger.broken_rules", "Rules of the ledger that did not hold at the last hourly proof on this node", breaches));
        return gauges;
    }

    private static double Credits(long micros) => (double)(micros / PerCredit);
}

/// <summary>What the last proof of this process said; null before the first one.</summary>
internal sealed class LastProof
{
    public int? Breaches { get; set; }
}

/// <summary>The ledger's part of <c>doctor</c>.</summary>
internal sealed class LedgerCheckup(BillingDb db, TimeProvider clock) : ICheckup
{
    private static readonly TimeSpan LateMax = TimeSpan.FromHours(1);

    public string Name => "Ledger";

    public async IAsyncEnumerable<Finding> LookAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var report = await LedgerProof.RunAsync(db, ct);
        foreach (var (rule, count, examples) in report.Breaches)
            yield return new(Condition.Bad, $"{rule}: {count} times not so, as {examples[0]}. Run \"ledger verify\" and see docs/operations.md.");
        if (report.Balances) yield return new(Condition.Good, $"The books balance: all {LedgerRules.All.Count} rules hold.");

        var before = clock.GetUtcNow() - LateMax;
        var late = await db.Holds.CountAsync(h => h.State == HoldState.Open && h.ReviewAt < before, ct);
        if (late > 0)
            yield return new(Condition.Notice, $"{late} open holds were due for review more than an hour ago. They are settled when the server runs.");
        var doubtful = await db.Holds.CountAsync(h => h.CheckResult == CheckResult.Doubtful, ct);
        if (doubtful > 0)
            yield return new(Condition.Notice, $"{doubtful} bills of providers are too far off to be corrected by themselves. See /admin/reconciliation.");
    }
}
