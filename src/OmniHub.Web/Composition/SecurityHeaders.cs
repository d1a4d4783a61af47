namespace OmniHub.Web;

/// <summary>
/// The headers of every response, errors and files included. The policy is strict: no inline script or style anywhere,
/// with two exceptions by path for pages that are not ours. What an endpoint sets itself (media) stays.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next, IConfiguration configuration)
{
    private const string Rest =
        "img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    // A form that ends at the payment page is a redirect of that form, which form-action covers too.
    private readonly string strict = $"default-src 'none'; script-src 'self'; style-src 'self'; {Rest}; form-action 'self'"
        + (configuration["STRIPE_SECRET_KEY"] is { Length: > 0 } ? " https://checkout.stripe.com" : "");

    private const string InlineStyle =
        $"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; {Rest}; form-action 'self'";

    // The pages that are held in the one frame.
    private static readonly string Framed = InlineStyle.Replace("frame-ancestors 'none'", "frame-ancestors 'self'", StringComparison.Ordinal);

    private const string Hsts = "max-age=31536000";

    public Task InvokeAsync(HttpContext http)
    {
        // Taken now: a branch of the pipeline, as the jobs' dashboard, sees a shorter path.
        var policy = PolicyFor(http.Request.Path);
        var framing = ReferenceEquals(policy, Framed) ? "SAMEORIGIN" : "DENY";
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.TryAdd("Content-Security-Policy", policy);
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("X-Frame-Options", framing);
            headers.TryAdd("Referrer-Policy", "same-origin");
            headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
            if (http.Request.IsHttps) headers.TryAdd("Strict-Transport-Security", Hsts);
            if (http.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(http);
    }

    private string PolicyFor(PathString path) =>
        path.StartsWithSegments(ShowJobs.Board) ? Framed
        : path.StartsWithSegments("/docs") ? InlineStyle
        : path.StartsWithSegments(ShowJobs.Page) ? strict + "; frame-src 'self'"
        : strict;
}
