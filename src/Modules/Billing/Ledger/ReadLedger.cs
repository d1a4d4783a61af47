using System.Runtime.CompilerServices;
using OmniHub.Contracts.Billing;

namespace OmniHub.Billing;

/// <summary>The whole ledger of one account, in batches: a slow reader keeps no snapshot of the database open.</summary>
internal sealed class ReadLedger(BillingDb db) : ILedger
{
    private const int BatchSizeMax = 1_000;
    private static readonly LedgerQuery All = new(null, null, new(null, null));

    public async IAsyncEnumerable<LedgerEntry> ReadAsync(string account, [EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        do
        {
            var rows = await All.ReadAsync(db, account, new(BatchSizeMax, after), ct);
            foreach (var e in rows.Take(BatchSizeMax))
                yield return new(e.Id, e.Kind, new(e.AmountMicros), new(e.BalanceAfterMicros), e.Reference, e.Description, e.CreatedAt);
            after = rows.Count > BatchSizeMax ? LedgerQuery.Cursor(rows[BatchSizeMax - 1]) : null;
        }
        while (after is not null);
    }
}
