using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Proves the books every hour, for the log.</summary>
internal sealed class CheckLedger(BillingDb db, LastProof proof, ILogger<CheckLedger> log) : IWork
{
    public async Task RunAsync(CancellationToken ct)
    {
        var report = await LedgerProof.RunAsync(db, ct);
        proof.Breaches = report.Breaches.Count;
        foreach (var (rule, count, examples) in report.Breaches)
            log.LogError("The ledger does not balance. {Rule}: {Count} breaches, as {Example}", rule, count, examples[0]);
    }
}
