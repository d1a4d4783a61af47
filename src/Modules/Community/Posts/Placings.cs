using Microsoft.EntityFrameworkCore;

namespace OmniHub.Community;

/// <summary>Keeps the shelves: always in the same transaction as the post.</summary>
internal static class Placings
{
    /// <summary>Takes the row: changes of one post wait for each other on both databases. False where it is gone.</summary>
    public static async Task<bool> TakeAsync(CommunityDb db, long number, CancellationToken ct) =>
        await db.Posts.Where(p => p.Number == number).ExecuteUpdateAsync(set => set.SetProperty(p => p.LikeCount, p => p.LikeCount), ct) == 1;

    /// <summary>Puts a visible post, whose number is known, on its shelves; the caller saves.</summary>
    public static void Add(CommunityDb db, Post post) => db.Placings.AddRange(Shelf.Of(post).Select(shelf => new Placing
    {
        Shelf = shelf,
        Number = post.Number,
        ByLikes = Rank.Of(post.LikeCount, post.Number),
        ByTrend = Rank.Of(post.Trend, post.Number),
    }));

    /// <summary>Takes a post off its shelves.</summary>
    public static Task RemoveAsync(CommunityDb db, Post post)
    {
        var shelves = Shelf.Of(post);
        return db.Placings.Where(p => shelves.Contains(p.Shelf) && p.Number == post.Number).ExecuteDeleteAsync();
    }

    /// <summary>After a like, or one that was taken back.</summary>
    public static Task MoveAsync(CommunityDb db, Post post, int likes, int trend)
    {
        var (shelves, byLikes, byTrend) = (Shelf.Of(post), Rank.Of(likes, post.Number), Rank.Of(trend, post.Number));
        return db.Placings.Where(p => shelves.Contains(p.Shelf) && p.Number == post.Number).ExecuteUpdateAsync(set => set
            .SetProperty(p => p.ByLikes, byLikes).SetProperty(p => p.ByTrend, byTrend));
    }
}
