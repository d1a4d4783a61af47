using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>A streamed answer, passed on as it comes. A client that leaves ends it at the provider too.</summary>
internal sealed class StreamCall(Calls calls, OpenRouterRelay relay)
{
    public async Task RunAsync(HttpContext http, OpenCall call, byte[] sent)
    {
        var ct = http.RequestAborted;
        RelayStream? stream = null;
        var (end, isClosed) = (new CallEnd(CallStatus.Canceled, "canceled", null, null, 0, false), false);
        try
        {
            (stream, var failure) = await relay.OpenAsync(call.Host, Complete.ChatPath, sent, ct);
            if (stream is null)
            {
                end = new(CallStatus.Failed, AnswerEnd.CodeOf(failure!.Kind), null, null, 0, AnswerEnd.IsFreeOf(failure));
                await calls.CloseAsync(call, end);
                isClosed = true;
                await Complete.RefuseAsync(http, GatewayWire.RefusalOf(failure));
                return;
            }

            calls.Started(call, stream.GenerationId);
            Begin(http);
            GatewayWire.Mark(http, stream.IsSandbox);
            var to = http.Response.BodyWriter;
            await to.FlushAsync(ct);
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

                foreach (var part in piece.Bytes) to.Write(part.Span);
                await to.FlushAsync(ct);
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
                if (stream is not null && !ct.IsCancellationRequested) await TellCutAsync(http, call, end, charge);
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
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
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
    private static async Task TellCutAsync(HttpContext http, OpenCall call, CallEnd end, Micros charge)
    {
        try
        {
            if (end.Status == CallStatus.Completed)
            {
                var usage = GatewayWire.UsageOf(call.Row.SentTokens, end.Arrived);
                GatewayWire.Price(usage, charge);
                await WriteEventAsync(http, new JsonObject
                {
                    ["id"] = end.GenerationId ?? call.Row.Id,
                    ["object"] = "chat.completion.chunk",
                    ["created"] = call.Row.CreatedAt.ToUnixTimeSeconds(),
                    ["model"] = call.Row.ModelId,
                    ["choices"] = new JsonArray(),
                    ["usage"] = usage,
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
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
