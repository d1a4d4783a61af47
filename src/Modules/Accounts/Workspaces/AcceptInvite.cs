using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>POST /api/invites/{token}/accept: once, and by the invited address only. GET and POST /invites/{token} are the same for people.</summary>
internal static class AcceptInvite
{
    private static readonly Refusal NoInvite = Refusal.NotFound("There is no such invite for you. It may have expired, or been used.");

    public static async Task<Reply> Handle(string token, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct) =>
        await JoinAsync(token, me, db, clock, ct) is { } view ? Reply.Of(view).Redirect($"/workspaces/{view.Id}") : NoInvite;

    /// <summary>Who joins works there from now on.</summary>
    public static async Task<Reply> HandlePost(
        string token, HttpContext http, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await JoinAsync(token, me, db, clock, ct) is not { } view) return NoInvite;
        CurrentWorkspace.Set(http, view.Id);
        return Reply.Of(view).Redirect($"/workspaces/{view.Id}?saved=joined");
    }

    public static async Task<IResult> HandlePage(string token, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct)
    {
        var user = await db.MeAsync(me, ct);
        var view = await (
            from i in db.OpenFor(token, user, clock.GetUtcNow())
            join w in db.Workspaces on i.WorkspaceId equals w.Id
            join owner in db.Users on w.OwnerId equals owner.Id
            select new InvitePageView(token, w.Name, owner.Name, i.Role, i.ExpiresAt)).FirstOrDefaultAsync(ct);
        return view is null ? Reply.No(NoInvite) : new PageView("/Accounts/Workspaces/InvitePage.cshtml", view, "Invitation", Frame.Bare);
    }

    private static IQueryable<Invite> OpenFor(this AccountsDb db, string token, User user, DateTimeOffset now)
    {
        var (hash, email) = (ApiKey.HashOf(token), user.NormalizedEmail);
        return db.Invites.Where(i => i.TokenHash == hash && i.AcceptedAt == null && i.ExpiresAt > now && i.NormalizedEmail == email
            && db.Workspaces.Any(w => w.Id == i.WorkspaceId));
    }

    private static async Task<WorkspaceView?> JoinAsync(string token, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct)
    {
        var (hash, now) = (ApiKey.HashOf(token), clock.GetUtcNow());
        var user = await db.MeAsync(me, ct);
        var joined = await db.WriteAsync(
            async () =>
            {
                if (await db.OpenFor(token, user, now).ExecuteUpdateAsync(set => set.SetProperty(i => i.AcceptedAt, now), ct) == 0) return null;
                var invite = await db.Invites.AsNoTracking().FirstAsync(i => i.TokenHash == hash, ct);
                if (await db.Members.AnyAsync(m => m.WorkspaceId == invite.WorkspaceId && m.UserId == user.Id, ct)) return invite;
                db.Add(new Member { WorkspaceId = invite.WorkspaceId, UserId = user.Id, Role = invite.Role, JoinedAt = now });
                await db.SaveChangesAsync(ct);
                return invite;
            },
            ct);
        return joined is null
            ? null
            : await db.Show(db.Members.Where(m => m.UserId == me.Id && m.WorkspaceId == joined.WorkspaceId)).FirstOrDefaultAsync(ct);
    }
}

/// <summary>An invitation, to the person whom it is for.</summary>
internal sealed record InvitePageView(string Token, string Workspace, string Owner, MemberRole Role, DateTimeOffset ExpiresAt)
{
    public static InvitePageView Sample => new("token", "Studio North", "Ann Other", MemberRole.Editor, DateTimeOffset.UnixEpoch);
}
