using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Community;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>Tells the other modules what is shown.</summary>
internal sealed class ShareWork(CommunityDb db, ReadPosts read, MovePosts move, ICurrentUser me) : ISharedWork
{
    public async Task<IReadOnlyDictionary<string, string>> ShownAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct) =>
        generationIds.Count == 0 ? new Dictionary<string, string>()
        : await db.Posts.Where(p => generationIds.Contains(p.GenerationId) && p.State == PostState.Visible)
            .Select(p => new { p.GenerationId, p.Id }).ToDictionaryAsync(p => p.GenerationId, p => p.Id, ct);

    public async Task<Audience> AudienceAsync(string generationId, CancellationToken ct) =>
        await db.Posts.Where(p => p.GenerationId == generationId).Select(p => new { p.State, p.UserId }).SingleOrDefaultAsync(ct) is not { } post ? Audience.Nobody
        : post.State == PostState.Visible ? Audience.Everybody
        : ReadPosts.IsSeenBy(me, post.State, post.UserId) ? Audience.Reader : Audience.Nobody;

    public Task TakeDownAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct) =>
        move.MoveAsync(db.Posts.Where(p => generationIds.Contains(p.GenerationId)), PostState.Visible, PostState.Deleted, ct);

    public Task PutBackAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct) =>
        move.MoveAsync(db.Posts.Where(p => generationIds.Contains(p.GenerationId)), PostState.Deleted, PostState.Visible, ct);

    public async Task<SharedSettings?> SettingsAsync(string postId, CancellationToken ct) =>
        await read.FindAsync(postId, me, ct) is { } post
            ? new(post.Type, post.ModelId, post.ShowPrompt ? post.Prompt : null, JsonNode.Parse(post.Options)!.AsObject())
            : null;
}
