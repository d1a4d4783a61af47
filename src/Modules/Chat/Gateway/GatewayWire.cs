using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>How the gateway reads requests and words its answers.</summary>
internal static class GatewayWire
{
    private const int BodyMax = 25 * 1024 * 1024;

    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What the user pays, in credits; what the provider takes is the operator's affair.
    public static void Price(JsonObject usage, Micros charge)
    {
        usage["cost"] = charge.Credits;
        usage.Remove("cost_details");
        usage.Remove("is_byok");
    }

    /// <summary>Figures of ours where the provider told none.</summary>
    public static JsonObject UsageOf(int sent, int arrived) => new()
    {
        ["prompt_tokens"] = sent,
        ["completion_tokens"] = arrived,
        ["total_tokens"] = sent + arrived,
        ["estimated"] = true,
    };

    /// <summary>Says so where the built-in sandbox made the answer.</summary>
    public static void Mark(HttpContext http, bool isSandbox)
    {
        if (isSandbox) http.Response.Headers["X-OmniHub-Sandbox"] = "true";
    }

    /// <summary>Vectors in the form that was asked for: OpenAI's own clients read numbers as an empty vector where they wanted base64.</summary>
    public static void Encode(JsonNode? data, bool isBase64)
    {
        foreach (var item in (data as JsonArray ?? []).OfType<JsonObject>())
        {
            if (isBase64 && item["embedding"] is JsonArray numbers)
            {
                var bytes = new byte[numbers.Count * sizeof(float)];
                for (var i = 0; i < numbers.Count; i++)
                    BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), numbers[i]!.GetValue<float>());
                item["embedding"] = Convert.ToBase64String(bytes);
            }
            else if (!isBase64 && item["embedding"] is JsonValue text && text.TryGetValue<string>(out var encoded))
            {
                var bytes = Convert.FromBase64String(encoded);
                item["embedding"] = new JsonArray([.. Enumerable.Range(0, bytes.Length / sizeof(float))
                    .Select(i => (JsonNode)BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float))))]);
            }
        }
    }

    public static JsonObject ErrorOf(Refusal no) => new()
    {
        ["error"] = new JsonObject { ["message"] = no.Sentence, ["type"] = "api_error", ["param"] = null, ["code"] = no.Code },
    };

    public static Refusal RefusalOf(ChatFailure failure)
    {
        var (status, code) = failure.Kind switch
        {
            ChatFailureKind.RateLimited => (429, "rate_limited"),
            ChatFailureKind.BadRequest => (400, "validation_failed"),
            ChatFailureKind.TooLong => (400, "context_length_exceeded"),
            ChatFailureKind.ContentRejected => (422, "content_rejected"),
            ChatFailureKind.NotFound => (404, "model_not_found"),
            ChatFailureKind.Timeout => (504, "provider_timeout"),
            ChatFailureKind.OutOfFunds or ChatFailureKind.Unauthorized => (503, "provider_unavailable"),
            ChatFailureKind.Unavailable => (failure.Status is 503 or 529 ? 503 : 502, failure.Status is 503 or 529 ? "provider_unavailable" : "provider_error"),
            _ => (502, "provider_error"),
        };
        return new(status, code, failure.Detail ?? failure.Sentence)
        {
            RetryAfter = failure.RetryAfter is { } pause ? (int)Math.Ceiling(pause.TotalSeconds) : status == 429 ? 1 : null,
        };
    }

    /// <summary>The whole body, or null where it is too long.</summary>
    public static async Task<byte[]?> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength > BodyMax) return null;
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > BodyMax) return null;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
