using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>POST /v1/chat/completions and /v1/embeddings</summary>
internal sealed class Complete(Calls calls, OpenRouterRelay relay, StreamCall stream)
{
    private const int AnswerMax = 64 * 1024 * 1024;
    public const string ChatPath = "chat/completions";

    private const string EmbeddingsPath = "embeddings";

    public static Task Handle(HttpContext http, ICurrentUser me, Complete complete) => complete.RunAsync(http, me, ChatPath);

    public static Task HandleEmbeddings(HttpContext http, ICurrentUser me, Complete complete) => complete.RunAsync(http, me, EmbeddingsPath);

    private async Task RunAsync(HttpContext http, ICurrentUser me, string path)
    {
        var ct = http.RequestAborted;
        if (!http.Request.HasJsonContentType())
        {
            await RefuseAsync(http, new(415, "unsupported_media_type", "Send application/json."));
            return;
        }

        var (request, no) = await GatewayWire.ReadBodyAsync(http) is { } body ? CallRequest.Read(body) : (null, new(413, "payload_too_large", "A request has at most 25 MB."));
        if (request is null)
        {
            await RefuseAsync(http, no!);
            return;
        }

        var (call, refused) = await calls.OpenAsync(request, OperationId.Of(http), me, path == EmbeddingsPath, ct);
        if (call is null)
        {
            await RefuseAsync(http, refused!);
            return;
        }

        var sent = path == EmbeddingsPath
            ? request.WithModel(call.Model.Endpoint)
            : request.For(call.Model.Endpoint, call.MaxTokens, withUsage: call.Host == ChatHost.Compatible);
        if (request.IsStream && path == ChatPath) await stream.RunAsync(http, call, sent);
        else await AnswerAsync(http, call, path, sent, request);
    }

    // A plain answer is paid for whoever still waits: it runs to its end.
    private async Task AnswerAsync(HttpContext http, OpenCall call, string path, byte[] sent, CallRequest request)
    {
        CallEnd end = new(CallStatus.Failed, "internal_error", null, null, 0, false);
        JsonNode? answer = null;
        ChatFailure? failure = null;
        Micros charge;
        try
        {
            var told = await relay.AskAsync(call.Host, path, sent, AnswerMax, CancellationToken.None);
            (answer, failure) = (told.Answer, told.Failure);
            var (usage, generation) = (told.Usage, told.GenerationId);
            GatewayWire.Mark(http, told.IsSandbox);
            end = failure is null
                ? new(CallStatus.Completed, null, usage, generation, usage?.CompletionTokens ?? 1, false)
                : new(CallStatus.Failed, AnswerEnd.CodeOf(failure.Kind), usage, generation, 0, AnswerEnd.IsFreeOf(failure));
        }
        finally
        {
            charge = await calls.CloseAsync(call, end);
        }

        if (failure is not null)
        {
            // Clients try again by themselves; what may have been paid for is not asked for twice.
            if (!end.IsFree) http.Response.Headers["x-should-retry"] = "false";
            await RefuseAsync(http, GatewayWire.RefusalOf(failure));
            return;
        }

        if (answer!["usage"] is not JsonObject shown) answer["usage"] = shown = GatewayWire.UsageOf(call.Row.SentTokens, path == ChatPath ? end.Arrived : 0);
        GatewayWire.Price(shown, charge);
        if (path == EmbeddingsPath) GatewayWire.Encode(answer["data"], request.IsBase64);
        http.Response.Headers["X-OmniHub-Credits"] = charge.Credits.ToString(CultureInfo.InvariantCulture);
        http.Response.ContentType = "application/json; charset=utf-8";
        var bytes = JsonSerializer.SerializeToUtf8Bytes(answer, GatewayWire.Plain);
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    public static Task RefuseAsync(HttpContext http, Refusal no)
    {
        if (no.Code == Calls.KeyInUse) http.Response.Headers["x-should-retry"] = "false";
        return Reply.No(no).ExecuteAsync(http);
    }
}
