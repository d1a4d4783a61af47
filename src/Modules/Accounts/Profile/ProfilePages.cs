using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>Builds the profile page and its fragments, where the request asks for HTML.</summary>
internal sealed class ProfilePages(
    IHttpContextAccessor accessor, ICurrentUser me, AccountsDb db, UserViews users, KeyViews keys, Places places, IEnumerable<IProfilePart> parts)
{
    private const string KeysPart = "/Accounts/Profile/Keys.cshtml";

    private Face Face => Faces.Of(accessor.HttpContext!.Request);

    public async Task<PageView> PageAsync(Draft draft, NewKeyView? fresh, string? saved, CancellationToken ct)
    {
        var user = await users.OfAsync(await db.MeAsync(me, ct), ct);
        var view = new ProfileView(user, await SectionAsync(draft, fresh, ct), draft, saved)
        {
            Parts = await PartsAsync(ct),
            Workspaces = await places.ListAsync(me.Id, ct),
        };
        var status = draft.No?.Status ?? (fresh is null ? StatusCodes.Status200OK : StatusCodes.Status201Created);
        return new("/Accounts/Profile/ProfilePage.cshtml", view, "Profile") { Status = status };
    }

    /// <summary>The refusal, with the form and its text for people.</summary>
    public async Task<Reply> RefuseAsync(Refusal no, string form, Draft draft, CancellationToken ct)
    {
        draft = draft with { No = no, Form = form };
        var reply = Reply.No(no);
        return Face switch
        {
            Face.Page => reply.Page(await PageAsync(draft, null, null, ct)),
            Face.Fragment when form == "key" => reply.Fragment(KeysPart, await SectionAsync(draft, null, ct)),
            _ => reply,
        };
    }

    /// <summary>The answer, with the list of keys as it is now for people.</summary>
    public async Task<Reply> KeysAsync(Reply reply, NewKeyView? fresh, CancellationToken ct) => Face switch
    {
        Face.Page when fresh is null => reply.Redirect("/profile#keys"),
        Face.Page => reply.Page(await PageAsync(new(), fresh, null, ct)),
        Face.Fragment => reply.Fragment(KeysPart, await SectionAsync(new(), fresh, ct)),
        _ => reply,
    };

    private async Task<IReadOnlyList<ProfileSection>> PartsAsync(CancellationToken ct)
    {
        var shown = new List<ProfileSection>();
        foreach (var part in parts)
        {
            if (await part.ReadAsync(me, ct) is { } some) shown.Add(new(part.Order, part.IsAside, some));
        }

        return shown;
    }

    private async Task<KeysView> SectionAsync(Draft draft, NewKeyView? fresh, CancellationToken ct) =>
        new(await keys.AllAsync(me.Id, ct), fresh, draft);
}
