using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>Plays a fault on one call.</summary>
internal static class FaultAnswers
{
    private const int SlowMsDefault = 10_000;
    private const int SlowPieces = 20;

    private const string Nginx = """
        <html>
        <head><title>502 Bad Gateway</title></head>
        <body>
        <center><h1>502 Bad Gateway</h1></center>
        <hr><center>nginx</center>
        </body>
        </html>

        """;

    public static async Task<IResult> Play(HttpContext http, Fault? fault, TimeProvider clock, Func<Task<IResult>> real)
    {
        switch (fault?.Kind)
        {
            case null:
                return await real();
            case "hang":
                await Wait(fault.DelayMs ?? int.MaxValue, clock, http.RequestAborted);
                http.Abort();
                return Results.Empty;
            case "reset":
                http.Abort();
                return Results.Empty;
            case "reset-after":
                await real();
                http.Abort();
                return Results.Empty;
            case "malformed":
                return await real() is Answer whole ? whole with { Body = whole.Body[..(whole.Body.Length * 2 / 3)] } : Results.Empty;
            case "slow":
                return await real() is Answer slow ? new Trickle(slow, fault.DelayMs ?? SlowMsDefault, clock) : Results.Empty;
            default:
                return Of(fault.Kind) is { } answer ? answer : await real();
        }
    }

    private static Answer? Of(string kind) => kind switch
    {
        "429" => Answer.Failed(429, "concurrent_requests_limit", "Too many concurrent requests.", ("x-fal-needs-retry", "1")),
        "429-retry-after" => Answer.Failed(
            429, "concurrent_requests_limit", "Too many concurrent requests.", ("x-fal-needs-retry", "1"), ("retry-after", "1")),
        "500" => Answer.Failed(500, "internal_error", "Internal server error"),
        "502" => new Answer(502, Nginx, "text/html"),
        "503" => Answer.Failed(503, "runner_scheduling_failure", "No runner could be scheduled"),
        "504" => Answer.Failed(504, "request_timeout", "Request timed out"),
        "user-timeout" => Answer.Failed(504, "request_timeout", "Request timed out", ("x-fal-request-timeout-type", "user")),
        "locked" => Answer.Of(403, new JsonObject
        {
            ["detail"] = "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.",
        }),
        "unauthorized" => Answer.Of(401, new JsonObject { ["detail"] = "Cannot access application. Authentication is required." }),
        "not-found" => Answer.NotFound(),
        "error-200" => Answer.Of(200, new JsonObject { ["detail"] = "Something went wrong", ["error_type"] = "internal_error" }),
        "empty" => new Answer(200, ""),
        "result-400" => Answer.Of(400, new JsonObject { ["detail"] = "Request is still in progress" }),
        _ => null,
    };

    public static async Task Wait(int milliseconds, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            await Task.Delay(milliseconds == int.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds), clock, ct);
        }
        catch (OperationCanceledException)
        {
            // The client gave up first.
        }
    }

    private sealed class Trickle(Answer answer, int milliseconds, TimeProvider clock) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var bytes = answer.Start(httpContext);
            foreach (var piece in bytes.Chunk(Math.Max(1, bytes.Length / SlowPieces)))
            {
                await httpContext.Response.Body.WriteAsync(piece, httpContext.RequestAborted);
                await httpContext.Response.Body.FlushAsync(httpContext.RequestAborted);
                await Wait(milliseconds / SlowPieces, clock, httpContext.RequestAborted);
            }
        }
    }
}
