using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>GET /profile</summary>
internal static class ProfilePage
{
    public static Task<PageView> Handle(string? saved, ProfilePages pages, CancellationToken ct) => pages.PageAsync(new(), null, saved, ct);
}

/// <summary>POST /profile, /profile/password, /profile/workspace and /profile/sessions</summary>
internal static class ChangeProfile
{
    public static async Task<Reply> HandleName(
        Body<ChangeMeForm> body, ICurrentUser me, ProfileChanges changes, ProfilePages pages, CancellationToken ct)
    {
        var name = body.Value.Name ?? "";
        var (_, no) = await changes.ApplyAsync(me, new(Name: name), ct);
        return no is null
            ? Reply.Nothing().Redirect("/profile?saved=name")
            : await pages.RefuseAsync(no, "name", new() { Name = name }, ct);
    }

    public static async Task<Reply> HandlePassword(
        Body<ChangeMeForm> body, HttpContext http, ICurrentUser me, ProfileChanges changes, ProfilePages pages, CancellationToken ct)
    {
        var form = body.Value;
        var (user, no) = await changes.ApplyAsync(me, new(Password: form.Password ?? "", CurrentPassword: form.CurrentPassword), ct);
        if (no is not null) return await pages.RefuseAsync(no, "password", new(), ct);
        // The change ended every session; this browser starts a new one.
        await SessionCookie.SignInAsync(http, user!);
        return Reply.Nothing().Redirect("/profile?saved=password");
    }

    public static async Task<Reply> HandleWorkspace(Body<ChangeMeForm> body, ICurrentUser me, ProfileChanges changes, CancellationToken ct)
    {
        var (_, no) = await changes.ApplyAsync(me, new(DefaultWorkspaceId: body.Value.DefaultWorkspaceId ?? ""), ct);
        return no is null ? Reply.Nothing().Redirect("/profile?saved=workspace") : no;
    }

    /// <summary>Ends every session and starts a new one here.</summary>
    public static async Task<Reply> HandleSessions(HttpContext http, ICurrentUser me, AccountsDb db, Sessions sessions, CancellationToken ct)
    {
        await sessions.EndAsync(me.Id, ct);
        await SessionCookie.SignInAsync(http, await db.MeAsync(me, ct));
        return Reply.Nothing().Redirect("/profile?saved=sessions");
    }
}

/// <summary>POST /profile/delete</summary>
internal static class DeleteProfile
{
    public static async Task<Reply> Handle(
        Body<DeleteMeForm> body, HttpContext http, ICurrentUser me, Farewell farewell, ProfilePages pages, CancellationToken ct)
    {
        if (await farewell.DeleteAsync(me, body.Value.Password, ct) is { } no) return await pages.RefuseAsync(no, "delete", new(), ct);
        await http.SignOutAsync(SessionCookie.Scheme);
        return Reply.Nothing().Redirect("/");
    }
}
