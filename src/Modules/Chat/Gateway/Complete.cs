using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>POST /v1/chat/completions and /v1/embeddings</summary>
internal sealed class Complete(Calls calls, OpenRouterRelay relay)
{
    private const int AnswerMax = 64 * 1024 * 1024;
    private const string ChatPath = "chat/completions", EmbeddingsPath = "embeddings";

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

        var (call, model, most, refused) = await calls.OpenAsync(request, OperationId.Of(http), me, path == EmbeddingsPath, ct);
        if (call is null)
        {
            await RefuseAsync(http, refused!);
            return;
        }

        var host = ChatSpend.HostOf(call.Provider);
        var sent = path == EmbeddingsPath ? request.WithModel(model!.Endpoint) : request.For(model!.Endpoint, most, host == ChatHost.Compatible);
        if (request.IsStream && path == ChatPath) await StreamAsync(http, call, host, sent);
        else await AnswerAsync(http, call, host, path, sent);
    }

    // A plain answer is paid for whoever still waits: it runs to its end.
    private async Task AnswerAsync(HttpContext http, Call call, ChatHost host, string path, byte[] sent)
    {
        CallEnd end = new(CallStatus.Failed, "internal_error", null, null, 0, false);
        JsonNode? answer = null;
        ChatFailure? failure = null;
        Micros charge;
        try
        {
            (answer, var usage, failure, var generation) = await relay.AskAsync(host, path, sent, AnswerMax, CancellationToken.None);
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
            await RefuseAsync(http, GatewayWire.RefusalOf(failure));
            return;
        }

        if (answer!["usage"] is JsonObject shown) GatewayWire.Price(shown, charge);
        http.Response.Headers["X-OmniHub-Credits"] = charge.Credits.ToString(CultureInfo.InvariantCulture);
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(answer.ToJsonString(GatewayWire.Plain), http.RequestAborted);
    }

    private async Task StreamAsync(HttpContext http, Call call, ChatHost host, byte[] sent)
    {
        var ct = http.RequestAborted;
        RelayStream? stream = null;
        var (end, isClosed) = (new CallEnd(CallStatus.Canceled, "canceled", null, null, 0, false), false);
        try
        {
            (stream, var failure) = await relay.OpenAsync(host, ChatPath, sent, ct);
            if (stream is null)
            {
                end = new(CallStatus.Failed, AnswerEnd.CodeOf(failure!.Kind), null, null, 0, AnswerEnd.IsFreeOf(failure));
                await calls.CloseAsync(call, end);
                isClosed = true;
                await RefuseAsync(http, GatewayWire.RefusalOf(failure));
                return;
            }

            Begin(http);
            await http.Response.Body.FlushAsync(ct);
            await foreach (var piece in stream.ReadAsync(ct))
            {
                if (piece.Special is not null && !isClosed && piece.IsLast)
                {
                    end = EndOf(stream);
                    var charge = await calls.CloseAsync(call, end);
                    isClosed = true;
                    await WriteLastAsync(http, stream, piece, charge);
                    continue;
                }

                if (piece.Special is null) await http.Response.Body.WriteAsync(piece.Bytes, ct);
                if (piece.IsFlush) await http.Response.Body.FlushAsync(ct);
            }

            end = EndOf(stream);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            if (stream is not null) end = stream.End.Usage is null ? Canceled(stream) : EndOf(stream);
        }
        catch (IOException)
        {
            if (stream is not null) end = stream.End.Usage is null ? Canceled(stream) : EndOf(stream);
        }
        finally
        {
            if (stream is not null) await stream.DisposeAsync();
            if (!isClosed)
            {
                var charge = await calls.CloseAsync(call, end);
                if (stream is not null && !ct.IsCancellationRequested) await TellCutAsync(http, end, charge);
            }
        }
    }

    private static CallEnd Canceled(RelayStream stream) => new(CallStatus.Canceled, "canceled", null, stream.GenerationId, stream.Events, false);

    private static CallEnd EndOf(RelayStream stream)
    {
        var end = stream.End;
        return end.Outcome == ChatOutcome.Finished
            ? new(CallStatus.Completed, null, end.Usage, stream.GenerationId, stream.Events, false)
            : new(CallStatus.Failed, AnswerEnd.CodeOf(end.Failure!.Kind), end.Usage, stream.GenerationId, stream.Events, AnswerEnd.IsFreeOf(end.Failure));
    }

    private static void Begin(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private static async Task WriteLastAsync(HttpContext http, RelayStream stream, RelayPiece piece, Micros charge)
    {
        var end = stream.End;
        if (end.Failure is { } failure && end.Outcome == ChatOutcome.Failed) await WriteEventAsync(http, GatewayWire.ErrorOf(GatewayWire.RefusalOf(failure)));
        else
        {
            if (piece.Special!["usage"] is JsonObject usage) GatewayWire.Price(usage, charge);
            await WriteEventAsync(http, piece.Special);
        }
    }

    // Neither usage nor an end came: the client must not take it for whole.
    private static async Task TellCutAsync(HttpContext http, CallEnd end, Micros charge)
    {
        try
        {
            if (end.Status == CallStatus.Completed)
            {
                await WriteEventAsync(http, new JsonObject
                {
                    ["object"] = "chat.completion.chunk",
                    ["choices"] = new JsonArray(),
                    ["usage"] = new JsonObject { ["prompt_tokens"] = 0, ["completion_tokens"] = end.Arrived, ["total_tokens"] = end.Arrived, ["cost"] = charge.Credits, ["estimated"] = true },
                });
                await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
                return;
            }

            await WriteEventAsync(http, GatewayWire.ErrorOf(new(502, end.ErrorCode ?? "provider_error", "The answer broke off at the provider.")));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client is gone too.
        }
    }

    private static async Task WriteEventAsync(HttpContext http, JsonNode data)
    {
        await http.Response.WriteAsync($"data: {data.ToJsonString(GatewayWire.Plain)}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, Refusal no) => Reply.No(no).ExecuteAsync(http);
}
