using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of an invite.</summary>
internal sealed record InviteForm(string? Email, MemberRole? Role);

/// <summary>A new invite; its token is in this answer and nowhere else.</summary>
internal sealed record NewInviteView(string Id, string Email, MemberRole Role, string Token, DateTimeOffset ExpiresAt);

/// <summary>An open invite.</summary>
internal sealed record InviteView(string Id, string Email, MemberRole Role, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt);

/// <summary>POST /api/workspaces/{id}/invites: tells nothing about whether the address has an account.</summary>
internal static class InviteMember
{
    public static async Task<Reply> Handle(
        string id, Body<InviteForm> body, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct)
    {
        var (invite, no) = await MakeAsync(id, body.Value, me, db, clock, ct);
        return invite is null ? no! : Reply.Of(invite, 201).Redirect($"/workspaces/{id}");
    }

    public static async Task<(NewInviteView? Invite, Refusal? No)> MakeAsync(
        string id, InviteForm form, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.OwnerOnlyAsync(id, me.Id, ct) is { } no) return (null, no);
        var email = form.Email?.Trim() ?? "";
        var errors = new Dictionary<string, string[]>();
        if (!EmailAddress.IsValid(email)) errors["email"] = ["Enter an e-mail address."];
        if (form.Role is not (MemberRole.Editor or MemberRole.Viewer)) errors["role"] = ["A role is editor or viewer."];
        if (errors.Count > 0) return (null, Refusal.Invalid(errors));

        var (token, now) = (Id.Secret(), clock.GetUtcNow());
        var invite = new Invite
        {
            Id = Id.New("inv"),
            WorkspaceId = id,
            Email = email,
            NormalizedEmail = EmailAddress.Normal(email),
            Role = form.Role!.Value,
            TokenHash = ApiKey.HashOf(token),
            CreatedAt = now,
            ExpiresAt = now.AddDays(Invite.DaysOpen),
        };
        var refused = await db.WriteAsync(() => InsertAsync(db, invite, now, ct), ct);
        return refused is null ? (new(invite.Id, email, invite.Role, token, invite.ExpiresAt), null) : (null, refused);
    }

    private static async Task<Refusal?> InsertAsync(AccountsDb db, Invite invite, DateTimeOffset now, CancellationToken ct)
    {
        var id = invite.WorkspaceId;
        var isMember = await (
            from m in db.Members
            join u in db.Users on m.UserId equals u.Id
            where m.WorkspaceId == id && u.NormalizedEmail == invite.NormalizedEmail
            select m).AnyAsync(ct);
        if (isMember) return Refusal.Conflict("This person is a member already.");
        // A new invite takes the place of an older one for the same person.
        await db.Invites.Where(i => i.WorkspaceId == id && i.NormalizedEmail == invite.NormalizedEmail && i.AcceptedAt == null).ExecuteDeleteAsync(ct);
        var members = await db.Members.CountAsync(m => m.WorkspaceId == id, ct);
        var open = await db.Invites.CountAsync(i => i.WorkspaceId == id && i.AcceptedAt == null && i.ExpiresAt > now, ct);
        if (members + open >= Workspace.MembersMax) return Refusal.Conflict($"A workspace has at most {Workspace.MembersMax} members.");
        db.Add(invite);
        await db.SaveChangesAsync(ct);
        return null;
    }
}

/// <summary>GET /api/workspaces/{id}/invites</summary>
internal static class ListInvites
{
    public static async Task<Reply> Handle(
        string id, PageRequest page, ICurrentUser me, AccountsDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.OwnerOnlyAsync(id, me.Id, ct) is { } no) return no;
        var rows = await db.OpenInvites(id, clock.GetUtcNow(), page.After).Take(page.Limit + 1).ToListAsync(ct);
        return Reply.Of(page.Cut(rows, i => i.Id, i => i));
    }

    public static IQueryable<InviteView> OpenInvites(this AccountsDb db, string workspaceId, DateTimeOffset now, string? before) =>
        db.Invites.Where(i => i.WorkspaceId == workspaceId && i.AcceptedAt == null && i.ExpiresAt > now
                && (before == null || string.Compare(i.Id, before) < 0))
            .OrderByDescending(i => i.Id).Select(i => new InviteView(i.Id, i.Email, i.Role, i.ExpiresAt, i.CreatedAt));
}

/// <summary>DELETE /api/workspaces/{id}/invites/{inviteId}: the link ends at once.</summary>
internal static class RevokeInvite
{
    public static async Task<Reply> Handle(string id, string inviteId, ICurrentUser me, AccountsDb db, CancellationToken ct)
    {
        if (await db.OwnerOnlyAsync(id, me.Id, ct) is { } no) return no;
        return await db.Invites.Where(i => i.Id == inviteId && i.WorkspaceId == id && i.AcceptedAt == null).ExecuteDeleteAsync(ct) == 0
            ? Refusal.NotFound()
            : Reply.Nothing().Redirect($"/workspaces/{id}");
    }
}
