using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a deletion.</summary>
internal sealed record DeleteMeForm(string? Password);

/// <summary>DELETE /api/auth/me</summary>
internal static class DeleteMe
{
    public static async Task<Reply> Handle(Body<DeleteMeForm> body, ICurrentUser me, Farewell farewell, CancellationToken ct) =>
        await farewell.DeleteAsync(me, body.Value.Password, ct) is { } no ? no : Reply.Nothing();
}

/// <summary>Deletes a person. The row keeps the id, so that the ledger still balances and says nothing about anybody.</summary>
internal sealed class Farewell(
    AccountsDb db, Passwords passwords, Sessions sessions, WorkspaceEnd workspaces, IEnumerable<IForgetPart> parts, IEvents events, TimeProvider clock)
{
    private static readonly Refusal OnlyAdmin = Refusal.Conflict("You are the only administrator. Make someone else one first.");

    public async Task<Refusal?> DeleteAsync(ICurrentUser me, string? password, CancellationToken ct)
    {
        var user = await db.MeAsync(me, ct);
        if (string.IsNullOrEmpty(password)) return Refusal.Invalid("password", "Enter your password.");
        if (!await passwords.MatchAsync(user.PasswordHash, password, ct)) return Refusal.Invalid("password", "This is not your password.");

        if (user.IsAdmin && !await HasOtherAdminAsync(user.Id, ct)) return OnlyAdmin;
        if (await SharedNameAsync(user.Id, ct) is { } name)
            return Refusal.Conflict($"Others work in your workspace “{name}”. Offer it to one of them, or delete it, first.");
        foreach (var id in await db.Workspaces.Where(w => w.OwnerId == user.Id && !w.IsPersonal).Select(w => w.Id).ToListAsync(ct))
            await workspaces.DeleteAsync(id, user.Id, ct);
        foreach (var part in parts) await part.ForgetAsync(user.Id, ct);
        var no = await db.WriteAsync(
            async () =>
            {
                if (user.IsAdmin && !await HasOtherAdminAsync(user.Id, ct)) return OnlyAdmin;
                await ForgetAsync(user.Id, ct);
                return null;
            },
            ct);
        if (no is not null) return no;
        sessions.Ended(user.Id);
        events.Publish(new UserDeleted(user.Id));
        return null;
    }

    private Task<bool> HasOtherAdminAsync(string id, CancellationToken ct) => db.Users.AnyAsync(u => u.IsAdmin && !u.IsDisabled && u.Id != id, ct);

    private Task<string?> SharedNameAsync(string id, CancellationToken ct) =>
        db.Workspaces.Where(w => w.OwnerId == id && db.Members.Any(m => m.WorkspaceId == w.Id && m.UserId != id))
            .Select(w => w.Name).FirstOrDefaultAsync(ct);

    private async Task ForgetAsync(string id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // Used ones too: they hold the address. Those into the person's own workspace go with it.
        await db.Invites.Where(i => db.Users.Any(u => u.Id == id && u.NormalizedEmail == i.NormalizedEmail)
            || db.Workspaces.Any(w => w.Id == i.WorkspaceId && w.OwnerId == id)).ExecuteDeleteAsync(ct);
        var stamp = Sessions.NewStamp();
        await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(
            u => u.SetProperty(x => x.Email, (string?)null).SetProperty(x => x.NormalizedEmail, (string?)null).SetProperty(x => x.Name, "")
                .SetProperty(x => x.PasswordHash, (string?)null).SetProperty(x => x.SecurityStamp, stamp)
                .SetProperty(x => x.IsAdmin, false).SetProperty(x => x.DeletedAt, now),
            ct);
        await db.Keys.Where(k => k.UserId == id).ExecuteDeleteAsync(ct);
        await db.KeptAnswers.Where(a => a.UserId == id).ExecuteDeleteAsync(ct);
        await db.Members.Where(m => m.UserId == id).ExecuteDeleteAsync(ct);
        await db.Projects.Where(p => db.Workspaces.Any(w => w.Id == p.WorkspaceId && w.OwnerId == id)).ExecuteDeleteAsync(ct);
        await db.Workspaces.Where(w => w.OwnerId == id && w.IsPersonal).ExecuteDeleteAsync(ct);
    }
}
