using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>PATCH and DELETE /api/community/{id}: the author, or an admin.</summary>
internal static class ChangePost
{
    public static async Task<Reply> Handle(
        string id, Body<PostForm> body, HttpContext http, ICurrentUser me, PostChanges changes, CancellationToken ct) =>
        await changes.ChangeAsync(id, body.Value, me, http, ct) switch
        {
            (Post post, _) => Reply.Of(await changes.ShowAsync(post, me, ct)),
            (_, var refusal) => refusal!,
        };

    public static async Task<Reply> HandleDelete(string id, HttpContext http, ICurrentUser me, PostChanges changes, CancellationToken ct) =>
        await changes.RemoveAsync(id, me, http, ct) is { } refusal ? refusal : Reply.Nothing();
}

/// <summary>Changes and unpublishes posts. Another's visible post is a 403, a hidden one looks like none.</summary>
internal sealed class PostChanges(CommunityDb db, ReadPosts read, RemovePosts remove, WordsCheck words, GalleryCache cache, IAudit audit)
{
    private static readonly Refusal NotYours = Refusal.Forbidden("Only its author or an admin may change this post.");

    /// <summary>The post that this person may change, or the refusal.</summary>
    public async Task<(Post? Post, Refusal? Refusal)> OwnAsync(string id, ICurrentUser me, CancellationToken ct) =>
        await read.FindAsync(id, me, ct) is not { } post ? (null, Refusal.NotFound())
        : post.UserId == me.Id || me.IsAdmin ? (post, null)
        : (null, NotYours);

    public async Task<(Post? Post, Refusal? Refusal)> ChangeAsync(string id, PostForm given, ICurrentUser me, HttpContext http, CancellationToken ct)
    {
        var form = given.Trimmed;
        var (old, refusal) = await OwnAsync(id, me, ct);
        if (old is null) return (null, refusal);
        if (form.Check(needsTitle: false) is { Count: > 0 } errors) return (null, Refusal.Invalid(errors));
        var tags = form.Tags is null ? old.TagList : Tagging.Read(form.Tags).Tags;
        if (words.OfChange(form, tags, old.Prompt) is { } rejected) return (null, rejected);

        var made = await db.WriteAsync(() => ApplyAsync(old.Number, form, string.Join('\n', tags), ct), ct);
        if (made is null) return (null, Refusal.NotFound());
        cache.PostChanged(id);
        if (old.UserId != me.Id) await audit.WriteAsync(EntryOf(me, "post.update", old, made, http), ct);
        return (made, null);
    }

    public async Task<Refusal?> RemoveAsync(string id, ICurrentUser me, HttpContext http, CancellationToken ct)
    {
        var (post, refusal) = await OwnAsync(id, me, ct);
        if (post is null) return refusal;
        if (!await remove.RemoveAsync(post.Number, ct)) return Refusal.NotFound();
        if (post.UserId != me.Id) await audit.WriteAsync(EntryOf(me, "post.delete", post, null, http), ct);
        return null;
    }

    public async Task<PostView> ShowAsync(Post post, ICurrentUser me, CancellationToken ct) =>
        PostView.Of(post, (await read.LikedAsync([post.Number], me, ct)).Contains(post.Number));

    private async Task<Post?> ApplyAsync(long number, PostForm form, string tags, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        if (!await Placings.TakeAsync(db, number, ct)) return null;
        var post = await db.Posts.SingleAsync(p => p.Number == number, ct);
        await Placings.RemoveAsync(db, post);
        post.Title = form.Title ?? post.Title;
        post.Description = form.Description ?? post.Description;
        post.Tags = tags;
        post.ShowPrompt = form.PromptShown ?? post.ShowPrompt;
        post.Marks = Shelf.MarksOf(Shelf.Of(post));
        if (post.State == PostState.Visible) Placings.Add(db, post);
        await db.SaveChangesAsync(ct);
        return post;
    }

    private static AuditEntry EntryOf(ICurrentUser me, string action, Post old, Post? made, HttpContext http)
    {
        var changes = new Dictionary<string, object?[]>();
        void Add(string field, object before, object? after)
        {
            if (!before.Equals(after)) changes[field] = [before, after];
        }

        Add("title", old.Title, made?.Title);
        Add("description", old.Description, made?.Description);
        Add("tags", old.Tags.Replace('\n', ','), made?.Tags.Replace('\n', ','));
        Add("showPrompt", old.ShowPrompt, made?.ShowPrompt);
        return new(me.Id, action, "post", old.Id, changes, http.Connection.RemoteIpAddress?.ToString());
    }
}
