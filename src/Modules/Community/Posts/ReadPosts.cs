using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>The one way to see posts. A list is a walk along a shelf, or along the search index; its cost does not grow with the depth.</summary>
internal sealed class ReadPosts(CommunityDb db, SearchPosts search, ICatalog catalog, KeptLists kept)
{
    /// <summary>One post, where this reader may see it.</summary>
    public async Task<Post?> FindAsync(string id, ICurrentUser me, CancellationToken ct) =>
        await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is { } post && IsSeenBy(me, post.State, post.UserId) ? post : null;

    /// <summary>A visible post is for everybody, a deleted one for nobody, any other for its author and for admins; its files as well.</summary>
    public static bool IsSeenBy(ICurrentUser me, PostState state, string authorId) =>
        state == PostState.Visible || (state != PostState.Deleted && me.IsSignedIn && (authorId == me.Id || me.IsAdmin));

    public Task<Page<Post>> ListAsync(PostFilter filter, PageRequest page, CancellationToken ct) =>
        kept.OfAsync(filter, page, () => WalkAsync(filter, page, ct));

    private async Task<Page<Post>> WalkAsync(PostFilter filter, PageRequest page, CancellationToken ct)
    {
        var after = PostFilter.After(page);
        // A model makes one kind of thing; asked for another kind there is nothing to walk through.
        if (filter is { ModelId: { } model, Type: { } type } && await catalog.FindPastAsync(model, ct) is { } card && card.Type != type) return new([], null);
        if (filter.IsFeatured) return new(await Featured(db).Take(page.Limit).ToListAsync(ct), null);
        var rows = filter.Q is not null ? await search.FindAsync(filter, after, page.Limit + 1, ct)
            : await On(db, filter, after).Take(page.Limit + 1).ToListAsync(ct);
        return page.Cut(rows, p => KeyOf(filter.Sort, p), p => p);
    }

    /// <summary>Which of these this person likes.</summary>
    public async Task<IReadOnlySet<long>> LikedAsync(IReadOnlyCollection<long> numbers, ICurrentUser me, CancellationToken ct) =>
        me.IsSignedIn && numbers.Count > 0 && me.Id is var id
            ? await db.Likes.Where(l => numbers.Contains(l.Number) && l.UserId == id).Select(l => l.Number).ToHashSetAsync(ct)
            : new HashSet<long>();

    /// <summary>All posts of one person, hidden ones too, newest first: for that person.</summary>
    public async Task<Page<Post>> OwnAsync(string userId, PageRequest page, CancellationToken ct)
    {
        var after = PostFilter.After(page);
        var rows = await db.Posts.AsNoTracking().Where(p => p.UserId == userId && p.Number < after && p.State != PostState.Deleted)
            .OrderByDescending(p => p.Number).Take(page.Limit + 1).ToListAsync(ct);
        return page.Cut(rows, p => KeyOf(PostSort.New, p), p => p);
    }

    public static IQueryable<Post> Featured(CommunityDb db) =>
        db.Posts.AsNoTracking().Where(p => p.FeaturedRank != null && p.State == PostState.Visible).OrderBy(p => p.FeaturedRank);

    /// <summary>The walk: one shelf, one order, from one number on.</summary>
    public static IQueryable<Post> On(CommunityDb db, PostFilter filter, long after)
    {
        var shelf = db.Placings.Where(s => s.Shelf == filter.Shelf);
        var walk = filter.Sort switch
        {
            PostSort.Top => from s in shelf join p in db.Posts on s.Number equals p.Number where s.ByLikes < after orderby s.ByLikes descending select p,
            PostSort.Trending => from s in shelf join p in db.Posts on s.Number equals p.Number where s.ByTrend < after orderby s.ByTrend descending select p,
            _ => from s in shelf join p in db.Posts on s.Number equals p.Number where s.Number < after orderby s.Number descending select p,
        };
        // What one author published is little: it may be looked through.
        if (filter.AuthorId is not null)
        {
            if (filter.Type is { } type) walk = walk.Where(p => p.Type == type);
            if (filter.ModelId is { } model) walk = walk.Where(p => p.ModelId == model);
            if (filter.Tag is { } tag) walk = walk.Where(p => ("\n" + p.Tags + "\n").Contains("\n" + tag + "\n"));
        }

        return walk.AsNoTracking();
    }

    public static string KeyOf(PostSort sort, Post p) => (sort switch
    {
        PostSort.Top => Rank.Of(p.LikeCount, p.Number),
        PostSort.Trending => Rank.Of(p.Trend, p.Number),
        _ => p.Number,
    }).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
