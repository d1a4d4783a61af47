using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>GET /billing: balance, plan, ledger and usage. "Show more" asks the same address for a fragment with the next rows.</summary>
internal static class BillingPage
{
    public static async Task<IResult> Handle(
        LedgerQuery query, PageRequest page, HttpRequest request, ICurrentUser me, BillingDb db, BillingPages pages, CancellationToken ct)
    {
        if (Faces.Of(request) != Face.Fragment) return await pages.PageAsync(query, page, null, null, ct);
        var rows = await BillingPages.RowsAsync(query, page, me.Id, db, ct);
        return Reply.Of(rows).Fragment("/Billing/Ledger/Rows.cshtml", rows);
    }
}

/// <summary>Builds the page, also for a form that comes back with its sentence.</summary>
internal sealed class BillingPages(
    BillingDb db, ICurrentUser me, SpendingSummary summary, PlanFaces plans, IEnumerable<ISpendLabels> labels, IPayments payments,
    ISettings settings, IHttpContextAccessor accessor, TimeProvider clock)
{
    private const int UsageDays = 30;

    public async Task<PageView> PageAsync(LedgerQuery query, PageRequest page, Refusal? no, Micros? amount, CancellationToken ct)
    {
        var rows = await RowsAsync(query, page, me.Id, db, ct);
        var (mine, offers) = await plans.OfAsync(me.Id, ct);
        var spending = await summary.ReadAsync(me.Id, ct);
        var asked = accessor.HttpContext!.Request.Query;
        var view = new BillingView(
            spending, query.Show, rows, mine, offers, await UsageAsync(asked["by"], ct),
            new(settings.Current.CreditPriceUsd, payments.IsTest, amount, no, $"topup-{Id.Secret()}"), Done(asked["done"], mine));
        return new("/Billing/Balance/BillingPage.cshtml", view, "Billing") { Status = no?.Status ?? StatusCodes.Status200OK };
    }

    /// <summary>The refusal, with the form and its text for people.</summary>
    public async Task<Reply> RefuseAsync(Refusal no, Micros? amount, CancellationToken ct) => Faces.Of(accessor.HttpContext!.Request) == Face.Page
        ? Reply.No(no).Page(await PageAsync(new(null, null, new(null, null)), new(PageRequest.LimitDefault, null), no, amount, ct))
        : no;

    public static async Task<LedgerRowsView> RowsAsync(
        LedgerQuery query, PageRequest page, string account, BillingDb db, CancellationToken ct)
    {
        var lines = page.Cut(await query.ReadAsync(db, account, page, ct), LedgerQuery.Cursor, LedgerLine.Of);
        return new(lines.Items, lines.NextCursor is { } cursor ? Href(query.Show, cursor) : null, page.After is null);
    }

    private async Task<UsageView> UsageAsync(string? by, CancellationToken ct)
    {
        var groupBy = ShowUsage.IsGroup(by) ? by! : "day";
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var report = await ShowUsage.ReportAsync(db, labels, me.Id, groupBy, today.AddDays(1 - UsageDays), null, ct);
        return new(groupBy, report.Items, report.Total, DateOnly.FromDateTime(today.UtcDateTime), UsageDays);
    }

    private static NoticeView? Done(string? done, MyPlanView? mine) => (done, mine) switch
    {
        ("plan", { NextPlan: { } next }) => new(Tone.Ok, "Your plan will change.", $"{mine.Name} stays until {mine.EndText}. Then {next} begins."),
        ("plan", not null) => new(Tone.Ok, $"You have the {mine.Name} plan.", "Its credits are in your balance."),
        ("keep", not null) => new(Tone.Ok, $"You keep the {mine.Name} plan.", mine.Sentence),
        ("cancel", not null) => new(Tone.Ok, "Your plan is cancelled.", $"It stays until {mine.EndText}. What is left of its credits expires then."),
        _ => null,
    };

    private static string Href(string? show, string cursor) => (show is null ? "/billing?" : $"/billing?show={show}&") + "cursor=" + cursor;
}

/// <summary>The page.</summary>
internal sealed record BillingView(
    SpendingView Spending, string? Show, LedgerRowsView Rows, MyPlanView? Plan, IReadOnlyList<PlanOffer> Offers, UsageView Usage,
    AddCreditsView Add, NoticeView? Done)
{
    /// <summary>For the test that renders every partial.</summary>
    public static IReadOnlyList<BillingView> Samples =>
    [
        new(SpendingView.Sample, null, LedgerRowsView.Sample, MyPlanView.Sample, OffersView.Sample.Offers, UsageView.Samples[0], AddCreditsView.Sample, null),
        new(SpendingView.Sample, LedgerQuery.Spent, new([], null, true), null, [], UsageView.Samples[1], AddCreditsView.Sample, NoticeView.Sample),
    ];
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
