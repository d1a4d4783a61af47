namespace OmniHub.Community;

/// <summary>
/// Versions of what the public pages show. They are part of a cached page's key, so a page that was rendered from older rows is never
/// served once a change has been answered, not even one that was being rendered while the change happened.
/// </summary>
internal sealed class GalleryCache
{
    private const int Stripes = 4096;

    private readonly long[] posts = new long[Stripes];
    private long lists;

    /// <summary>What lists hold or how they are ordered has changed.</summary>
    public void ListsChanged() => Interlocked.Increment(ref lists);

    /// <summary>A post has changed, and with it the lists that show it.</summary>
    public void PostChanged(string id)
    {
        Interlocked.Increment(ref posts[Stripe(id)]);
        ListsChanged();
    }

    /// <summary>Somebody saw a post: only its own page says so.</summary>
    public void ViewsChanged(string id) => Interlocked.Increment(ref posts[Stripe(id)]);

    public long ListsVersion => Interlocked.Read(ref lists);

    public long VersionOf(string id) => Interlocked.Read(ref posts[Stripe(id)]);

    private static int Stripe(string id) => (string.GetHashCode(id, StringComparison.Ordinal) & int.MaxValue) % Stripes;
}
