using System.Net;
using System.Security.Cryptography;
using System.Text;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>GET /metrics: for an admin, for whoever has <c>METRICS_TOKEN</c>, and for this machine itself.</summary>
internal static class ShowMetrics
{
    private const string Word = "Bearer ";

    /// <summary>Any of them says that somebody else is asking through a proxy.</summary>
    private static readonly string[] Forwarding =
    [
        "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Original-Host",
        "X-Original-Proto", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP",
    ];

    public static void Map(WebApplication app)
    {
        var scrape = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        scrape.Use(LetInAsync);
        scrape.UseOpenTelemetryPrometheusScrapingEndpoint(_ => true);
        app.MapMethods("/metrics", ["GET", "HEAD"], scrape.Build()).ForAnyone().Limited(LimitClass.None).WithName("Metrics");
    }

    private static async Task LetInAsync(HttpContext http, RequestDelegate next)
    {
        if (IsAllowed(http))
        {
            await http.RequestServices.GetRequiredService<Gauges>().RefreshAsync(http.RequestAborted);
            await next(http);
            return;
        }

        var refusal = http.User.Identity?.IsAuthenticated == true
            ? Refusal.NotFound()
            : new(StatusCodes.Status401Unauthorized, "unauthorized", "Metrics are for an admin, or for whoever has the metrics token.");
        await http.RequestServices.GetRequiredService<IRefusals>().WriteAsync(http, refusal);
    }

    private static bool IsAllowed(HttpContext http) =>
        http.RequestServices.GetRequiredService<ICurrentUser>().IsAdmin
        || HasToken(http.Request, http.RequestServices.GetRequiredService<IConfiguration>()["METRICS_TOKEN"])
        || IsThisMachine(http);

    // An empty token in the configuration opens nothing.
    private static bool HasToken(HttpRequest request, string? token)
    {
        var given = request.Headers.Authorization.ToString();
        return token is { Length: > 0 } && given.StartsWith(Word, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Word.Length..].Trim()), Encoding.UTF8.GetBytes(token));
    }

    private static bool IsThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !Forwarding.Any(http.Request.Headers.ContainsKey);
}
