using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>A report, as the admin API shows it.</summary>
internal sealed record ReportView(string Id, string PostId, string Reason, string? ReporterId, ReportStatus Status, DateTimeOffset CreatedAt)
{
    public static ReportView Of(Report r) => new(r.Id, r.PostId, r.Reason, r.ReporterId, r.Status, r.CreatedAt);
}

/// <summary>GET /api/admin/reports and GET /admin/reports: newest first, by status.</summary>
internal static class ListReports
{
    public static async Task<Reply> Handle(string? status, PageRequest page, CommunityDb db, CancellationToken ct)
    {
        var wanted = StatusOf(status);
        if (status is { Length: > 0 } && wanted is null) return Refusal.Invalid("status", "status is open, dismissed or hidden.");
        return Reply.Of(page.Cut(await On(db, wanted, page.After).Take(page.Limit + 1).ToListAsync(ct), r => r.Id, ReportView.Of));
    }

    public static async Task<IResult> HandlePage(
        string? status, PageRequest page, CommunityDb db, IAccounts accounts, CancellationToken ct)
    {
        var wanted = StatusOf(status) ?? ReportStatus.Open;
        var rows = page.Cut(await On(db, wanted, page.After).Take(page.Limit + 1).ToListAsync(ct), r => r.Id, r => r);
        var ids = rows.Items.Select(r => r.PostId).Distinct().ToList();
        var posts = await db.Posts.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        var people = await accounts.FindAsync([.. rows.Items.Select(r => r.ReporterId).OfType<string>().Distinct()], ct);
        var view = new ReportsPageView(
            wanted,
            [.. rows.Items.Select(r => ReportCardView.Of(r, posts.GetValueOrDefault(r.PostId), r.ReporterId is { } id ? people.GetValueOrDefault(id)?.Name : null))],
            rows.NextCursor is null ? null : $"/admin/reports?status={wanted.ToString().ToLowerInvariant()}&cursor={rows.NextCursor}");
        return new PageView("/Community/Reports/ReportsPage.cshtml", view, "Reports", Frame.Admin);
    }

    /// <summary>POST /admin/reports/{id}: the buttons of the queue.</summary>
    public static async Task<IResult> HandleDecision(
        string id, Body<DecisionForm> body, HttpContext http, ICurrentUser me, Moderation moderation, CommunityDb db, IAccounts accounts, CancellationToken ct)
    {
        var (report, refusal) = await moderation.DecideAsync(id, body.Value, me, http, ct);
        if (report is null) return (Reply)refusal!;
        var post = await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == report.PostId, ct);
        var name = report.ReporterId is { } who ? (await accounts.FindAsync(who, ct))?.Name : null;
        return Reply.Of(ReportView.Of(report)).Fragment("/Community/Reports/ReportCard.cshtml", ReportCardView.Of(report, post, name)).Redirect("/admin/reports");
    }

    public static IQueryable<Report> On(CommunityDb db, ReportStatus? status, string? after)
    {
        var rows = db.Reports.AsNoTracking().Where(r => after == null || r.Id.CompareTo(after) < 0);
        if (status is { } wanted) rows = rows.Where(r => r.Status == wanted);
        return rows.OrderByDescending(r => r.Id);
    }

    private static ReportStatus? StatusOf(string? word) =>
        word is { Length: > 0 } && word.All(char.IsAsciiLetter) && Enum.TryParse<ReportStatus>(word, true, out var status) ? status : null;
}

/// <summary>The queue.</summary>
internal sealed record ReportsPageView(ReportStatus Status, IReadOnlyList<ReportCardView> Cards, string? NextHref)
{
    public EmptyView Empty => Status == ReportStatus.Open
        ? new("No open reports", "When someone reports a post, it waits here for a decision.", null, "shield-check")
        : new("Nothing here", "No report was decided like this yet.", null, "shield-check");

    public static IEnumerable<ReportsPageView> Samples => [new(ReportStatus.Open, [.. ReportCardView.Samples], "/admin/reports?cursor=x"), new(ReportStatus.Hidden, [], null)];
}

/// <summary>A report with what it is about.</summary>
internal sealed record ReportCardView(
    string Id, string Reason, string? ReporterName, DateTimeOffset At, ReportStatus Status, string PostId, string? Title, string? Description, string? AuthorId,
    string? AuthorName, string? PictureUrl, bool IsHidden)
{
    public bool IsThere => Title is not null;

    public (string Class, string Text) Tag => Status switch
    {
        ReportStatus.Hidden => ("tag bad", "Post hidden"),
        ReportStatus.Dismissed => ("tag", "Dismissed"),
        _ => ("tag warn", "Open"),
    };

    public static ReportCardView Of(Report r, Post? p, string? reporter) => new(
        r.Id, r.Reason, reporter, r.CreatedAt, r.Status, r.PostId, p?.Title, p?.Description, p?.UserId, p?.AuthorName,
        p?.ThumbnailUrl, p?.State == PostState.Hidden);

    public static IEnumerable<ReportCardView> Samples =>
    [
        new("rep_x", "This is somebody else's picture.", "Ines", DateTimeOffset.UnixEpoch, ReportStatus.Open, "pst_x", "Quiet water", "By night", "usr_x", "Rui", "/media/m/thumb.webp", false),
        new("rep_y", "Spam", null, DateTimeOffset.UnixEpoch, ReportStatus.Hidden, "pst_y", "Buy now", "", "usr_y", "Eve", null, true),
        new("rep_z", "Spam", null, DateTimeOffset.UnixEpoch, ReportStatus.Dismissed, "pst_z", null, null, null, null, null, false),
    ];
}
