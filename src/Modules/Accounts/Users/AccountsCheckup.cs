using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts;

namespace OmniHub.Accounts;

/// <summary>The accounts' part of <c>doctor</c>.</summary>
internal sealed class AccountsCheckup(AccountsDb db) : ICheckup
{
    public string Name => "Accounts";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var admins = await db.Users.CountAsync(u => u.IsAdmin && !u.IsDisabled, ct);
        yield return admins > 0
            ? new(Condition.Good, $"{await db.Users.CountAsync(ct)} users, {admins} of them admins.")
            : new(Condition.Notice, "Nobody can administrate. The first admin is made at a start with ADMIN_PASSWORD set.");

        var orphans = new (string What, int Count)[]
        {
            ("keys without a user", await db.Keys.CountAsync(k => !db.Users.Any(u => u.Id == k.UserId), ct)),
            ("workspaces without an owner", await db.Workspaces.CountAsync(w => !db.Users.Any(u => u.Id == w.OwnerId), ct)),
            ("memberships of nobody", await db.Members.CountAsync(m => !db.Users.Any(u => u.Id == m.UserId), ct)),
            ("memberships in no workspace", await db.Members.CountAsync(m => !db.Workspaces.Any(w => w.Id == m.WorkspaceId), ct)),
            ("projects in no workspace", await db.Projects.CountAsync(p => !db.Workspaces.Any(w => w.Id == p.WorkspaceId), ct)),
        };
        foreach (var (what, count) in orphans.Where(o => o.Count > 0)) yield return new(Condition.Bad, $"There are {count} {what}.");
        if (orphans.All(o => o.Count == 0)) yield return new(Condition.Good, "Every key, workspace, membership and project has its owner.");
    }
}
