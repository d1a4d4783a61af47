using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>Body of POST /api/community/{id}/report.</summary>
internal sealed record ReportForm(string? Reason);

/// <summary>POST /api/community/{id}/report: 202. Several reports of one person about one post are one.</summary>
internal static class ReportPost
{
    public const int ReasonLengthMax = 1000;

    public static async Task<Reply> Handle(
        string id, Body<ReportForm> body, ICurrentUser me, ReadPosts read, CommunityDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await read.FindAsync(id, me, ct) is not { State: PostState.Visible } post) return Refusal.NotFound();
        var reason = body.Value.Reason?.Trim() ?? "";
        if (reason.Length is 0 or > ReasonLengthMax) return Refusal.Invalid("reason", $"Say why, in at most {ReasonLengthMax} characters.");

        var report = new Report { Id = Id.New("rep"), PostId = post.Id, Reason = reason, ReporterId = me.Id, CreatedAt = clock.GetUtcNow() };
        var kept = await db.WriteAsync(
            async () =>
            {
                db.ChangeTracker.Clear();
                var mine = db.Reports.Where(r => r.PostId == post.Id && r.ReporterId == me.Id && r.Status == ReportStatus.Open);
                if (await mine.Select(r => r.Id).FirstOrDefaultAsync(ct) is { } first) return first;
                db.Reports.Add(report);
                await db.SaveChangesAsync(ct);
                return report.Id;
            },
            ct);
        return Reply.Of(new { id = kept, postId = post.Id, status = "open" }, StatusCodes.Status202Accepted);
    }
}
