using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a change; what is null stays.</summary>
internal sealed record ChangeMeForm(
    string? Name = null, string? Password = null, string? CurrentPassword = null, string? DefaultWorkspaceId = null);

/// <summary>PATCH /api/auth/me: a changed password ends every session and answers with a new token.</summary>
internal static class ChangeMe
{
    public static async Task<Reply> Handle(
        Body<ChangeMeForm> body, ICurrentUser me, ProfileChanges changes, UserViews views, CancellationToken ct)
    {
        var (user, no) = await changes.ApplyAsync(me, body.Value, ct);
        if (user is null) return no!;
        return body.Value.Password is null
            ? Reply.Of(new MeView(await views.OfAsync(user, ct)))
            : Reply.Of(await views.SignedInAsync(user, ct));
    }
}

/// <summary>Changes what a person may change of themselves.</summary>
internal sealed class ProfileChanges(AccountsDb db, Passwords passwords, Sessions sessions, KnownUsers known, IEvents events)
{
    public async Task<(User? User, Refusal? No)> ApplyAsync(ICurrentUser me, ChangeMeForm form, CancellationToken ct)
    {
        var user = await db.MeAsync(me, ct);
        var name = form.Name?.Trim();
        if (await CheckAsync(user, name, form, ct) is { Count: > 0 } errors) return (null, Refusal.Invalid(errors));
        var workspaceId = form.DefaultWorkspaceId;
        if (workspaceId is not null && !await db.Members.AnyAsync(m => m.UserId == me.Id && m.WorkspaceId == workspaceId, ct))
            return (null, Refusal.NotFound("There is no such workspace."));

        var oldHash = user.PasswordHash;
        user.Name = name ?? user.Name;
        user.DefaultWorkspaceId = workspaceId ?? user.DefaultWorkspaceId;
        if (form.Password is not null)
            (user.PasswordHash, user.SecurityStamp) = (await passwords.HashAsync(form.Password, ct), Sessions.NewStamp());

        var changed = await db.Users.Where(u => u.Id == me.Id && u.PasswordHash == oldHash).ExecuteUpdateAsync(
            set =>
            {
                if (name is not null) set.SetProperty(u => u.Name, user.Name);
                if (workspaceId is not null) set.SetProperty(u => u.DefaultWorkspaceId, user.DefaultWorkspaceId);
                if (form.Password is not null) set.SetProperty(u => u.SecurityStamp, user.SecurityStamp);
                set.SetProperty(u => u.PasswordHash, user.PasswordHash);
            },
            ct);
        if (changed == 0) return (null, Refusal.Conflict("The password was changed elsewhere at the same moment."));

        known.Forget(me.Id);
        if (name is not null) events.Publish(new UserRenamed(me.Id));
        if (form.Password is not null) sessions.Ended(me.Id);
        return (user, null);
    }

    private async Task<Dictionary<string, string[]>> CheckAsync(User user, string? name, ChangeMeForm form, CancellationToken ct)
    {
        var errors = new Dictionary<string, string[]>();
        if (name is not null && Names.Check(name) is { } wrong) errors["name"] = [wrong];
        if (form.Password is null) return errors;
        if (Passwords.Check(form.Password, user.Email!) is { } weak) errors["password"] = [weak];
        if (string.IsNullOrEmpty(form.CurrentPassword)) errors["currentPassword"] = ["Enter your current password."];
        else if (!await passwords.MatchAsync(user.PasswordHash, form.CurrentPassword, ct))
            errors["currentPassword"] = ["This is not your current password."];
        return errors;
    }
}
