using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>OpenRouter's API, below /api/v1 (https://openrouter.ai/docs/api-reference).</summary>
internal static class OpenRouterRoutes
{
    private const int PageSizeDefault = 500;
    private const int VectorLength = 64;
    private const decimal Bought = 1_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapPost("/chat/completions", Complete.Handle);
        api.MapPost("/embeddings", Embed);
        api.MapGet("/generation", (string? id, ChatGenerations generations) =>
            id is not null && generations.Find(id) is { } found ? Answer.Of(200, Show(found)) : ChatFaults.Error(404, "not_found", "Generation not found"));
        api.MapGet("/models", List);
        api.MapGet("/models/count", () => Answer.Of(200, Data(new JsonObject { ["count"] = ChatCatalogue.All.Count })));
        api.MapGet("/models/{author}/{slug}/endpoints", (string author, string slug) =>
            ChatCatalogue.Find($"{author}/{slug}") is { } model ? Answer.Of(200, Endpoints(model)) : ChatFaults.Error(404, "not_found", "Model not found"));
        api.MapGet("/model/{author}/{slug}", (string author, string slug) =>
            ChatCatalogue.Find($"{author}/{slug}") is { } model ? Answer.Of(200, Data(model.Show())) : ChatFaults.Error(404, "not_found", "Model not found"));
        api.MapGet("/providers", () => Answer.Of(200, Data(new JsonArray(new JsonObject { ["name"] = "Sandbox", ["slug"] = "sandbox", ["privacy_policy_url"] = null }))));
        api.MapGet("/credits", (ChatGenerations generations) => Answer.Of(200, Data(new JsonObject { ["total_credits"] = Bought, ["total_usage"] = generations.Used })));
        api.MapGet("/key", (ChatGenerations generations) => Answer.Of(200, Data(Key(generations.Used))));
        routes.MapGet("/sandbox/chat/bill", (ChatGenerations generations) => Answer.Of(200, generations.Bill()));
    }

    private static Answer List(int? offset, int? limit)
    {
        var page = ChatCatalogue.All.Skip(Math.Max(0, offset ?? 0)).Take(Math.Clamp(limit ?? PageSizeDefault, 1, 1_000));
        return Answer.Of(200, new JsonObject
        {
            ["data"] = new JsonArray([.. page.Select(m => (JsonNode)m.Show())]),
            ["total_count"] = ChatCatalogue.All.Count,
            ["links"] = new JsonObject { ["next"] = null },
        });
    }

    private static async Task<Answer> Embed(HttpContext http, ChatGenerations generations, TimeProvider clock)
    {
        JsonDocument body;
        try
        {
            body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        }
        catch (JsonException)
        {
            return ChatFaults.Error(400, "invalid_request", "Invalid JSON");
        }

        using (body)
        {
            var root = body.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("input", out var input)) return ChatFaults.Error(400, "invalid_request", "input: Required");
            var model = root.TryGetProperty("model", out var m) ? m.GetString()! : "";
            string[] texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(x => x.ToString())] : [input.ToString()];
            var asText = root.TryGetProperty("encoding_format", out var format) && format.GetString() == "base64";
            var tokens = texts.Sum(t => (Encoding.UTF8.GetByteCount(t) / 4) + 1);
            var cost = tokens * (ChatCatalogue.Find(model)?.PromptUsd ?? 0.00000002m);
            generations.Record(new(ChatGenerations.NewId(clock.GetUtcNow()), model, tokens, 0, 0, cost, false, false, null, clock.GetUtcNow().ToUnixTimeMilliseconds(), false));
            return Answer.Of(200, new JsonObject
            {
                ["object"] = "list",
                ["model"] = model,
                ["data"] = new JsonArray([.. texts.Select((text, i) => new JsonObject { ["object"] = "embedding", ["index"] = i, ["embedding"] = Vector(text, asText) })]),
                ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens, ["cost"] = cost },
            });
        }
    }

    private static JsonNode Vector(string text, bool asText)
    {
        var rng = new Rng(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        float[] values = [.. Enumerable.Range(0, VectorLength).Select(_ => rng.Bell())];
        if (!asText) return new JsonArray([.. values.Select(v => (JsonNode)v)]);
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++) System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return Convert.ToBase64String(bytes);
    }

    private static JsonObject Endpoints(ChatModel model)
    {
        var shown = model.Show();
        var architecture = shown["architecture"]!.DeepClone();
        return Data(new JsonObject
        {
            ["id"] = model.Id,
            ["name"] = model.Name,
            ["created"] = 1_715_558_400,
            ["description"] = model.Description,
            ["architecture"] = architecture,
            ["endpoints"] = new JsonArray(),
        });
    }

    private static JsonObject Show(ChatGeneration g)
    {
        var data = new JsonObject
        {
            ["id"] = g.Id,
            ["upstream_id"] = null,
            ["total_cost"] = g.LookedUpCost ?? g.Cost,
            ["cache_discount"] = null,
            ["upstream_inference_cost"] = 0,
            ["created_at"] = DateTimeOffset.FromUnixTimeMilliseconds(g.AtMs).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["model"] = g.Model,
            ["app_id"] = null,
            ["streamed"] = g.Streamed,
            ["cancelled"] = g.Cancelled,
            ["provider_name"] = "Sandbox",
            ["latency"] = 350,
            ["moderation_latency"] = null,
            ["generation_time"] = g.CompletionTokens * 12,
            ["finish_reason"] = g.FinishReason,
            ["native_finish_reason"] = g.FinishReason,
            ["tokens_prompt"] = g.PromptTokens,
            ["tokens_completion"] = g.CompletionTokens,
            ["native_tokens_prompt"] = g.PromptTokens,
            ["native_tokens_completion"] = g.CompletionTokens,
            ["native_tokens_reasoning"] = g.ReasoningTokens,
            ["native_tokens_cached"] = 0,
            ["usage"] = g.Cost,
            ["is_byok"] = false,
            ["origin"] = "",
            ["api_type"] = "completions",
            ["data_region"] = "global",
        };
        foreach (var name in (ReadOnlySpan<string>)
            ["native_tokens_completion_images", "num_media_prompt", "num_input_audio_prompt", "num_media_completion", "num_search_results", "num_fetches",
             "external_user", "router", "provider_responses", "user_agent", "http_referer", "request_id", "session_id", "preset_id", "service_tier",
             "web_search_engine", "workspace_id"])
            data[name] = null;
        return Data(data);
    }

    private static JsonObject Key(decimal used) => new()
    {
        ["label"] = "sandbox",
        ["limit"] = null,
        ["limit_remaining"] = null,
        ["limit_reset"] = null,
        ["include_byok_in_limit"] = false,
        ["usage"] = used,
        ["usage_daily"] = used,
        ["usage_weekly"] = used,
        ["usage_monthly"] = used,
        ["byok_usage"] = 0,
        ["byok_usage_daily"] = 0,
        ["byok_usage_weekly"] = 0,
        ["byok_usage_monthly"] = 0,
        ["is_free_tier"] = false,
        ["is_management_key"] = true,
        ["is_provisioning_key"] = true,
        ["creator_user_id"] = null,
        ["organization_id"] = null,
        ["workspace_id"] = null,
        ["allowed_data_regions"] = new JsonArray("global"),
        ["free_model_daily_requests"] = new JsonObject { ["limit"] = 1000, ["used"] = 0, ["remaining"] = 1000 },
        ["rate_limit"] = new JsonObject { ["requests"] = -1, ["interval"] = "10s", ["note"] = "This field is deprecated and safe to ignore." },
        ["expires_at"] = null,
    };

    private static JsonObject Data(JsonNode node) => new() { ["data"] = node };
}
