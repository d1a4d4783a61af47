using System.Net.ServerSentEvents;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OmniHub.Kernel;

/// <summary>Server-sent events, with a comment line that keeps an idle stream alive. Ends when the source or the request does.</summary>
/// <param name="source">What to send; it reads until its token ends.</param>
/// <param name="silenceMax">Longest silence, 15 seconds where nothing is said.</param>
public sealed class EventStream(IAsyncEnumerable<SseItem<string>> source, TimeSpan? silenceMax = null) : IResult
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(15);

    private static readonly byte[] Comment = ": still here\n\n"u8.ToArray();

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, ct) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync(ct);
        await WriteAsync(response, [], ct);

        await using var items = source.GetAsyncEnumerator(ct);
        var next = items.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                await ((Task)next).WaitAsync(silenceMax ?? SilenceMax, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!next.IsCompleted) await WriteAsync(response, Comment, ct);
                else if (!await next) return;
                else
                {
                    await WriteAsync(response, Bytes(items.Current), ct);
                    next = items.MoveNextAsync().AsTask();
                }
            }
        }
        finally
        {
            // The source may only be disposed when it is not moving; it moves with the same token.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task WriteAsync(HttpResponse response, byte[] bytes, CancellationToken ct)
    {
        await response.Body.WriteAsync(bytes, ct);
        await response.Body.FlushAsync(ct);
    }

    private static byte[] Bytes(SseItem<string> item)
    {
        var text = new StringBuilder(item.Data.Length + 64);
        if (item.EventType != SseParser.EventTypeDefault) text.Append("event: ").Append(item.EventType).Append('\n');
        if (item.EventId is not null) text.Append("id: ").Append(item.EventId).Append('\n');
        foreach (var line in item.Data.ReplaceLineEndings("\n").Split('\n')) text.Append("data: ").Append(line).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }
}
