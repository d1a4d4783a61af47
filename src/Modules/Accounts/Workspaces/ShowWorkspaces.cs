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
        var rows = await db.WorkspacesOf(me.Id).Where(w => page.After == null || string.Compare(w.Id, page.After) < 0)
            .OrderByDescending(w => w.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Reply.Of(page.Cut(rows, w => w.Id, w => w));
    }
}

/// <summary>GET /api/workspaces/{id}</summary>
internal static class ShowWorkspace
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, AccountsDb db, CancellationToken ct) =>
        await db.WorkspacesOf(me.Id).FirstOrDefaultAsync(w => w.Id == id, ct) is { } workspace ? Reply.Of(workspace) : Refusal.NotFound();
}

/// <summary>Queries that carry the membership.</summary>
internal static class WorkspaceQueries
{
    public static IQueryable<WorkspaceView> WorkspacesOf(this AccountsDb db, string userId) =>
        from m in db.Members
        join w in db.Workspaces on m.WorkspaceId equals w.Id
        join u in db.Users on m.UserId equals u.Id
        where m.UserId == userId
        select new WorkspaceView(w.Id, w.Name, m.Role, w.Id == u.DefaultWorkspaceId, db.Members.Count(x => x.WorkspaceId == w.Id), w.CreatedAt);
}
