using Microsoft.EntityFrameworkCore;

namespace OmniHub.Community;

/// <summary>
/// Posts by their words: title, description, tags, model, author, and the prompt where it is shown. FTS5 on SQLite, a tsvector on PostgreSQL;
/// the database keeps both. The shelves are words of the index too, so a filter costs no more than a word.
/// </summary>
internal sealed class SearchPosts(CommunityDb db)
{
    /// <summary>By likes and by trend the newest hits are sorted: a word that half of all posts hold must not cost more.</summary>
    private const int SortedMax = 5_000;

    private const int WordsMax = 8, PrefixLengthMin = 3;

    public async Task<IReadOnlyList<Post>> FindAsync(PostFilter filter, long after, int count, CancellationToken ct)
    {
        var words = Words(filter.Q!);
        if (words.Count == 0) return [];
        var query = db.Database.IsNpgsql() ? Tsquery(words, filter) : Match(words, filter);
        var (below, most) = filter.Sort == PostSort.New ? (after, count) : (long.MaxValue, SortedMax);
        var hits = (db.Database.IsNpgsql()
            ? db.Posts.FromSqlRaw(
                "SELECT p.* FROM community.posts p WHERE p.search @@ to_tsquery('simple', {0}) AND p.state = 'visible' AND p.number < {1} ORDER BY p.number DESC LIMIT {2}",
                query, below, most)
            : db.Posts.FromSqlRaw(
                """
                SELECT p.* FROM (SELECT rowid AS hit FROM community_search WHERE community_search MATCH {0} AND rowid < {1} ORDER BY rowid DESC LIMIT {2})
                CROSS JOIN community_posts p ON p.number = hit
                """,
                query, below, most)).AsNoTracking();
        return await (filter.Sort switch
        {
            PostSort.Top => hits.Where(p => (p.LikeCount * Rank.Step) + p.Number < after).OrderByDescending(p => (p.LikeCount * Rank.Step) + p.Number),
            PostSort.Trending => hits.Where(p => (p.Trend * Rank.Step) + p.Number < after).OrderByDescending(p => (p.Trend * Rank.Step) + p.Number),
            _ => hits.OrderByDescending(p => p.Number),
        }).Take(count).ToListAsync(ct);
    }

    // Only letters and digits reach the query language of the index.
    private static List<string> Words(string q) =>
        [.. new string([.. q.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(WordsMax)];

    private static string Match(List<string> words, PostFilter filter) => string.Join(" AND ",
    [
        .. words.Select(w => $"words : \"{w}\"{(w.Length >= PrefixLengthMin ? "*" : "")}"),
        .. filter.Shelves.Select(s => $"marks : \"{Shelf.Mark(s)}\""),
    ]);

    private static string Tsquery(List<string> words, PostFilter filter) => string.Join(" & ",
    [
        .. words.Select(w => $"'{w}':{(w.Length >= PrefixLengthMin ? "*" : "")}BCD"),
        .. filter.Shelves.Select(s => $"'{Shelf.Mark(s)}':A"),
    ]);
}
