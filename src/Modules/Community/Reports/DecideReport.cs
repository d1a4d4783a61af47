using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>Body of POST /api/admin/reports/{id}. The reason goes into the audit log; disabling an author needs one.</summary>
internal sealed record DecisionForm(string? Action, string? Reason);

/// <summary>POST /api/admin/reports/{id}: dismiss, hide, restore, or disable (hides too).</summary>
internal static class DecideReport
{
    public static async Task<Reply> Handle(
        string id, Body<DecisionForm> body, HttpContext http, ICurrentUser me, Moderation moderation, CancellationToken ct) =>
        await moderation.DecideAsync(id, body.Value, me, http, ct) switch
        {
            (Report report, _) => Reply.Of(ReportView.Of(report)),
            (_, var refusal) => refusal!,
        };
}

/// <summary>What admins decide about reported posts. A decision about a post closes all its open reports.</summary>
internal sealed class Moderation(
    CommunityDb db, IAccounts accounts, WithholdPosts withhold, IAudit audit, GalleryCache cache, TimeProvider clock)
{
    private const int ReasonLengthMax = 500;

    private static readonly string[] Actions = ["dismiss", "hide", "restore", "disable"];

    public async Task<(Report? Report, Refusal? Refusal)> DecideAsync(string id, DecisionForm form, ICurrentUser me, HttpContext http, CancellationToken ct)
    {
        if (form.Action is null || !Actions.Contains(form.Action)) return (null, Refusal.Invalid("action", "action is dismiss, hide, restore or disable."));
        var reason = form.Reason?.Trim() ?? "";
        if (reason.Length > ReasonLengthMax || (form.Action == "disable" && reason.Length == 0))
            return (null, Refusal.Invalid("reason", $"Say why, in at most {ReasonLengthMax} characters."));
        if (await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } report) return (null, Refusal.NotFound());
        var post = await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == report.PostId, ct);
        if (post is null && form.Action != "dismiss") return (null, Refusal.Conflict("The post is not there any more."));
        if (form.Action == "disable" && await DisableAsync(post!.UserId, me, ct) is { } refusal) return (null, refusal);

        PostState? state = form.Action switch
        {
            "hide" or "disable" => PostState.Hidden,
            // A disabled author's post waits for the account.
            "restore" => await accounts.FindAsync(post!.UserId, ct) is { IsDisabled: true } ? PostState.Withheld : PostState.Visible,
            _ => null,
        };
        var made = await db.WriteAsync(() => WriteAsync(report, state, me.Id, ct), ct);
        cache.PostChanged(report.PostId);
        await WriteAuditAsync(form.Action, report, post, made.Status, reason, me, http, ct);
        return (made, null);
    }

    private async Task<Report> WriteAsync(Report report, PostState? state, string adminId, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var (status, now) = (state == PostState.Hidden ? ReportStatus.Hidden : ReportStatus.Dismissed, clock.GetUtcNow());
        // A dismissal is about one report; what happens to the post answers all that are open, and a restored post answers those that hid it.
        var answered = state is null ? db.Reports.Where(r => r.Id == report.Id)
            : db.Reports.Where(r => r.PostId == report.PostId && (r.Id == report.Id || r.Status == ReportStatus.Open || r.Status == ReportStatus.Hidden));
        await answered.ExecuteUpdateAsync(
            set => set.SetProperty(r => r.Status, status).SetProperty(r => r.DecidedAt, now).SetProperty(r => r.DecidedBy, adminId), ct);
        if (state is { } wanted && await TakeAsync(report.PostId, ct) is { } post && post.State != wanted)
        {
            post.State = wanted;
            if (wanted == PostState.Visible) Placings.Add(db, post);
            else await Placings.RemoveAsync(db, post);
            await db.SaveChangesAsync(ct);
        }

        return await db.Reports.AsNoTracking().SingleAsync(r => r.Id == report.Id, ct);
    }

    private async Task<Post?> TakeAsync(string postId, CancellationToken ct)
    {
        var number = await db.Posts.Where(p => p.Id == postId).Select(p => p.Number).FirstOrDefaultAsync(ct);
        return await Placings.TakeAsync(db, number, ct) ? await db.Posts.SingleAsync(p => p.Number == number, ct) : null;
    }

    private async Task<Refusal?> DisableAsync(string authorId, ICurrentUser me, CancellationToken ct)
    {
        if (await accounts.FindAsync(authorId, ct) is not { } author) return null;
        if (author.IsAdmin || authorId == me.Id) return Refusal.Conflict("This author is an admin. Take that role away first.");
        await accounts.ChangeAsync(authorId, null, true, ct);
        await withhold.SetAsync(authorId, true, ct);
        return null;
    }

    private async Task WriteAuditAsync(
        string action, Report report, Post? post, ReportStatus status, string reason, ICurrentUser me, HttpContext http, CancellationToken ct)
    {
        var address = http.Connection.RemoteIpAddress?.ToString();
        var changes = new Dictionary<string, object?[]>
        {
            ["status"] = [Word(report.Status), Word(status)],
            ["post"] = [null, report.PostId],
        };
        if (reason.Length > 0) changes["reason"] = [null, reason];
        await audit.WriteAsync(new(me.Id, "report." + action, "report", report.Id, changes, address), ct);
        if (action == "disable" && post is not null)
        {
            await audit.WriteAsync(
                new(me.Id, "user.update", "user", post.UserId, new Dictionary<string, object?[]> { ["disabled"] = [false, true], ["reason"] = [null, reason] }, address), ct);
        }
    }

    private static string Word(ReportStatus status) => status.ToString().ToLowerInvariant();
}
