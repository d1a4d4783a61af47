using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a new or renamed workspace.</summary>
internal sealed record WorkspaceForm(string? Name);

/// <summary>POST /api/workspaces</summary>
internal static class CreateWorkspace
{
    public static async Task<Reply> Handle(Body<WorkspaceForm> body, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct)
    {
        var name = body.Value.Name?.Trim() ?? "";
        if (Names.Check(name, Workspace.NameLengthMax) is { } wrong) return Refusal.Invalid("name", wrong);
        var now = clock.GetUtcNow();
        var workspace = new Workspace { Id = Id.New("wsp"), OwnerId = me.Id, Name = name, CreatedAt = now };
        var isRoom = await db.WriteAsync(
            async () =>
            {
                if (await db.Workspaces.CountAsync(w => w.OwnerId == me.Id, ct) >= Workspace.OwnedMax) return false;
                db.Add(workspace);
                db.Add(new Member { WorkspaceId = workspace.Id, UserId = me.Id, Role = MemberRole.Owner, JoinedAt = now });
                await db.SaveChangesAsync(ct);
                return true;
            },
            ct);
        if (!isRoom) return Refusal.Conflict($"You own {Workspace.OwnedMax} workspaces. Delete one first.");
        var view = new WorkspaceView(workspace.Id, name, MemberRole.Owner, false, 1, now);
        return Reply.Of(view, 201).Header("Location", $"/api/workspaces/{workspace.Id}").Redirect($"/workspaces/{workspace.Id}");
    }
}

/// <summary>PATCH /api/workspaces/{id}</summary>
internal static class RenameWorkspace
{
    public static async Task<Reply> Handle(string id, Body<WorkspaceForm> body, ICurrentUser me, AccountsDb db, CancellationToken ct)
    {
        if (await db.OwnerOnlyAsync(id, me.Id, ct) is { } no) return no;
        if (body.Value.Name?.Trim() is { } name)
        {
            if (Names.Check(name, Workspace.NameLengthMax) is { } wrong) return Refusal.Invalid("name", wrong);
            await db.Workspaces.Where(w => w.Id == id && w.OwnerId == me.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(w => w.Name, name), ct);
        }

        var view = await db.Show(db.Members.Where(m => m.UserId == me.Id && m.WorkspaceId == id)).FirstOrDefaultAsync(ct);
        return view is null ? Refusal.NotFound() : Reply.Of(view).Redirect($"/workspaces/{id}");
    }
}

/// <summary>DELETE /api/workspaces/{id}: its work is gone, what was paid stays in the ledger.</summary>
internal static class DeleteWorkspace
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, AccountsDb db, WorkspaceEnd end, CancellationToken ct)
    {
        if (await db.OwnerOnlyAsync(id, me.Id, ct) is { } no) return no;
        if (await db.Workspaces.AnyAsync(w => w.Id == id && w.IsPersonal, ct))
            return Refusal.Conflict("This workspace came with your account and cannot be deleted.");
        await end.DeleteAsync(id, me.Id, ct);
        return Reply.Nothing().Redirect("/workspaces");
    }
}

/// <summary>Takes a workspace away from its members. The work is forgotten first: a crash in between leaves a workspace that can be deleted again.</summary>
internal sealed class WorkspaceEnd(AccountsDb db, IEnumerable<IForgetPart> parts, IEvents events)
{
    public async Task DeleteAsync(string workspaceId, string ownerId, CancellationToken ct)
    {
        foreach (var part in parts) await part.ForgetWorkspaceAsync(workspaceId, ct);
        var members = await db.WriteAsync(
            async () =>
            {
                var gone = await db.Members.Where(m => m.WorkspaceId == workspaceId).Select(m => m.UserId).ToListAsync(ct);
                if (await db.Workspaces.Where(w => w.Id == workspaceId && w.OwnerId == ownerId && !w.IsPersonal).ExecuteDeleteAsync(ct) == 0)
                    return [];
                await db.Members.Where(m => m.WorkspaceId == workspaceId).ExecuteDeleteAsync(ct);
                await db.Invites.Where(i => i.WorkspaceId == workspaceId).ExecuteDeleteAsync(ct);
                await db.Projects.Where(p => p.WorkspaceId == workspaceId).ExecuteDeleteAsync(ct);
                await db.FallBackAsync(workspaceId, null, ct);
                return gone;
            },
            ct);
        foreach (var member in members) events.Publish(new MembershipEnded(member, workspaceId));
    }
}
