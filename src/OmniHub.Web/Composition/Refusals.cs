using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Diagnostics;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>Turns refusals, bugs and bare status codes into problem documents.</summary>
internal sealed class Refusals : IRefusals
{
    public Task WriteAsync(HttpContext http, Refusal refusal)
    {
        var problem = new JsonObject
        {
            ["type"] = $"https://omnihub.dev/problems/{refusal.Code}",
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(refusal.Status),
            ["status"] = refusal.Status,
            ["detail"] = refusal.Sentence,
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
            ["code"] = refusal.Code,
            ["error"] = refusal.Sentence,
        };
        if (refusal.Errors is not null) problem["errors"] = System.Text.Json.JsonSerializer.SerializeToNode(refusal.Errors, Json.Options);
        foreach (var (name, value) in refusal.Members ?? new Dictionary<string, object?>())
            problem[name] = System.Text.Json.JsonSerializer.SerializeToNode(value, Json.Options);
        if (refusal.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.StatusCode = refusal.Status;
        return http.Response.WriteAsJsonAsync<object>(problem, Json.Options, "application/problem+json", http.RequestAborted);
    }

    public static Task HandleAsync(HttpContext http) => Write(http, http.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        RefusedException refused => refused.Refusal,
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        _ => OfStatus(StatusCodes.Status500InternalServerError),
    });

    public static Task HandleStatusAsync(HttpContext http) => Write(http, OfStatus(http.Response.StatusCode));

    private static Task Write(HttpContext http, Refusal refusal) => http.RequestServices.GetRequiredService<IRefusals>().WriteAsync(http, refusal);

    private static Refusal OfStatus(int status) => status switch
    {
        400 => new(400, "validation_failed", "The request is not valid."),
        401 => new(401, "unauthorized", "Sign in, or send a valid token."),
        403 => new(403, "forbidden", "You may not do this."),
        404 => Refusal.NotFound(),
        405 => new(405, "method_not_allowed", "This address does not take that method."),
        413 => new(413, "payload_too_large", "The request is too large."),
        415 => new(415, "unsupported_media_type", "This content type is not accepted here."),
        429 => new(429, "rate_limited", "Too many requests. Try again in a moment."),
        _ => new(500, "internal_error", "Something broke on our side. The reference helps us to find it."),
    };
}
