using Microsoft.EntityFrameworkCore;

namespace OmniHub.Community;

/// <summary>Takes posts out of sight, or puts them back on their shelves with their likes.</summary>
internal sealed class MovePosts(CommunityDb db, GalleryCache cache)
{
    /// <summary>Those of these posts that are in the one state come into the other.</summary>
    public async Task MoveAsync(IQueryable<Post> posts, PostState from, PostState to, CancellationToken ct)
    {
        foreach (var number in await posts.Where(p => p.State == from).Select(p => p.Number).ToListAsync(ct))
        {
            if (await MoveAsync(number, from, to, ct) is { } id) cache.PostChanged(id);
        }
    }

    private Task<string?> MoveAsync(long number, PostState from, PostState to, CancellationToken ct) => db.WriteAsync(
        async () =>
        {
            db.ChangeTracker.Clear();
            if (!await Placings.TakeAsync(db, number, ct)) return null;
            var post = await db.Posts.SingleAsync(p => p.Number == number, ct);
            if (post.State != from) return null;
            post.State = to;
            if (to == PostState.Visible) Placings.Add(db, post);
            else await Placings.RemoveAsync(db, post);
            await db.SaveChangesAsync(ct);
            return post.Id;
        },
        ct);
}
