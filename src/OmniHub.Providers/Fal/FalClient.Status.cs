using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace OmniHub.Providers;

public sealed partial class FalClient
{
    private const int SilenceFactor = 4;
    private const long StreamBytesMax = 16 * 1024 * 1024;

    /// <summary>Asks once how a job is doing.</summary>
    /// <param name="job">From the submit.</param>
    /// <param name="logs">Ask for the log too, which the progress is read from.</param>
    /// <param name="ct">Cancels the question, not the job.</param>
    public async Task<FalStatus> StatusAsync(FalHandle job, bool logs = true, CancellationToken ct = default)
    {
        Check(job);
        var options = http.Options;
        var url = FalUrls.WithQuery(FalUrls.Status(options, job), logs ? "logs=1" : "logs=0");
        var reply = await http.SendAsync(FalHttp.Poll, http.Request(HttpMethod.Get, url), options.PollTimeout, SmallBodyMax, ct);
        return reply switch
        {
            { Status: 404 or 410, IsHtml: false } => new FalStatus.Gone(),
            { IsSuccess: true, Json: { } json } => FalStatusRead.Of(json, []),
            _ => new FalStatus.Transient(FalErrors.OfPoll(reply), reply.RetryAfter),
        };
    }

    /// <summary>
    /// Follows a job over one connection. Ends after <see cref="FalStatus.Completed"/>, <see cref="FalStatus.Gone"/> or
    /// <see cref="FalStatus.Transient"/> (cut, silent or unreadable: open it again or poll). The result is never in the stream.
    /// </summary>
    public async IAsyncEnumerable<FalStatus> StreamStatusAsync(
        FalHandle job, bool logs = true, [EnumeratorCancellation] CancellationToken ct = default)
    {
        Check(job);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var events = ReadStreamAsync(job, logs, silence.Token).GetAsyncEnumerator(CancellationToken.None);
        FalStatus status;
        do
        {
            silence.CancelAfter(http.Options.PollTimeout * SilenceFactor);
            status = await NextAsync(events, ct);
            yield return status;
        }
        while (status is FalStatus.InQueue or FalStatus.InProgress);
    }

    private static async Task<FalStatus> NextAsync(IAsyncEnumerator<FalStatus> events, CancellationToken ct)
    {
        try
        {
            return await events.MoveNextAsync() ? events.Current : new FalStatus.Transient(FalErrors.Of(FalCode.Unavailable));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new FalStatus.Transient(FalErrors.Of(FalCode.Timeout));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new FalStatus.Transient(FalErrors.Of(FalCode.Unavailable));
        }
    }

    private async IAsyncEnumerable<FalStatus> ReadStreamAsync(FalHandle job, bool logs, [EnumeratorCancellation] CancellationToken ct)
    {
        var status = FalUrls.Status(http.Options, job);
        var url = FalUrls.WithQuery(FalHosts.Append(status, "stream"), logs ? "logs=1" : "logs=0");
        using var request = http.Request(HttpMethod.Get, url);
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.Client(FalHttp.Stream).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            var reply = await FalHttp.ReadAsync(response, SmallBodyMax, ct);
            yield return reply is { Status: 404 or 410, IsHtml: false }
                ? new FalStatus.Gone()
                : new FalStatus.Transient(FalErrors.OfPoll(reply), reply.RetryAfter);
            yield break;
        }

        // Unlike a poll, the stream sends only new lines.
        var seen = new List<FalLog>();
        await using var body = new LimitedStream(await response.Content.ReadAsStreamAsync(ct), StreamBytesMax);
        await foreach (var item in SseParser.Create(body, (_, data) => Bounded.Parse(data.ToArray())).EnumerateAsync(ct))
        {
            var next = item.Data is { } json ? FalStatusRead.Of(json, seen) : new FalStatus.Transient(FalErrors.Of(FalCode.Malformed));
            if (next is FalStatus.InProgress running) seen = [.. running.Logs];
            yield return next;
        }
    }
}
