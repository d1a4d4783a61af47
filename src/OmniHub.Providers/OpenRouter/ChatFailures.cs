using System.Text.Json;

namespace OmniHub.Providers;

/// <summary>Turns the provider's errors into ours. Sentences are our own words, never the provider's text.</summary>
internal static class ChatFailures
{
    private const int DetailLengthMax = 300;

    private static readonly string[] TooLongTypes =
        ["context_length_exceeded", "max_tokens_exceeded", "token_limit_exceeded", "string_too_long", "payload_too_large"];

    private static readonly string[] Secrets = ["sk-", "bearer", "http://", "https://", "api key", "org-"];

    public static ChatFailure Of(ChatFailureKind kind, int? status = null, TimeSpan? retryAfter = null, bool nothingCharged = false) =>
        new(kind, status, SentenceOf(kind), retryAfter, nothingCharged);

    /// <summary>An answer that was refused before it began.</summary>
    public static ChatFailure Of(int status, JsonElement? body, TimeSpan? retryAfter)
    {
        var error = body?.Get("error");
        return Of(status, error?.Get("metadata")?.Text("error_type"), error?.Text("message"), HasReasons(error), retryAfter) with { NothingCharged = true };
    }

    /// <summary>An error object in an answer; its code is a number or a word.</summary>
    public static ChatFailure Of(JsonElement error, int otherwise = 502)
    {
        var code = error.Int("code") ?? (int.TryParse(error.Text("code"), out var number) ? number : otherwise);
        return Of(code, error.Get("metadata")?.Text("error_type"), error.Text("message"), HasReasons(error), null);
    }

    private static ChatFailure Of(int status, string? type, string? message, bool isModeration, TimeSpan? retryAfter)
    {
        var kind = KindOf(status, type, message ?? "", isModeration);
        var failure = Of(kind, status, retryAfter);
        return kind is ChatFailureKind.BadRequest or ChatFailureKind.TooLong or ChatFailureKind.NotFound ? failure with { Detail = Clean(message) } : failure;
    }

    private static ChatFailureKind KindOf(int status, string? type, string message, bool isModeration) => status switch
    {
        _ when TooLongTypes.Contains(type) || message.Contains("context length", StringComparison.OrdinalIgnoreCase) => ChatFailureKind.TooLong,
        401 => ChatFailureKind.Unauthorized,
        402 => ChatFailureKind.OutOfFunds,
        403 when isModeration || type is "content_policy_violation" or "content_filter" => ChatFailureKind.ContentRejected,
        403 => ChatFailureKind.Unauthorized,
        404 => ChatFailureKind.NotFound,
        408 or 504 or 524 => ChatFailureKind.Timeout,
        413 => ChatFailureKind.TooLong,
        429 => ChatFailureKind.RateLimited,
        >= 400 and < 500 => message.Contains("not a valid model", StringComparison.OrdinalIgnoreCase) ? ChatFailureKind.NotFound : ChatFailureKind.BadRequest,
        _ => ChatFailureKind.Unavailable,
    };

    private static bool HasReasons(JsonElement? error) =>
        error?.Get("metadata") is { } metadata && (metadata.Get("reasons") is not null || metadata.Get("flagged_input") is not null);

    private static string? Clean(string? message)
    {
        if (message is not { Length: > 0 and <= DetailLengthMax }) return null;
        return message.Any(char.IsControl) || Secrets.Any(s => message.Contains(s, StringComparison.OrdinalIgnoreCase)) ? null : message;
    }

    private static string SentenceOf(ChatFailureKind kind) => kind switch
    {
        ChatFailureKind.RateLimited => "The model is busy at its provider. Try again in a moment, or take another model.",
        ChatFailureKind.OutOfFunds => "The provider does not serve this server at the moment. Its administrator has to look at it.",
        ChatFailureKind.Unauthorized => "The provider refused the access of this server. Its administrator has to look at it.",
        ChatFailureKind.BadRequest => "The model did not accept this request.",
        ChatFailureKind.TooLong => "This is more text than the model can take. Shorten it, or take a model with a longer context.",
        ChatFailureKind.ContentRejected => "The provider's safety rules refused this message.",
        ChatFailureKind.NotFound => "The provider does not offer this model at the moment.",
        ChatFailureKind.Timeout => "The provider did not answer in time.",
        ChatFailureKind.Malformed => "The provider sent an answer that could not be understood.",
        ChatFailureKind.Cut => "The answer broke off at the provider.",
        _ => "The provider cannot be reached at the moment.",
    };
}
