using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>GET /billing: balance and ledger. "Show more" asks the same address for a fragment with the next rows.</summary>
internal static class BillingPage
{
    public static async Task<IResult> Handle(
        LedgerQuery query, PageRequest page, HttpRequest request, ICurrentUser me, BillingDb db, SpendingSummary summary,
        CancellationToken ct)
    {
        var lines = page.Cut(await query.ReadAsync(db, me.Id, page, ct), LedgerQuery.Cursor, LedgerLine.Of);
        var rows = new LedgerRowsView(lines.Items, lines.NextCursor is { } cursor ? Href(query.Show, cursor) : null, page.After is null);
        if (Faces.Of(request) == Face.Fragment) return Reply.Of(rows).Fragment("/Billing/Ledger/Rows.cshtml", rows);
        var view = new BillingView(await summary.ReadAsync(me.Id, ct), query.Show, rows);
        return new PageView("/Billing/Balance/BillingPage.cshtml", view, "Billing");
    }

    private static string Href(string? show, string cursor) => (show is null ? "/billing?" : $"/billing?show={show}&") + "cursor=" + cursor;
}

/// <summary>What an account has and spends.</summary>
internal sealed class SpendingSummary(ICredits credits, BillingDb db, TimeProvider clock)
{
    private const int PaceDays = 30;

    public async Task<SpendingView> ReadAsync(string account, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var balance = await credits.BalanceAsync(account, ct);
        var month = await db.SpentSinceAsync(account, now.StartOfMonth(), ct);
        var pace = await db.SpentSinceAsync(account, now.AddDays(-PaceDays), ct);
        int? days = pace.IsPositive ? (int)Math.Min(int.MaxValue, balance.Spendable.Credits * PaceDays / pace.Credits) : null;
        return new(balance.Spendable, balance.Held, month, days);
    }
}

/// <summary>Balance, held, spent this month, and how long the credits last at the pace of the last 30 days.</summary>
internal sealed record SpendingView(Micros Spendable, Micros Held, Micros SpentThisMonth, int? DaysLeft)
{
    private const int DaysShownMax = 365;

    /// <summary>For the test that renders every partial.</summary>
    public static SpendingView Sample => new(new(12_482_000), new(850_000), new(7_669_000), 21);

    public string? Pace => DaysLeft switch
    {
        null or > DaysShownMax => null,
        < 1 => "Less than a day at your pace",
        1 => "About 1 day at your pace",
        _ => $"About {DaysLeft} days at your pace",
    };
}

/// <summary>The page.</summary>
internal sealed record BillingView(SpendingView Spending, string? Show, LedgerRowsView Rows)
{
    /// <summary>For the test that renders every partial.</summary>
    public static BillingView Sample => new(SpendingView.Sample, null, LedgerRowsView.Sample);
}

/// <summary>Rows of the ledger, and the way to the next ones.</summary>
internal sealed record LedgerRowsView(IReadOnlyList<LedgerLine> Lines, string? NextHref, bool IsFirst)
{
    /// <summary>For the test that renders every partial.</summary>
    public static LedgerRowsView Sample => new(
        [
            new("txn_2", EntryKind.Charge, new(-40_000), new(99_960_000), "gen_1", "FLUX.1 [dev], 1 image", DateTimeOffset.UnixEpoch),
            new("txn_1", EntryKind.Grant, new(100_000_000), new(100_000_000), "usr_1", "Free credits", DateTimeOffset.UnixEpoch),
        ],
        "/billing?cursor=abc",
        true);
}
