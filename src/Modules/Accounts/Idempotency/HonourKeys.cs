using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>
/// The same key and body answers the first answer again, also when the two arrive at once. A crash in the middle leaves the operation id
/// behind, under which the repeat finds what was done.
/// </summary>
internal sealed class HonourKeys(KeptAnswers answers, TimeProvider clock, ILogger<HonourKeys> log) : IPipelinePart
{
    private static readonly TimeSpan WaitMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(250);
    private static readonly Refusal Mismatch = new(422, "idempotency_mismatch", "This idempotency key was used with another request.");

    public int Order => 100;

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var ct = http.RequestAborted;
        if (http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IdempotentRoute>() is null
            || http.User.FindFirst(Claim.UserId)?.Value is not { } userId || await RequestKey.OfAsync(http.Request, ct) is not { } key)
        {
            await next(http);
            return;
        }

        if (!RequestKey.IsValid(key))
        {
            await Challenge.WriteAsync(http, RequestKey.Malformed);
            return;
        }

        var route = $"{http.Request.Method} {endpoint.RoutePattern.RawText}";
        var request = new KeyedRequest(userId, route, key, await RequestKey.HashAsync(http.Request, ct));
        switch (await TurnAsync(request, ct))
        {
            case Turn.Run run:
                OperationId.Set(http, run.OperationId);
                await RunAsync(http, next, request, run);
                break;
            case Turn.Replay replay:
                await ReplayAsync(http, replay.Answer);
                break;
            default:
                await Challenge.WriteAsync(http, Mismatch);
                break;
        }
    }

    private async Task<Turn> TurnAsync(KeyedRequest request, CancellationToken ct)
    {
        for (var wait = WaitMin; ; wait = wait * 2 < WaitMax ? wait * 2 : WaitMax)
        {
            var turn = await answers.TakeAsync(request, ct);
            if (turn is not Turn.Wait) return turn;
            await Task.Delay(wait, clock, ct);
        }
    }

    private async Task RunAsync(HttpContext http, RequestDelegate next, KeyedRequest request, Turn.Run run)
    {
        var original = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        // Streams are answered again by their handler, at once: a second reader does not wait for the first one's end.
        var buffer = new AnswerBuffer(
            original.Stream, () => IsStream(http), () => answers.CloseAsync(request, run.Number, AnswerState.Again, 0, null, null));
        var body = new StreamResponseBodyFeature(buffer, original);
        http.Features.Set<IHttpResponseBodyFeature>(body);
        if (run.IsRepeat) http.Response.Headers["Idempotent-Replayed"] = "true";
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(request, run.Number, done.Token);
        try
        {
            await next(http);
            await body.CompleteAsync();
        }
        catch (Exception e)
        {
            if (buffer.Held is not null) await CloseAsync(http, request, run.Number, StatusOf(e), null);
            throw;
        }
        finally
        {
            http.Features.Set(original);
            await done.CancelAsync();
            await renewing;
        }

        if (buffer.Held is not { } answer) return;
        await CloseAsync(http, request, run.Number, http.Response.StatusCode, answer);
        if (answer.Length > 0) await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    // Whatever became of the client: the answer is kept.
    private Task CloseAsync(HttpContext http, KeyedRequest request, int run, int status, ReadOnlyMemory<byte>? answer)
    {
        if (status is >= 400 and < 500) return answers.FreeAsync(request, run);
        if (status >= 500 || answer is not { } bytes) return answers.CloseAsync(request, run, AnswerState.Broken, status, null, null);
        return IsText(http.Response.ContentType, bytes)
            ? answers.CloseAsync(
                request, run, AnswerState.Kept, status, KeptHeaders.Write(http.Response.Headers), Encoding.UTF8.GetString(bytes.Span))
            : answers.CloseAsync(request, run, AnswerState.Again, status, null, null);
    }

    private static int StatusOf(Exception e) => e switch
    {
        RefusedException refused => refused.Refusal.Status,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    private async Task RenewAsync(KeyedRequest request, int run, CancellationToken done)
    {
        try
        {
            using var timer = new PeriodicTimer(KeptAnswers.Lease / 3, clock);
            while (await timer.WaitForNextTickAsync(done)) await answers.RenewAsync(request, run, done);
        }
        catch (OperationCanceledException)
        {
            // The handler has answered.
        }
        catch (Exception e)
        {
            log.LogWarning(e, "The lease of an idempotency key was not renewed; a repeat would run under the same operation id");
        }
    }

    private static Task ReplayAsync(HttpContext http, KeptAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        KeptHeaders.Read(answer.Headers, http.Response.Headers);
        http.Response.Headers["Idempotent-Replayed"] = "true";
        return string.IsNullOrEmpty(answer.Body) ? Task.CompletedTask : http.Response.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static bool IsStream(HttpContext http) =>
        http.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true;

    private static bool IsText(string? type, ReadOnlyMemory<byte> body) =>
        body.IsEmpty
        || (type is not null && (type.StartsWith("text/", StringComparison.Ordinal) || type.Contains("json", StringComparison.Ordinal)));
}

/// <summary>The headers that are part of an answer; those of the connection, the limits and the session are not.</summary>
internal static class KeptHeaders
{
    private static bool IsPart(string name) =>
        name is "Content-Type" or "Location" or "Vary" or "Cache-Control"
        || name.StartsWith("HX-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-OmniHub-", StringComparison.OrdinalIgnoreCase);

    public static string Write(IHeaderDictionary headers) =>
        JsonSerializer.Serialize(headers.Where(h => IsPart(h.Key)).ToDictionary(h => h.Key, h => h.Value.ToString()));

    public static void Read(string? kept, IHeaderDictionary headers)
    {
        if (kept is null) return;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(kept)!) headers[name] = value;
    }
}
