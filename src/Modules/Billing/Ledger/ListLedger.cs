using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/billing/ledger</summary>
internal static class ListLedger
{
    public static async Task<Reply> Handle(LedgerQuery query, PageRequest page, ICurrentUser me, BillingDb db, CancellationToken ct) =>
        Reply.Of(page.Cut(await query.ReadAsync(db, me.Id, page, ct), LedgerQuery.Cursor, LedgerLine.Of));
}

/// <summary>A row of one's ledger.</summary>
internal sealed record LedgerLine(
    string Id, EntryKind Kind, Micros Amount, Micros BalanceAfter, string Reference, string Description, DateTimeOffset CreatedAt)
{
    public static LedgerLine Of(Entry e) =>
        new(e.Id, e.Kind, new(e.AmountMicros), new(e.BalanceAfterMicros), e.Reference, e.Description, e.CreatedAt);
}
