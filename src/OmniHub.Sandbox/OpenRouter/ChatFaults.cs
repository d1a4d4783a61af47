using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>Errors of OpenRouter before an answer begins, in its own shape.</summary>
internal static class ChatFaults
{
    public const string Operation = "chat";

    /// <summary>The error that a fault of this kind is; null where it spoils the answer instead.</summary>
    public static Answer? Refusal(Fault fault) => fault.Kind switch
    {
        "429" => Error(429, "rate_limit_exceeded", "Rate limit exceeded"),
        "429-retry-after" => Error(429, "rate_limit_exceeded", "Rate limit exceeded", ("Retry-After", "1")),
        "400" => Error(400, "invalid_request", "Invalid request parameters"),
        "too-long" => Error(400, "context_length_exceeded", "This endpoint's maximum context length is 4096 tokens. However, you requested more."),
        "unauthorized" => Error(401, "authentication", "No auth credentials found"),
        "402" or "locked" => Error(402, "payment_required", "Insufficient credits. Add more using https://openrouter.ai/credits"),
        "moderation" => Answer.Of(403, new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = 403,
                ["message"] = "Your chosen model requires moderation and your input was flagged",
                ["metadata"] = new JsonObject
                {
                    ["error_type"] = "permission_denied",
                    ["reasons"] = new JsonArray("violence"),
                    ["flagged_input"] = "...",
                    ["provider_name"] = "Sandbox",
                    ["model_slug"] = "sandbox",
                },
            },
        }),
        "not-found" => Error(404, "not_found", "No endpoints found that support this request."),
        "408" => Error(408, "timeout", "Operation timed out. Please try again later."),
        "500" => Error(500, "server", "Internal Server Error"),
        "502" => Error(502, "provider_unavailable", "Provider returned error"),
        "503" => Error(503, "provider_overloaded", "Service temporarily unavailable"),
        "504" => Error(504, "timeout", "Upstream timed out"),
        "error-200" => Answer.Of(200, new JsonObject { ["error"] = ErrorBody(502, "provider_unavailable", "Provider returned error"), ["user_id"] = "user_sandbox" }),
        "malformed" => new Answer(200, "{\"id\":\"gen-", "application/json"),
        "empty" => new Answer(200, "", "application/json"),
        _ => null,
    };

    public static Answer Error(int code, string type, string message, params (string Name, string Value)[] headers) =>
        Answer.Of(code, new JsonObject { ["error"] = ErrorBody(code, type, message), ["user_id"] = "user_sandbox" }, headers);

    public static JsonObject ErrorBody(int code, string type, string message) =>
        new() { ["code"] = code, ["message"] = message, ["metadata"] = new JsonObject { ["error_type"] = type } };
}
