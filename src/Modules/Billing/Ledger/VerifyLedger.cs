using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary><c>ledger verify</c>: proves the books for a person.</summary>
internal sealed class VerifyLedger(BillingDb db) : ICommand
{
    private const int NameWidth = 26;

    public string Name => "ledger verify";

    public string Summary => "Proves that the books balance: every movement sums to zero and every balance to its movements.";

    public async Task<int> RunAsync(TextWriter output, CancellationToken ct)
    {
        var report = await LedgerProof.RunAsync(db, ct);
        foreach (var (name, figure) in report.Figures) await output.WriteLineAsync($"{name.PadRight(NameWidth)}{figure,20}");
        await output.WriteLineAsync();
        foreach (var (rule, _) in LedgerRules.All)
        {
            var breach = report.Breaches.FirstOrDefault(b => b.Rule == rule);
            await output.WriteLineAsync($"{(breach is null ? "ok    " : "BROKEN")}  {rule}");
            if (breach is null) continue;
            foreach (var example in breach.Examples) await output.WriteLineAsync($"          {example}");
            var more = breach.Count - breach.Examples.Count;
            if (more > 0) await output.WriteLineAsync($"          and {more} more");
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(
            report.Balances ? "The ledger balances." : $"The ledger does not balance. Broken rules: {report.Breaches.Count}.");
        return report.Balances ? 0 : 1;
    }
}
