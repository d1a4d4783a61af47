using Microsoft.AspNetCore.Antiforgery;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>
/// Unsafe requests that a browser could have been tricked into: those with a cookie's identity, and forms without any.
/// They need the token and come from our own pages. A token in the Authorization header is never sent by accident.
/// </summary>
internal sealed class Antiforgery(RequestDelegate next, IAntiforgery antiforgery, IRefusals refusals, IConfiguration configuration)
{
    private static readonly Refusal Stale = new(400, "validation_failed", "This form is out of date. Reload the page and send it again.");
    private static readonly Refusal Foreign = Refusal.Forbidden("This request came from another site.");

    private readonly string? publicHost = Uri.TryCreate(configuration["PUBLIC_URL"], UriKind.Absolute, out var url) ? url.Authority : null;

    public static void Configure(AntiforgeryOptions options)
    {
        options.HeaderName = "RequestVerificationToken";
        options.FormFieldName = "__RequestVerificationToken";
        options.Cookie.Name = "omnihub.antiforgery";
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.SuppressXFrameOptionsHeader = true;
    }

    public async Task InvokeAsync(HttpContext http)
    {
        if (NeedsToken(http))
        {
            var refusal = !IsFromHere(http.Request) ? Foreign : !await antiforgery.IsRequestValidAsync(http) ? Stale : null;
            if (refusal is not null)
            {
                await refusals.WriteAsync(http, refusal);
                return;
            }
        }

        await next(http);
    }

    private static bool NeedsToken(HttpContext http)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return false;
        // No route: nothing can happen, and the answer is 404 or 405.
        if (http.GetEndpoint() is not RouteEndpoint) return false;
        if (request.Headers.Authorization.Count > 0) return false;
        if (request.Path.StartsWithSegments("/v1") || request.Path.StartsWithSegments("/webhooks")) return false;
        return http.User.Identity?.IsAuthenticated == true || IsForm(request);
    }

    // What a plain HTML form of another site can send without being asked first.
    private static bool IsForm(HttpRequest request) =>
        request.HasFormContentType || request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) == true;

    private bool IsFromHere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site") return false;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0) return true;
        return Uri.TryCreate(origin, UriKind.Absolute, out var url)
            && (url.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase) || url.Authority == publicHost);
    }
}
