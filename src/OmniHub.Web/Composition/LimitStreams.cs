using System.Collections.Concurrent;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>Streams that are open, by user: counted, and ended when the sessions of the user or the server end.</summary>
internal sealed class OpenStreams(IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, HashSet<CancellationTokenSource>> open = new(StringComparer.Ordinal);

    /// <summary>Of all users, on this node.</summary>
    public int Count => open.Values.Sum(streams =>
    {
        lock (streams) return streams.Count;
    });

    /// <summary>A token for one more stream, or null when the user has enough.</summary>
    public CancellationTokenSource? TryOpen(string userId, int limit, CancellationToken aborted)
    {
        var streams = open.GetOrAdd(userId, static _ => []);
        lock (streams)
        {
            if (streams.Count >= limit) return null;
            var stream = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
            streams.Add(stream);
            return stream;
        }
    }

    public void Close(string userId, CancellationTokenSource stream)
    {
        var streams = open[userId];
        lock (streams) streams.Remove(stream);
        stream.Dispose();
    }

    public void EndAll(string userId)
    {
        if (!open.TryGetValue(userId, out var streams)) return;
        CancellationTokenSource[] ending;
        lock (streams) ending = [.. streams];
        foreach (var stream in ending)
        {
            try
            {
                stream.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself in the meantime.
            }
        }
    }
}

/// <summary>Gives a stream's handler a token that also ends with the session and the server, and refuses one stream too many.</summary>
internal sealed class LimitStreams(RequestDelegate next, OpenStreams streams, ISettings settings, IRefusals refusals)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<StreamRoute>() is null || http.User.FindFirst(Claim.UserId)?.Value is not { } user)
        {
            await next(http);
            return;
        }

        var limit = settings.Current.RateLimits.Concurrency.StreamsPerUser;
        if (streams.TryOpen(user, limit, http.RequestAborted) is not { } stream)
        {
            var sentence = $"You have {limit} streams open. Close one and try again.";
            await refusals.WriteAsync(http, new Refusal(429, "rate_limited", sentence) { RetryAfter = 1 });
            return;
        }

        var aborted = http.RequestAborted;
        try
        {
            http.RequestAborted = stream.Token;
            await next(http);
        }
        catch (OperationCanceledException) when (stream.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            // Ended by us: the response closes properly, and the client knows that it may come back.
        }
        finally
        {
            http.RequestAborted = aborted;
            streams.Close(user, stream);
        }
    }
}

/// <summary>Streams of a user who is disabled, logged out or out of a workspace end at once; a client may come back for what it may still see.</summary>
internal sealed class EndStreams(OpenStreams streams) : IHandle<SessionsEnded>, IHandle<MembershipEnded>
{
    public Task HandleAsync(MembershipEnded happened, CancellationToken ct)
    {
        streams.EndAll(happened.UserId);
        return Task.CompletedTask;
    }

    public Task HandleAsync(SessionsEnded happened, CancellationToken ct)
    {
        streams.EndAll(happened.UserId);
        return Task.CompletedTask;
    }
}
