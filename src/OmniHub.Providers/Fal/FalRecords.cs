using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Providers;

/// <summary>A price of the platform API (GET /models/pricing).</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="UnitPrice">Price of one unit in <paramref name="Currency"/>, as sent: check for zero or nonsense before use.</param>
/// <param name="Unit">image, megapixels, seconds, video, compute seconds, 1000 characters, units...</param>
/// <param name="Currency">USD.</param>
public sealed record FalPrice(string Endpoint, decimal UnitPrice, string Unit, string Currency);

/// <summary>What one request really cost (GET /models/billing-events; needs an admin key).</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="At">When it was billed.</param>
/// <param name="OutputUnits">Units.</param>
/// <param name="UnitPrice">Price of a unit.</param>
/// <param name="CostTotal">After discounts, in the account's currency (USD).</param>
/// <param name="CostNanoUsd">fal's own estimate in 10^-9 USD.</param>
public sealed record FalBillingEvent(
    string RequestId, string Endpoint, DateTimeOffset? At, decimal? OutputUnits, decimal? UnitPrice, decimal? CostTotal,
    decimal? CostNanoUsd);

/// <summary>A request in fal's own list (GET /models/requests/by-endpoint).</summary>
/// <param name="RequestId">fal's id.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="SentAt">When fal received it.</param>
/// <param name="StartedAt">When it began to run.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="StatusCode">HTTP status of its end.</param>
/// <param name="Input">What was sent, where payloads are kept.</param>
/// <param name="Output">What came out, where payloads are kept.</param>
public sealed record FalPastRequest(
    string RequestId, string Endpoint, DateTimeOffset? SentAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int? StatusCode,
    JsonElement? Input, JsonElement? Output)
{
    /// <summary>True where every member that was sent is recorded with the same value; fal may have added defaults.</summary>
    public bool HasInput(JsonObject sent) => Input is { ValueKind: JsonValueKind.Object } input
        && JsonSerializer.SerializeToElement(sent).EnumerateObject().All(member =>
            input.TryGetProperty(member.Name, out var recorded) && JsonElement.DeepEquals(member.Value, recorded));
}

/// <summary>A model of fal's catalogue (GET /models).</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Name">Display name.</param>
/// <param name="Category">text-to-image, image-to-video...</param>
/// <param name="Description">Untrusted text.</param>
/// <param name="IsActive">False: deprecated.</param>
/// <param name="Tags">Free words.</param>
/// <param name="UpdatedAt">Last change.</param>
/// <param name="ThumbnailUrl">A picture at fal.</param>
/// <param name="OpenApi">The schema, where it was asked for.</param>
public sealed record FalModel(
    string Endpoint, string Name, string? Category, string? Description, bool IsActive, IReadOnlyList<string> Tags,
    DateTimeOffset? UpdatedAt, string? ThumbnailUrl, JsonElement? OpenApi);

/// <summary>A page of models; <paramref name="NextCursor"/> is null at the end.</summary>
public sealed record FalModelPage(IReadOnlyList<FalModel> Models, string? NextCursor);

/// <summary>The outcome of checking a webhook. Closed.</summary>
public abstract record FalWebhookCheck
{
    private FalWebhookCheck() { }

    /// <summary>Signed by fal, now. It may be a repetition, and it is a hint only: ask for the status and the result.</summary>
    /// <param name="RequestId">The signed id.</param>
    /// <param name="GatewayRequestId">Id of the last attempt, where fal retried; null if not said.</param>
    /// <param name="Ok">fal calls the job successful.</param>
    public sealed record Verified(string RequestId, string? GatewayRequestId, bool Ok) : FalWebhookCheck;

    /// <summary>Missing, stale, malformed or forged: answer 401, change nothing. The reason is for the log.</summary>
    public sealed record Refused(string Reason) : FalWebhookCheck;

    /// <summary>The keys could not be fetched: answer 503, change nothing; fal delivers again.</summary>
    public sealed record KeysUnavailable : FalWebhookCheck;
}
