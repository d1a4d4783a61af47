using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>A workspace, as one of its members sees it.</summary>
internal sealed record WorkspaceView(string Id, string Name, MemberRole Role, bool IsDefault, int MemberCount, DateTimeOffset CreatedAt);

/// <summary>GET /api/workspaces</summary>
internal static class ListWorkspaces
{
    public static async Task<Reply> Handle(PageRequest page, ICurrentUser me, AccountsDb db, CancellationToken ct)
    {
        var mine = db.Members.Where(m => m.UserId == me.Id && (page.After == null || string.Compare(m.WorkspaceId, page.After) < 0));
        var rows = await db.Show(mine).Take(page.Limit + 1).ToListAsync(ct);
        return Reply.Of(page.Cut(rows, w => w.Id, w => w));
    }
}

/// <summary>GET /api/workspaces/{id}</summary>
internal static class ShowWorkspace
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, AccountsDb db, CancellationToken ct) =>
        await db.Show(db.Members.Where(m => m.UserId == me.Id && m.WorkspaceId == id)).FirstOrDefaultAsync(ct) is { } workspace
            ? Reply.Of(workspace)
            : Refusal.NotFound();
}

/// <summary>How memberships are shown.</summary>
internal static class WorkspaceQueries
{
    /// <summary>Newest first.</summary>
    public static IQueryable<WorkspaceView> Show(this AccountsDb db, IQueryable<Member> memberships) =>
        from m in memberships
        join w in db.Workspaces on m.WorkspaceId equals w.Id
        join u in db.Users on m.UserId equals u.Id
        orderby m.WorkspaceId descending
        select new WorkspaceView(
            w.Id, w.Name, m.Role, w.Id == u.DefaultWorkspaceId, db.Members.Count(x => x.WorkspaceId == w.Id), w.CreatedAt);
}

/// <summary>What follows when a membership ends.</summary>
internal static class Memberships
{
    /// <summary>Whoever worked in this workspace by default works in their own again; all members, or the one.</summary>
    public static Task<int> FallBackAsync(this AccountsDb db, string workspaceId, string? userId, CancellationToken ct) =>
        db.Users.Where(u => u.DefaultWorkspaceId == workspaceId && (userId == null || u.Id == userId)).ExecuteUpdateAsync(
            set => set.SetProperty(u => u.DefaultWorkspaceId, u => db.Workspaces.Where(w => w.OwnerId == u.Id && w.IsPersonal).Select(w => w.Id).First()),
            ct);
}
