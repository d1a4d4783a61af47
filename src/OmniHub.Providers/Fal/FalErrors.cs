using System.Text.Json;
using System.Text.RegularExpressions;

namespace OmniHub.Providers;

/// <summary>Reads every shape of error that fal sends: of models, of requests, of the platform, of a locked account, of a proxy.</summary>
internal static partial class FalErrors
{
    private const int TypeLengthMax = 64;

    private static readonly HashSet<string> ErrorWords =
    [
        "detail", "error", "error_type", "message", "status", "code", "type", "request_id", "gateway_request_id", "payload_error", "ctx",
    ];

    public static FalError Of(string code, string? sentence = null, bool? retryable = null, string? type = null) => new(
        code, sentence ?? FalSentences.Of(code),
        retryable ?? code is FalCode.Unavailable or FalCode.Timeout or FalCode.RateLimited or FalCode.Malformed, ProviderType: type);

    /// <summary>The error of an answer that is not a success (or a success that holds an error).</summary>
    public static FalError Of(FalReply reply)
    {
        if (reply is { Trouble: { } trouble, Status: < 300 }) return trouble;
        var error = reply.Status switch
        {
            401 => Of(FalCode.Unauthorized),
            402 => Of(FalCode.Locked),
            403 when !HasModelErrors(reply.Json) => Of(IsLocked(Detail(reply.Json)) ? FalCode.Locked : FalCode.Unauthorized),
            429 => Of(FalCode.RateLimited, type: Type(reply)),
            _ => OfBody(reply) ?? OfStatus(reply.Status),
        };
        return error with { Retryable = Advice(reply) ?? error.Retryable, BilledUnits = reply.BillableUnits };
    }

    /// <summary>An answer to a poll that says nothing about the job: worth asking again, whatever the reason.</summary>
    public static FalError OfPoll(FalReply reply) => reply.Trouble ?? Of(retryable: true, code: reply.Status switch
    {
        401 => FalCode.Unauthorized,
        402 => FalCode.Locked,
        403 => IsLocked(Detail(reply.Json)) ? FalCode.Locked : FalCode.Unauthorized,
        408 or 504 => FalCode.Timeout,
        429 => FalCode.RateLimited,
        >= 300 and < 400 or >= 500 => FalCode.Unavailable,
        _ => FalCode.Malformed,
    });

    /// <summary>The error that a status object or a 200 carries in <c>error</c> and <c>error_type</c>.</summary>
    public static FalError OfType(string? type, int status = 0) => Word(type) switch
    {
        "request_timeout" or "startup_timeout" or "generation_timeout" => Of(FalCode.Timeout, FalSentences.JobTimeout, true, type),
        "client_cancelled" or "client_disconnected" => Of(FalCode.Canceled, type: type),
        "bad_request" or "validation_error" => Of(FalCode.RejectedInput, type: type),
        "content_policy_violation" => Of(FalCode.ContentRejected, type: type),
        "no_media_generated" => Of(FalCode.NoMedia, type: type),
        "downstream_service_unavailable" => Of(FalCode.Unavailable, FalSentences.Runner, true, type),
        "concurrent_requests_limit" or "rate_limited" => Of(FalCode.RateLimited, type: type),
        "authorization_error" => Of(FalCode.Unauthorized, type: type),
        "not_found" => Of(FalCode.JobLost, type: type),
        "internal_server_error" or "internal_error" or "downstream_service_error" or "server_error" =>
            Of(FalCode.Failed, null, true, type),
        { } word when word.StartsWith("runner_", StringComparison.Ordinal) => Of(FalCode.Unavailable, FalSentences.Runner, true, word),
        var word => Of(FalCode.Failed, null, status >= 500, word),
    };

    /// <summary>Only the words of an error and nothing that a model would put out.</summary>
    public static bool IsErrorBody(JsonElement json) =>
        (json.Get("detail") ?? json.Get("error") ?? json.Get("error_type")) is not null
        && json.EnumerateObject().All(member => ErrorWords.Contains(member.Name));

    /// <summary>True where the body is a job's own failure and not a word of fal's front door.</summary>
    public static bool IsJobsOwn(FalReply reply) =>
        HasModelErrors(reply.Json) || Type(reply) is not null || reply.Header(FalHttp.TimeoutTypeHeader) is not null
        || (reply.Json is not null && (reply.Header(FalHttp.RequestIdHeader) ?? reply.Header(FalHttp.UnitsHeader)) is not null);

