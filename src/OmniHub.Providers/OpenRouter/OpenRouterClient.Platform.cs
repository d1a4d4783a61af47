using System.Globalization;
using System.Text.Json;

namespace OmniHub.Providers;

/// <content>Look-ups, per https://openrouter.ai/docs/api-reference.</content>
public sealed partial class OpenRouterClient
{
    private const int PageSize = 500;
    private const int PagesMax = 20;

    /// <summary>What an answer really cost, by the provider's id of it. Recorded a moment after its end.</summary>
    public async Task<GenerationLook> FindGenerationAsync(string generationId, CancellationToken ct)
    {
        var (json, failure) = await AskAsync(ChatHost.OpenRouter, $"generation?id={Uri.EscapeDataString(generationId)}", ct);
        if (failure is { Kind: ChatFailureKind.NotFound }) return new GenerationLook.NotYet();
        if (failure is not null) return new GenerationLook.Unreachable(failure);
        if (json?.Get("data") is not { } data || data.Decimal("total_cost") is not (>= 0 and var cost))
            return new GenerationLook.Unreachable(ChatFailures.Of(ChatFailureKind.Malformed));
        return new GenerationLook.Found(
            cost, data.Int("native_tokens_prompt") ?? data.Int("tokens_prompt") ?? 0,
            data.Int("native_tokens_completion") ?? data.Int("tokens_completion") ?? 0,
            data.Get("cancelled") is { ValueKind: JsonValueKind.True });
    }

    /// <summary>The provider's models with their prices in USD a token; those without a fixed price have null.</summary>
    public async Task<(IReadOnlyList<OpenRouterModel>? Models, ChatFailure? Failure)> ModelsAsync(ChatHost host, CancellationToken ct)
    {
        var models = new List<OpenRouterModel>();
        for (var page = 0; page < PagesMax; page++)
        {
            var query = host == ChatHost.OpenRouter ? $"models?limit={PageSize}&offset={(page * PageSize).ToString(CultureInfo.InvariantCulture)}" : "models";
            var (json, failure) = await AskAsync(host, query, ct);
            if (failure is not null) return (null, failure);
            var before = models.Count;
            models.AddRange(json!.Value.Items("data").Select(Model).OfType<OpenRouterModel>());
            if (host == ChatHost.Compatible || models.Count - before < PageSize) break;
        }

        return (models, null);
    }

    /// <summary>Limit and use of the key in USD; null limits mean none.</summary>
    public async Task<(OpenRouterKey? Key, ChatFailure? Failure)> KeyAsync(CancellationToken ct)
    {
        var (json, failure) = await AskAsync(ChatHost.OpenRouter, "key", ct);
        if (failure is not null) return (null, failure);
        return json?.Get("data") is { } data
            ? (new OpenRouterKey(data.Decimal("limit"), data.Decimal("limit_remaining"), data.Decimal("usage") ?? 0), null)
            : (null, ChatFailures.Of(ChatFailureKind.Malformed));
    }

    /// <summary>Bought and used credits of the account in USD. Needs a management key.</summary>
    public async Task<((decimal Bought, decimal Used)? Credits, ChatFailure? Failure)> CreditsAsync(CancellationToken ct)
    {
        var (json, failure) = await AskAsync(ChatHost.OpenRouter, "credits", ct);
        if (failure is not null) return (null, failure);
        return json?.Get("data") is { } data && data.Decimal("total_credits") is { } bought && data.Decimal("total_usage") is { } used
            ? ((bought, used), null)
            : (null, ChatFailures.Of(ChatFailureKind.Malformed));
    }

    private static OpenRouterModel? Model(JsonElement item)
    {
        if (item.Text("id") is not { Length: > 0 } id) return null;
        var prices = item.Get("pricing") ?? default;
        return new(id, item.Text("name") ?? id, item.Int("context_length"), Price("prompt"), Price("completion"));

        // -1 stands for "it depends".
        decimal? Price(string name) => prices.Decimal(name) is >= 0 and var price ? price : null;
    }
}

/// <summary>A model of the provider's list.</summary>
public sealed record OpenRouterModel(string Id, string Name, int? ContextLength, decimal? PromptUsd, decimal? CompletionUsd);

/// <summary>The operator's key at the provider.</summary>
public sealed record OpenRouterKey(decimal? LimitUsd, decimal? RemainingUsd, decimal UsedUsd);
