using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>
/// Turns refusals, bugs and bare status codes into what the reader understands: problem+json, OpenAI's shape, a toast or a page.
/// </summary>
internal sealed class Refusals(IViews views) : IRefusals
{
    public async Task WriteAsync(HttpContext http, Refusal refusal)
    {
        var response = http.Response;
        var face = Faces.Of(http.Request);
        response.StatusCode = refusal.Status;
        response.Headers.CacheControl = "no-store";
        if (!response.Headers.ContainsKey("Vary")) response.Headers.Append("Vary", Faces.Vary);
        if (refusal.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var isApi = http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/v1");
        if (refusal.Status == 401 && (face == Face.Fragment || (face == Face.Page && !isApi))) ToSignIn(http, face);
        else if (face == Face.Page && (!isApi || http.Request.HasFormContentType)) await ErrorPage.Of(http, refusal).ExecuteAsync(http);
        else if (face == Face.Fragment) await WriteToastAsync(http, refusal);
        else await WriteJsonAsync(http, refusal);
    }

    /// <summary>For the exception handler: refusals that were thrown, bad requests, and bugs.</summary>
    public static Task HandleAsync(HttpContext http) => Write(http, Of(http.Features.Get<IExceptionHandlerFeature>()?.Error, http));

    /// <summary>For responses that have a status and nothing else.</summary>
    public static Task HandleStatusAsync(HttpContext http) => Write(http, OfStatus(http.Response.StatusCode));

    /// <summary>What need not be logged as an accident.</summary>
    public static bool IsExpected(ExceptionHandlerSuppressDiagnosticsContext context) =>
        Of(context.Exception, context.HttpContext).Status < 500;

    private static Task Write(HttpContext http, Refusal refusal) =>
        http.RequestServices.GetRequiredService<IRefusals>().WriteAsync(http, refusal);

    private static Refusal Of(Exception? error, HttpContext http) => error switch
    {
        RefusedException refused => refused.Refusal,
        BadHttpRequestException bad => OfStatus(bad.StatusCode),
        InvalidDataException form when http.Request.HasFormContentType =>
            OfStatus(form.Message.Contains("length limit", StringComparison.Ordinal) ? 413 : 400),
        _ => OfStatus(StatusCodes.Status500InternalServerError),
    };

    private static Refusal OfStatus(int status) => status switch
    {
        401 => new(401, "unauthorized", "Sign in, or send a valid token."),
        403 => new(403, "forbidden", "You may not do this."),
        404 => Refusal.NotFound(),
        405 => new(405, "method_not_allowed", "This address does not take that method."),
        409 => Refusal.Conflict("This conflicts with what is there now."),
        413 => new(413, "payload_too_large", "The request is too large."),
        415 => new(415, "unsupported_media_type", "This content type is not accepted here."),
        429 => new(429, "rate_limited", "Too many requests. Try again in a moment."),
        502 => new(502, "provider_error", "The provider answered with an error."),
        503 => new(503, "provider_unavailable", "The provider cannot be reached."),
        504 => new(504, "provider_timeout", "The provider did not answer in time."),
        >= 400 and < 500 => new(status, "validation_failed", "The request is not valid."),
        _ => new(500, "internal_error", "Something broke on our side. The reference helps an admin to find it."),
    };

    private static void ToSignIn(HttpContext http, Face face)
    {
        var here = face == Face.Fragment && Uri.TryCreate(http.Request.Headers["HX-Current-URL"], UriKind.Absolute, out var page)
            ? page.PathAndQuery
            : HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString.Value : "/dashboard";
        var login = QueryHelpers.AddQueryString("/login", "returnUrl", here);
        if (face == Face.Fragment)
        {
            http.Response.Headers["HX-Redirect"] = login;
            return;
        }

        http.Response.StatusCode = StatusCodes.Status302Found;
        http.Response.Headers.Location = login;
    }

    private async Task WriteToastAsync(HttpContext http, Refusal refusal)
    {
        var text = refusal.Status >= 500 ? $"Reference {http.TraceIdentifier}" : null;
        var toast = new ToastView(refusal.Status == 429 ? Tone.Warn : Tone.Bad, refusal.Sentence, text);
        var html = await views.RenderAsync("/Ui/Parts/ToastPartial.cshtml", toast, http);
        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(html, http.RequestAborted);
    }

    private static Task WriteJsonAsync(HttpContext http, Refusal refusal)
    {
        if (refusal.Status == 401) http.Response.Headers.TryAdd("WWW-Authenticate", "Bearer");
        var (body, type) = http.Request.Path.StartsWithSegments("/v1")
            ? (OpenAiError(refusal), "application/json; charset=utf-8")
            : (Problem(http, refusal), "application/problem+json");
        return http.Response.WriteAsJsonAsync(body, Json.Options, type, http.RequestAborted);
    }

    private static JsonObject Problem(HttpContext http, Refusal refusal)
    {
        var problem = new JsonObject
        {
            ["type"] = $"/docs#{refusal.Code}",
            ["title"] = ReasonPhrases.GetReasonPhrase(refusal.Status),
            ["status"] = refusal.Status,
            ["detail"] = refusal.Sentence,
            ["traceId"] = http.TraceIdentifier,
            ["code"] = refusal.Code,
            ["error"] = refusal.Sentence,
        };
        if (refusal.Errors is not null) problem["errors"] = JsonSerializer.SerializeToNode(refusal.Errors, Json.Options);
        foreach (var (name, value) in refusal.Members ?? new Dictionary<string, object?>())
            problem[name] = JsonSerializer.SerializeToNode(value, Json.Options);
        return problem;
    }

    // Their clients tell errors apart by status and by these words.
    private static JsonObject OpenAiError(Refusal refusal) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = refusal.Sentence,
            ["type"] = refusal.Status switch
            {
                401 => "authentication_error",
                402 => "insufficient_quota",
                403 => "permission_error",
                429 => "rate_limit_error",
                >= 500 => "api_error",
                _ => "invalid_request_error",
            },
            ["param"] = refusal.Errors?.Keys.FirstOrDefault(),
            ["code"] = refusal.Code switch
            {
                "unauthorized" => "invalid_api_key",
                "insufficient_credits" => "insufficient_quota",
                "rate_limited" => "rate_limit_exceeded",
                _ => refusal.Code,
            },
        },
    };
}
