using System.Text.Json;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>What became of a call.</summary>
internal enum CallStatus
{
    Running,
    Completed,
    Failed,
    Canceled,
}

/// <summary>One call of the gateway: its log, and what answers for its hold. No bodies.</summary>
internal sealed class Call
{
    public required string Id { get; init; }

    public required string UserId { get; init; }

    public string? KeyId { get; init; }

    public required string WorkspaceId { get; init; }

    public required string ModelId { get; init; }

    public required string Provider { get; init; }

    public bool IsStream { get; init; }

    /// <summary>JSON of the price terms, frozen.</summary>
    public required string Terms { get; init; }

    public long HoldMicros { get; init; }

    /// <summary>Tokens of what was sent, as counted for the hold.</summary>
    public int SentTokens { get; init; }

    public CallStatus Status { get; set; }

    public string? ErrorCode { get; set; }

    public string? GenerationId { get; set; }

    /// <summary>Parts of the answer that arrived: about as many tokens.</summary>
    public int Arrived { get; set; }

    public int? PromptTokens { get; set; }

    public int? CompletionTokens { get; set; }

    /// <summary>Null as long as it is not known.</summary>
    public long? CostMicros { get; set; }

    public long? ProviderCostMicros { get; set; }

    public bool IsEstimated { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When it was added to the tallies.</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>While it runs, when it is given up for lost; afterwards, when its settlement is looked at again.</summary>
    public DateTimeOffset? NextLookAt { get; set; }

    /// <summary>As it is now.</summary>
    public Call Copy() => (Call)MemberwiseClone();

    public ChatTerms TermsOf() => JsonSerializer.Deserialize<ChatTerms>(Terms, Json.Options)!;
}