    public static string? Detail(JsonElement? json) => json?.Text("detail");

    public static bool IsLocked(string? detail) =>
        detail is not null && (detail.Contains("locked", StringComparison.OrdinalIgnoreCase)
            || detail.Contains("balance", StringComparison.OrdinalIgnoreCase));

    private static FalError? OfBody(FalReply reply)
    {
        if (reply.Header(FalHttp.TimeoutTypeHeader) is "user") return Of(FalCode.Timeout, FalSentences.StartTimeout, false, Type(reply));
        var errors = reply.Json?.Items("detail").Where(item => item.ValueKind == JsonValueKind.Object).ToList() ?? [];
        if (errors.Count > 0) return OfModelError(errors[Math.Max(0, errors.FindIndex(IsContentPolicy))]);
        if (Type(reply) is { } type) return OfType(type, reply.Status);
        if (Detail(reply.Json)?.StartsWith("User is locked", StringComparison.Ordinal) == true) return Of(FalCode.Locked);
        return reply.Status is 400 or 422 && IsAboutContent(Detail(reply.Json)) ? Of(FalCode.ContentRejected) : null;
    }

    // "Treat any type not listed as a non-retryable 422."
    private static FalError OfModelError(JsonElement error)
    {
        var type = Word(error.Text("type"));
        if (type is "internal_server_error" or "generation_timeout" or "downstream_service_error" or "downstream_service_unavailable"
            or "no_media_generated" or "concurrent_requests_limit") return OfType(type);
        if (IsContentPolicy(error)) return Of(FalCode.ContentRejected, type: type);
        return Of(FalCode.RejectedInput, FalSentences.Input(type, Option(error), error.Get("ctx")), false, type);
    }

    private static FalError OfStatus(int status) => status switch
    {
        >= 200 and < 300 => Of(FalCode.Failed),
        400 or 405 or 406 or 409 or 411 or 413 or 414 or 415 or 422 => Of(FalCode.RejectedInput),
        404 or 410 => Of(FalCode.JobLost),
        408 or 504 => Of(FalCode.Timeout),
        499 => Of(FalCode.Canceled),
        500 => Of(FalCode.Failed, retryable: true),
        >= 500 => Of(FalCode.Unavailable),
        >= 300 and < 400 => Of(FalCode.Unavailable),
        _ => Of(FalCode.Malformed),
    };

    private static bool? Advice(FalReply reply) =>
        (reply.Header("x-fal-retryable") ?? reply.Header("x-fal-needs-retry"))?.ToLowerInvariant() switch
        {
            "1" or "true" => true,
            "0" or "false" => false,
            _ => null,
        };

    private static string? Type(FalReply reply) => Word(
        reply.Json?.Text("error_type") ?? reply.Header(FalHttp.ErrorTypeHeader) ?? reply.Json?.Get("error")?.Text("type"));

    public static bool HasModelErrors(JsonElement? json) =>
        json?.Items("detail").Any(item => item.Text("type") is not null || item.Text("msg") is not null) == true;

    private static bool IsContentPolicy(JsonElement error) =>
        error.Text("type") == "content_policy_violation" || IsAboutContent(error.Text("msg"));

    private static bool IsAboutContent(string? text) => text is not null && ContentWords().IsMatch(text);

    // The option's own name: the last word of the location that is not the envelope.
    private static string? Option(JsonElement error) => error.Items("loc")
        .Where(part => part.ValueKind == JsonValueKind.String).Select(part => part.GetString()).LastOrDefault() is { } name and not "body"
        && OptionName().IsMatch(name) ? name : null;

    private static string? Word(string? type) => type is { Length: > 0 and <= TypeLengthMax } && TypeWord().IsMatch(type) ? type : null;

    [GeneratedRegex("content.?(polic|checker|filter|moderation)|nsfw|safety (check|filter|system)|flagged", RegexOptions.IgnoreCase)]
    private static partial Regex ContentWords();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,39}$")]
    private static partial Regex OptionName();

    [GeneratedRegex("^[A-Za-z0-9_.]+$")]
    private static partial Regex TypeWord();
}
