using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>Answer of POST /api/community/{id}/like.</summary>
internal sealed record LikedView(bool Liked, int LikeCount);

/// <summary>POST /api/community/{id}/like: toggles.</summary>
internal static class ToggleLike
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ReadPosts read, Liking liking, CancellationToken ct) =>
        await read.FindAsync(id, me, ct) is { State: PostState.Visible } post && await liking.SetAsync(post.Number, me.Id, null, ct) is { } view
            ? Reply.Of(view)
            : Refusal.NotFound();
}

/// <summary>Likes, counted exactly: the count moves in the transaction that writes or deletes the like.</summary>
internal sealed class Liking(CommunityDb db, GalleryCache cache, TimeProvider clock)
{
    /// <summary>Sets a like, takes it back, or toggles (null). Null where there is no such post.</summary>
    public async Task<LikedView?> SetAsync(long number, string userId, bool? liked, CancellationToken ct)
    {
        var done = await db.WriteAsync(() => WriteAsync(number, userId, liked, ct), ct);
        if (done is not { } made) return null;
        if (made.Moved) cache.PostChanged(made.Id);
        return made.View;
    }

    private async Task<(string Id, bool Moved, LikedView View)?> WriteAsync(long number, string userId, bool? liked, CancellationToken ct)
    {
        if (!await Placings.TakeAsync(db, number, ct)) return null;
        db.ChangeTracker.Clear();
        var post = await db.Posts.AsNoTracking().SingleAsync(p => p.Number == number, ct);
        var like = await db.Likes.AsNoTracking().SingleOrDefaultAsync(l => l.Number == number && l.UserId == userId, ct);
        var wanted = liked ?? like is null;
        if (wanted == like is not null) return (post.Id, false, new(wanted, post.LikeCount));

        var now = clock.GetUtcNow();
        if (like is null)
        {
            db.Likes.Add(new Like { Number = number, UserId = userId, At = now });
            await db.SaveChangesAsync(ct);
        }
        else
        {
            await db.Likes.Where(l => l.Number == number && l.UserId == userId).ExecuteDeleteAsync(ct);
        }

        var likes = post.LikeCount + (wanted ? 1 : -1);
        var trend = Math.Max(0, post.Trend + (wanted ? RefreshTrends.HoursMax : -RefreshTrends.HoursLeft(like!.At, now)));
        await db.Posts.Where(p => p.Number == number).ExecuteUpdateAsync(
            set => set.SetProperty(p => p.LikeCount, likes).SetProperty(p => p.Trend, trend), ct);
        await Placings.MoveAsync(db, post, likes, trend);
        return (post.Id, true, new(wanted, likes));
    }
}
