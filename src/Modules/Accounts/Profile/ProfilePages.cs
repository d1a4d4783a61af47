using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>What a refused form gives back: which form, what was typed, what was wrong.</summary>
internal sealed record Draft
{
    public Refusal? No { get; init; }

    /// <summary><c>name</c>, <c>password</c>, <c>key</c> or <c>delete</c>.</summary>
    public string? Form { get; init; }

    public string? Name { get; init; }

    public string? KeyName { get; init; }

    public Micros? KeyLimit { get; init; }

    public DateTimeOffset? KeyExpires { get; init; }

    public Refusal? NoOf(string form) => Form == form ? No : null;
}

/// <summary>The profile; <c>Saved</c> names the form that was saved just now.</summary>
internal sealed record ProfileView(UserView User, KeysView Keys, Draft Draft, string? Saved);

/// <summary>The section of the API keys; <c>Fresh</c> was made just now and is shown this once.</summary>
internal sealed record KeysView(IReadOnlyList<KeyView> Keys, NewKeyView? Fresh, Draft Draft);

/// <summary>Builds the profile page and its fragments, where the request asks for HTML.</summary>
internal sealed class ProfilePages(IHttpContextAccessor accessor, ICurrentUser me, AccountsDb db, UserViews users, KeyViews keys)
{
    private const string KeysPart = "/Accounts/Profile/Keys.cshtml";

    private Face Face => Faces.Of(accessor.HttpContext!.Request);

    public async Task<PageView> PageAsync(Draft draft, NewKeyView? fresh, string? saved, CancellationToken ct)
    {
        var user = await users.OfAsync(await db.MeAsync(me, ct), ct);
        var list = new KeysView(await keys.AllAsync(me.Id, ct), fresh, draft);
        return new("/Accounts/Profile/ProfilePage.cshtml", new ProfileView(user, list, draft, saved), "Profile") { Status = draft.No?.Status ?? StatusCodes.Status200OK };
    }

    /// <summary>The refusal, with the form and its text for people.</summary>
    public async Task<Reply> RefuseAsync(Refusal no, string form, Draft draft, CancellationToken ct)
    {
        draft = draft with { No = no, Form = form };
        var reply = Reply.No(no);
        return Face switch
        {
            Face.Page => reply.Page(await PageAsync(draft, null, null, ct)),
            Face.Fragment when form == "key" => reply.Fragment(KeysPart, new KeysView(await keys.AllAsync(me.Id, ct), null, draft)),
            _ => reply,
        };
    }

    /// <summary>The answer, with the list of keys as it is now for people.</summary>
    public async Task<Reply> KeysAsync(Reply reply, NewKeyView? fresh, CancellationToken ct) => Face switch
    {
        Face.Page when fresh is null => reply.Redirect("/profile#keys"),
        Face.Page => reply.Page(await PageAsync(new(), fresh, null, ct)),
        Face.Fragment => reply.Fragment(KeysPart, new KeysView(await keys.AllAsync(me.Id, ct), fresh, new())),
        _ => reply,
    };
}
