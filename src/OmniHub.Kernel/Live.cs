using System.Collections.Concurrent;
using System.Threading.Channels;

namespace OmniHub.Kernel;

/// <summary>The live channel of a user's open pages: HTML partials, newest wins, nothing kept. Polling is the fallback.</summary>
public interface ILive
{
    /// <summary>Whether the user has a page open on this node: render only then.</summary>
    bool IsWatching(string userId);

    /// <summary>Sends <c>&lt;hx-partial&gt;</c> markup to every open page of the user.</summary>
    void Send(string userId, string html);

    /// <summary>Messages for one open page until the token ends.</summary>
    IAsyncEnumerable<string> WatchAsync(string userId, CancellationToken ct);
}

/// <summary>In-process fan-out.</summary>
public sealed class Live : ILive
{
    private const int BacklogMax = 256;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Channel<string>, bool>> pages = new();

    /// <inheritdoc/>
    public bool IsWatching(string userId) => pages.TryGetValue(userId, out var open) && !open.IsEmpty;

    /// <inheritdoc/>
    public void Send(string userId, string html)
    {
        if (!pages.TryGetValue(userId, out var open)) return;
        foreach (var channel in open.Keys) channel.Writer.TryWrite(html);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> WatchAsync(string userId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        // A slow reader loses the oldest: each message carries a whole region, so the newest is enough.
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(BacklogMax) { FullMode = BoundedChannelFullMode.DropOldest });
        var open = pages.GetOrAdd(userId, _ => new());
        open[channel] = true;
        try
        {
            await foreach (var html in channel.Reader.ReadAllAsync(ct)) yield return html;
        }
        finally
        {
            open.TryRemove(channel, out _);
        }
    }
}
