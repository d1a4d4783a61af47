using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Who may do what in a workspace. Someone outside cannot tell it from none (404); a member without the right gets 403.</summary>
internal static class Roles
{
    private static readonly Refusal OnlyOwner = Refusal.Forbidden("Only the owner of this workspace may do this.");
    private static readonly Refusal OnlyWriters = Refusal.Forbidden("You can look at this workspace, not change it.");

    /// <summary>Null where the user owns the workspace.</summary>
    public static Task<Refusal?> OwnerOnlyAsync(this AccountsDb db, string workspaceId, string userId, CancellationToken ct) =>
        db.RefuseAsync(workspaceId, userId, MemberRole.Owner, OnlyOwner, ct);

    /// <summary>Null where the user may change work of the workspace.</summary>
    public static Task<Refusal?> EditorsOnlyAsync(this AccountsDb db, string workspaceId, string userId, CancellationToken ct) =>
        db.RefuseAsync(workspaceId, userId, MemberRole.Editor, OnlyWriters, ct);

    /// <summary>Workspaces of which the user is a member, for use inside a query.</summary>
    public static Expression<Func<Workspace, bool>> SeenBy(this AccountsDb db, string userId) =>
        w => db.Members.Any(m => m.WorkspaceId == w.Id && m.UserId == userId);

    private static async Task<Refusal?> RefuseAsync(
        this AccountsDb db, string workspaceId, string userId, MemberRole least, Refusal no, CancellationToken ct)
    {
        var role = await db.Members.Where(m => m.WorkspaceId == workspaceId && m.UserId == userId)
            .Select(m => (MemberRole?)m.Role).FirstOrDefaultAsync(ct);
        return role is null ? Refusal.NotFound() : role <= least ? null : no;
    }
}
