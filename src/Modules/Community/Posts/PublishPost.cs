using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>POST /api/community/publish: one's own finished work, once.</summary>
internal static class PublishPost
{
    public static async Task<Reply> Handle(Body<PostForm> body, ICurrentUser me, Publishing publishing, CancellationToken ct) =>
        await publishing.PublishAsync(body.Value, me, ct) switch
        {
            (Post post, _) => Reply.Of(PostView.Of(post, false), StatusCodes.Status201Created).Header("Location", $"/api/community/{post.Id}"),
            (_, var refusal) => refusal!,
        };
}

/// <summary>Puts a finished generation into the gallery.</summary>
internal sealed class Publishing(CommunityDb db, IFinishedWork finished, WordsCheck words, GalleryCache cache, TimeProvider clock)
{
    public async Task<(Post? Post, Refusal? Refusal)> PublishAsync(PostForm given, ICurrentUser me, CancellationToken ct)
    {
        var form = given.Trimmed;
        if (string.IsNullOrEmpty(form.GenerationId)) return (null, Refusal.Invalid("generationId", "Say which generation to publish."));
        // First of all: for another's work every text is answered alike.
        if (await finished.FindAsync(form.GenerationId, me.Id, ct) is not { } work) return (null, Refusal.NotFound());
        if (form.Check(needsTitle: true) is { Count: > 0 } errors) return (null, Refusal.Invalid(errors));
        if (!work.IsCompleted || work.Files.Count == 0) return (null, Refusal.Conflict("Only finished work can be published."));
        if (await TwiceAsync(work.Id, ct) is { } twice) return (null, twice);
        var tags = Tagging.Read(form.Tags).Tags;
        if (words.OfNew(form, tags, work.Prompt) is { } rejected) return (null, rejected);

        var post = Make(work, form, tags, me);
        try
        {
            await db.WriteAsync(
                async () =>
                {
                    db.ChangeTracker.Clear();
                    db.Posts.Add(post);
                    await db.SaveChangesAsync(ct);
                    Placings.Add(db, post);
                    await db.SaveChangesAsync(ct);
                },
                ct);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            // The same press twice: the first one has it.
            return (null, await TwiceAsync(work.Id, ct));
        }

        cache.ListsChanged();
        return (post, null);
    }

    private async Task<Refusal?> TwiceAsync(string generationId, CancellationToken ct) =>
        await db.Posts.Where(p => p.GenerationId == generationId).Select(p => p.Id).FirstOrDefaultAsync(ct) is { } id
            ? Refusal.Conflict("This is published already.") with { Members = new Dictionary<string, object?> { ["postId"] = id } }
            : null;

    private Post Make(Work work, PostForm form, IReadOnlyList<string> tags, ICurrentUser me)
    {
        var first = work.Files[0];
        var post = new Post
        {
            Id = Id.New("pst"),
            GenerationId = work.Id,
            UserId = me.Id,
            WorkspaceId = work.WorkspaceId,
            AuthorName = me.Name,
            Type = work.Type,
            ModelId = work.ModelId,
            ModelName = work.ModelName,
            Title = form.Title!,
            Description = form.Description ?? "",
            Tags = string.Join('\n', tags),
            Prompt = work.Prompt,
            ShowPrompt = form.PromptShown ?? true,
            Options = work.Options.ToJsonString(),
            Credits = work.Credits,
            Files = JsonSerializer.Serialize(work.Files, Json.Options),
            Url = first.Url,
            ThumbnailUrl = work.Files.Select(f => f.ThumbnailUrl).FirstOrDefault(url => url is not null),
            ContentType = first.ContentType,
            Width = first.Width,
            Height = first.Height,
            DurationMs = first.DurationSeconds is { } seconds ? (int)(seconds * 1000) : null,
            IsSandbox = work.IsSandbox,
            Marks = "",
            PublishedAt = clock.GetUtcNow(),
        };
        post.Marks = Shelf.MarksOf(Shelf.Of(post));
        return post;
    }
}
