using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Providers;

/// <summary>Passes requests of clients on, and answers back, as bytes.</summary>
public sealed class OpenRouterRelay(OpenRouterClient client, OpenRouterHttp http)
{
    /// <summary>Opens a streamed answer, or says why there is none.</summary>
    public async Task<(RelayStream? Stream, ChatFailure? Failure)> OpenAsync(ChatHost host, string path, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var (response, failure) = await client.SendAsync(host, path, body, "text/event-stream", OpenRouterClient.LeavePatience, ct);
        if (response is null) return (null, failure);
        if (response.Content.Headers.ContentType?.MediaType is "text/event-stream") return (new RelayStream(response, http.Options.IdleTimeout), null);
        using (response) return (null, await OpenRouterClient.RefusalOfAsync(response, ct));
    }

    /// <summary>Asks for a plain answer.</summary>
    public async Task<RelayAnswer> AskAsync(
        ChatHost host, string path, ReadOnlyMemory<byte> body, int bytesMax, CancellationToken ct)
    {
        var (response, failure) = await client.SendAsync(host, path, body, "application/json", OpenRouterClient.LeavePatience, ct);
        if (response is null) return new(null, null, failure, null, false);
        using (response)
        {
            var id = response.Headers.TryGetValues(OpenRouterHttp.GenerationHeader, out var ids) ? ids.FirstOrDefault() : null;
            var isSandbox = response.Headers.TryGetValues(OpenRouterHttp.SandboxHeader, out var marks) && marks.Contains("true");
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(http.Options.StartTimeout);
            try
            {
                if (await Bounded.ReadJsonAsync(response.Content, bytesMax, patience.Token) is not { ValueKind: JsonValueKind.Object } json)
                    return new(null, null, ChatFailures.Of(ChatFailureKind.Malformed), id, isSandbox);
                id ??= json.Text("id");
                var usage = json.Get("usage") is { } told ? ChatReading.UsageOf(told) : null;
                if (ErrorOf(json) is { } error) return new(null, usage, ChatFailures.Of(error), id, isSandbox);
                return json.Get("choices") is null && json.Get("data") is null
                    ? new(null, usage, ChatFailures.Of(ChatFailureKind.Malformed), id, isSandbox)
                    : new(JsonObject.Create(json), usage, null, id, isSandbox);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return new(null, null, ChatFailures.Of(ChatFailureKind.Timeout), id, isSandbox);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                return new(null, null, ChatFailures.Of(ChatFailureKind.Cut), id, isSandbox);
            }
        }
    }

    // Beside the choices, or in one that broke off.
    private static JsonElement? ErrorOf(JsonElement json) =>
        json.Get("error") is { ValueKind: JsonValueKind.Object } error ? error
        : json.Items("choices").Select(c => c.Get("error")).FirstOrDefault(e => e is { ValueKind: JsonValueKind.Object });
}

/// <summary>A plain answer.</summary>
/// <param name="Answer">Its JSON; null where there is none.</param>
/// <param name="Usage">What it used, where the provider said so.</param>
/// <param name="Failure">Why there is none.</param>
/// <param name="GenerationId">The provider's id of it, to look its cost up.</param>
/// <param name="IsSandbox">The built-in sandbox made it.</param>
public sealed record RelayAnswer(JsonObject? Answer, ChatUsage? Usage, ChatFailure? Failure, string? GenerationId, bool IsSandbox);
