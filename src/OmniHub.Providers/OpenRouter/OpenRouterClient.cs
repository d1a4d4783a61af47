using System.Text.Json;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OmniHub.Providers;

/// <summary>Chat completions of OpenRouter, or of any OpenAI-compatible endpoint.</summary>
public sealed partial class OpenRouterClient(OpenRouterHttp http)
{
    private const int ErrorBodyMax = 256 * 1024;
    private const int LookupBodyMax = 16 * 1024 * 1024;

    /// <summary>
    /// What was sent is billed, and only the head of its answer says under which id: it is waited for so long after the asker left.
    /// Somebody looks on while an answer of ours stops; nobody does when a client of the relay is gone.
    /// </summary>
    internal static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2), LeavePatience = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Asks for a streamed answer. Sent again only where nobody can have begun to answer. Never throws for the provider's sake.
    /// </summary>
    /// <param name="host">Which endpoint.</param>
    /// <param name="body">The complete JSON of the request, with <c>"stream":true</c>.</param>
    /// <param name="ct">Stops the provider too; a little later while nothing has come from it, because what has begun is billed.</param>
    public async Task<ChatOpening> OpenAsync(ChatHost host, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var (response, failure) = await SendAsync(host, "chat/completions", body, "text/event-stream", StopPatience, ct);
        if (response is null) return new ChatOpening.Refused(failure!);
        if (response.Content.Headers.ContentType?.MediaType is "text/event-stream")
            return new ChatOpening.Opened(new ChatStream(response, http.Options.IdleTimeout));
        // 200 with JSON: the error came after the status had gone.
        using (response) return new ChatOpening.Refused(await RefusalOfAsync(response, ct));
    }

    /// <summary>Sends a body and answers with the response as it is, headers read; or why there is none.</summary>
    internal async Task<(HttpResponseMessage? Response, ChatFailure? Failure)> SendAsync(
        ChatHost host, string path, ReadOnlyMemory<byte> body, string accept, TimeSpan patience, CancellationToken ct)
    {
        if (!http.Has(host)) return (null, ChatFailures.Of(ChatFailureKind.NotFound, nothingCharged: true));
        using var request = http.Request(host, HttpMethod.Post, path, new TracedContent(body));
        request.Headers.Accept.ParseAdd(accept);
        ct.ThrowIfCancellationRequested();
        using var sending = new CancellationTokenSource();
        await using var leaving = ct.Register(() => sending.CancelAfter(patience));
        try
        {
            var response = await http.Client(OpenRouterHttp.Chat).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, sending.Token);
            if (response.IsSuccessStatusCode) return (response, null);
            using (response) return (null, await RefusalOfAsync(response, ct));
        }
        catch (BrokenCircuitException pause)
        {
            return (null, ChatFailures.Of(ChatFailureKind.Unavailable, retryAfter: pause.RetryAfter, nothingCharged: true));
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, ChatFailures.Of(ChatFailureKind.Timeout));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, ChatFailures.Of(ChatFailureKind.Unavailable, nothingCharged: request.Content is TracedContent { Started: false }));
        }
    }

    internal static async Task<ChatFailure> RefusalOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        JsonElement? body = null;
        try
        {
            body = await Bounded.ReadJsonAsync(response.Content, ErrorBodyMax, ct);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status says enough.
        }

        if (!response.IsSuccessStatusCode) return ChatFailures.Of((int)response.StatusCode, body, FalHttp.RetryAfter(response));
        return body?.Get("error") is { ValueKind: JsonValueKind.Object } error ? ChatFailures.Of(error) : ChatFailures.Of(ChatFailureKind.Malformed);
    }

    private async Task<(JsonElement? Json, ChatFailure? Failure)> AskAsync(ChatHost host, string path, CancellationToken ct)
    {
        if (!http.Has(host)) return (null, ChatFailures.Of(ChatFailureKind.NotFound, nothingCharged: true));
        using var request = http.Request(host, HttpMethod.Get, path);
        try
        {
            using var response = await http.Client(OpenRouterHttp.Lookup).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!response.IsSuccessStatusCode) return (null, await RefusalOfAsync(response, ct));
            using var body = CancellationTokenSource.CreateLinkedTokenSource(ct);
            body.CancelAfter(http.Options.LookupTimeout);
            return await Bounded.ReadJsonAsync(response.Content, LookupBodyMax, body.Token) is { } json
                ? (json, null)
                : (null, ChatFailures.Of(ChatFailureKind.Malformed));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or BrokenCircuitException)
        {
            return (null, ChatFailures.Of(ChatFailureKind.Unavailable));
        }
        catch (Exception e) when (e is TimeoutRejectedException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, ChatFailures.Of(ChatFailureKind.Timeout));
        }
    }
}
