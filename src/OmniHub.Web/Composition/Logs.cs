using System.Globalization;
using Serilog;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

namespace OmniHub.Web;

/// <summary>
/// Logs to the console: text for people, or one JSON object a line with <c>OMNIHUB_LOGS=json</c>. Levels are in the section Logging.
/// </summary>
internal static class Logs
{
    private const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj} {Request}{NewLine}{Exception}";

    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var logger = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext();
        logger = builder.Configuration["OMNIHUB_LOGS"] == "json"
            ? logger.WriteTo.Console(new RenderedCompactJsonFormatter())
            : logger.WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture);
        builder.Logging.ClearProviders().AddProvider(new SerilogLoggerProvider(logger.CreateLogger(), dispose: true))
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Hangfire", LogLevel.Warning)
            .AddFilter("Polly", LogLevel.None) // What came of a call is said by who called, in a sentence and without a stack trace.
                                               // A refused form is an answer, not an accident; the keys are guarded by the rights of the data folder.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}

/// <summary>One line a request: who, what, outcome. Never a body, a query or a token in a path.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!log.IsEnabled(LogLevel.Information) || IsQuiet(http.Request.Path))
        {
            await next(http);
            return;
        }

        var started = clock.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var user = http.User.FindFirst(Kernel.Claim.UserId)?.Value ?? "-";
            if (!IsCall(http)) Answered(http.Request.Method, PathOf(http), http.Response.StatusCode, (long)clock.GetElapsedTime(started).TotalMilliseconds, user);
        }
    }

    /// <summary>The path, or the route where a token stands in it.</summary>
    public static string? PathOf(HttpContext http)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        return route?.Contains("token", StringComparison.OrdinalIgnoreCase) == true ? route : http.Request.Path.Value;
    }

    // Calls of the gateway have a log of their own, with more in it.
    private static bool IsCall(HttpContext http) => http.Response.StatusCode < 500 && http.Request.Path.StartsWithSegments("/v1/chat");

    /// <summary>What is asked for all the time and tells nothing.</summary>
    public static bool IsQuiet(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics") || path.StartsWithSegments(ShowJobs.Board)
        || (Path.HasExtension(path.Value) && !path.StartsWithSegments("/api"));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} {Status} in {Milliseconds} ms {User}")]
    private partial void Answered(string method, string? path, int status, long milliseconds, string user);
}
