using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>One run of an image or video model. Its id is the id of its hold.</summary>
internal sealed class GenerationRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string WorkspaceId { get; init; }

    /// <summary>Whose credits are held.</summary>
    public required string Payer { get; init; }

    public string? KeyId { get; init; }

    public string? ProjectId { get; set; }

    public string? ComparisonId { get; init; }

    /// <summary>Lane of the comparison, from 0.</summary>
    public int Slot { get; init; }

    public string? RetryOf { get; init; }

    /// <summary>The request that made it: unique together with the slot.</summary>
    public required string Operation { get; init; }

    public required string ModelId { get; init; }

    public required Medium Type { get; init; }

    /// <summary>The provider's name of the model, as it was then.</summary>
    public required string Endpoint { get; init; }

    public required string Prompt { get; init; }

    /// <summary>JSON, as checked; images stand as ids of uploads.</summary>
    public required string Options { get; init; }

    /// <summary>JSON of the price terms, frozen.</summary>
    public required string Terms { get; init; }

    public required long HoldMicros { get; init; }

    public Stage Stage { get; set; }

    /// <summary>What <see cref="Stage.Settling"/> leads to.</summary>
    public Stage? Outcome { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    /// <summary>What the run is worth to the user, decided on completion; the hold caps the charge.</summary>
    public long? CostMicros { get; set; }

    /// <summary>What the provider takes.</summary>
    public long? ProviderCostMicros { get; set; }

    /// <summary>What was charged; null until settled.</summary>
    public long? ChargedMicros { get; set; }

    /// <summary>JSON that was or is being sent; null as long as certainly nothing was.</summary>
    public string? Input { get; set; }

    /// <summary>Goes to the provider with the webhook's address and comes back with it.</summary>
    public required string Nonce { get; init; }

    public string? RequestId { get; set; }

    public string? StatusUrl { get; set; }

    public string? ResponseUrl { get; set; }

    public string? CancelUrl { get; set; }

    public int? QueuePosition { get; set; }

    public int? ProgressPermille { get; set; }

    public bool IsSandbox { get; set; }

    public bool Favorite { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SubmitStartedAt { get; set; }

    public DateTimeOffset? SubmittedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the provider said that it had ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    public DateTimeOffset? CancelRequestedAt { get; set; }

    /// <summary>When the provider took note of it; it may end well all the same.</summary>
    public DateTimeOffset? CancelSentAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When it was added to the tallies; null until it has ended and a while longer.</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>Given up after this.</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>When somebody should look at it again; null when there is nothing left to do.</summary>
    public DateTimeOffset? NextPollAt { get; set; }

    /// <summary>Who looks at it now. While set, <see cref="NextPollAt"/> is the end of the lease.</summary>
    public string? Lease { get; set; }

    /// <summary>W3C context of the request that made it: all work on it joins that trace, after a restart too.</summary>
    public string? Trace { get; init; }

    /// <summary>Failed tries of the present step.</summary>
    public int Attempts { get; set; }

    public JsonObject OptionsJson() => JsonNode.Parse(Options)!.AsObject();

    public PriceTerms PriceTerms() => ReadTerms(Terms);

    public static PriceTerms ReadTerms(string terms) => JsonSerializer.Deserialize<PriceTerms>(terms, Json.Options)!;

    public FalHandle Handle() => new(Endpoint, RequestId!, StatusUrl, ResponseUrl, CancelUrl);
}

/// <summary>The same prompt on several models.</summary>
internal sealed class ComparisonRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string WorkspaceId { get; init; }

    public required string Prompt { get; init; }

    public string? WinnerId { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A file in the media store: a result (<c>med_</c>) or an upload (<c>upl_</c>).</summary>
internal sealed class MediaRow
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public required string WorkspaceId { get; init; }

    /// <summary>Whose result it is; null: an upload.</summary>
    public string? GenerationId { get; init; }

    public int Ordinal { get; init; }

    public required string ContentType { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public int? DurationMs { get; init; }

    public long Bytes { get; init; }

    public required string Sha256 { get; init; }

    public bool HasThumbnail { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an upload was first used; unused ones expire.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}
