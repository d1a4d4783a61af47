using System.Collections.Concurrent;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>
/// The lists that everybody begins with, for readers who are signed in (a visitor's whole page is kept already). They are read again
/// once a list has changed; only the counts of views in them may be older, by <see cref="Life"/>.
/// </summary>
internal sealed class KeptLists(GalleryCache cache, Database database, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(PostSort, Medium?), Kept> lists = new();

    public async Task<Page<Post>> OfAsync(PostFilter filter, PageRequest page, Func<Task<Page<Post>>> read)
    {
        var isFirst = page.After is null && page.Limit == PageRequest.LimitDefault && filter == new PostFilter(filter.Sort, filter.Type);
        // What another node changes would not be seen by its author here.
        if (!isFirst || database.IsPostgres) return await read();
        var (key, version) = ((filter.Sort, filter.Type), cache.ListsVersion);
        if (lists.TryGetValue(key, out var kept) && kept.Version == version && clock.GetElapsedTime(kept.At) < Life) return kept.Page;
        var now = clock.GetTimestamp();
        var fresh = await read();
        lists[key] = new(version, now, fresh);
        return fresh;
    }

    private sealed record Kept(long Version, long At, Page<Post> Page);
}
