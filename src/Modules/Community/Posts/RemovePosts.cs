using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>Takes posts out for good, with their likes and their places. From then on nobody else sees the files.</summary>
internal sealed class RemovePosts(CommunityDb db, GalleryCache cache, TimeProvider clock)
{
    public async Task<bool> RemoveAsync(long number, CancellationToken ct)
    {
        var id = await db.WriteAsync(
            async () =>
            {
                if (!await Placings.TakeAsync(db, number, ct)) return null;
                var post = await db.Posts.AsNoTracking().SingleAsync(p => p.Number == number, ct);
                await Placings.RemoveAsync(db, post);
                await db.Likes.Where(l => l.Number == number).ExecuteDeleteAsync(ct);
                var now = clock.GetUtcNow();
                await db.Reports.Where(r => r.PostId == post.Id && r.Status == ReportStatus.Open).ExecuteUpdateAsync(
                    set => set.SetProperty(r => r.Status, ReportStatus.Dismissed).SetProperty(r => r.DecidedAt, now), ct);
                return await db.Posts.Where(p => p.Number == number).ExecuteDeleteAsync(ct) == 1 ? post.Id : null;
            },
            ct);
        if (id is null) return false;
        cache.PostChanged(id);
        return true;
    }

    public async Task RemoveAllAsync(IQueryable<Post> posts, CancellationToken ct)
    {
        foreach (var number in await posts.Select(p => p.Number).ToListAsync(ct)) await RemoveAsync(number, ct);
    }
}

/// <summary>A generation is gone: its post goes too. The sweep finds those whose hint was lost.</summary>
internal sealed class FollowGenerations(CommunityDb db, RemovePosts remove) : IHandle<GenerationDeleted>
{
    public Task HandleAsync(GenerationDeleted happened, CancellationToken ct) =>
        remove.RemoveAllAsync(db.Posts.Where(p => p.GenerationId == happened.GenerationId), ct);
}

/// <summary>A person or a workspace leaves: posts, likes and the name on reports go.</summary>
internal sealed class ForgetPosts(CommunityDb db, RemovePosts remove, Liking liking) : IForgetPart
{
    public async Task ForgetAsync(string userId, CancellationToken ct)
    {
        await remove.RemoveAllAsync(db.Posts.Where(p => p.UserId == userId), ct);
        foreach (var number in await db.Likes.Where(l => l.UserId == userId).Select(l => l.Number).ToListAsync(ct))
            await liking.SetAsync(number, userId, false, ct);
        await db.Reports.Where(r => r.ReporterId == userId).ExecuteUpdateAsync(set => set.SetProperty(r => r.ReporterId, (string?)null), ct);
    }

    public Task ForgetWorkspaceAsync(string workspaceId, CancellationToken ct) =>
        remove.RemoveAllAsync(db.Posts.Where(p => p.WorkspaceId == workspaceId), ct);
}

/// <summary>What a person published, liked and reported, in the export of their data.</summary>
internal sealed class ExportPosts(CommunityDb db) : IExportPart
{
    public async Task WriteAsync(string userId, IExport export, CancellationToken ct)
    {
        await export.AddJsonAsync("posts.json", ShowAsync(db.Posts.AsNoTracking().Where(p => p.UserId == userId).OrderBy(p => p.Number)), ct);
        var likes = from l in db.Likes
                    join p in db.Posts on l.Number equals p.Number
                    where l.UserId == userId
                    orderby l.Number
                    select new { postId = p.Id, p.Title, likedAt = l.At };
        await export.AddJsonAsync("likes.json", likes.AsAsyncEnumerable(), ct);
        var reports = db.Reports.Where(r => r.ReporterId == userId).OrderBy(r => r.Id).Select(r => new { r.Id, r.PostId, r.Reason, r.Status, r.CreatedAt });
        await export.AddJsonAsync("reports.json", reports.AsAsyncEnumerable(), ct);
    }

    private static async IAsyncEnumerable<PostView> ShowAsync(IQueryable<Post> posts)
    {
        await foreach (var post in posts.AsAsyncEnumerable()) yield return PostView.Of(post, false);
    }
}
