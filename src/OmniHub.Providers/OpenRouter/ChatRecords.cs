namespace OmniHub.Providers;

/// <summary>What came of a request for an answer.</summary>
public abstract record ChatOpening
{
    /// <summary>The answer has begun.</summary>
    public sealed record Opened(ChatStream Stream) : ChatOpening;

    /// <summary>There is none.</summary>
    public sealed record Refused(ChatFailure Failure) : ChatOpening;
}

/// <summary>Parts of an answer.</summary>
public enum ChatDeltaKind
{
    /// <summary>Text of the answer.</summary>
    Content,

    /// <summary>Text of the model's reasoning.</summary>
    Reasoning,

    /// <summary>JSON of a part of a tool call, as it came.</summary>
    ToolCall,

    /// <summary>A whole image, as a <c>data:</c> URL.</summary>
    Image,
}

/// <summary>A part of an answer.</summary>
public readonly record struct ChatDelta(ChatDeltaKind Kind, string Text);

/// <summary>How an answer ended.</summary>
public enum ChatOutcome
{
    /// <summary>The model said that it was done.</summary>
    Finished,

    /// <summary>The provider said that it failed, or could not be understood.</summary>
    Failed,

    /// <summary>It broke off without a word: neither a finish reason nor <c>[DONE]</c>.</summary>
    Cut,
}

/// <summary>The end of an answer.</summary>
/// <param name="Outcome">How.</param>
/// <param name="FinishReason"><c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>, …; null where none was told.</param>
/// <param name="Usage">What it used, where the provider said so and it can be true.</param>
/// <param name="Failure">Set unless it finished.</param>
/// <param name="Model">The model that answered, as the provider names it.</param>
public sealed record ChatEnd(ChatOutcome Outcome, string? FinishReason, ChatUsage? Usage, ChatFailure? Failure, string? Model);

/// <summary>What an answer used, by the provider's own count.</summary>
/// <param name="PromptTokens">Cached ones included.</param>
/// <param name="CompletionTokens">Reasoning included.</param>
/// <param name="ReasoningTokens">Of these.</param>
/// <param name="CachedTokens">Of the prompt's.</param>
/// <param name="CostUsd">What the provider takes, exact; null where it does not say.</param>
public sealed record ChatUsage(int PromptTokens, int CompletionTokens, int ReasoningTokens, int CachedTokens, decimal? CostUsd);

/// <summary>Kinds of trouble.</summary>
public enum ChatFailureKind
{
    /// <summary>Too many requests at the provider.</summary>
    RateLimited,

    /// <summary>The operator's account at the provider is empty.</summary>
    OutOfFunds,

    /// <summary>The provider does not accept the operator's key.</summary>
    Unauthorized,

    /// <summary>The model does not accept this request.</summary>
    BadRequest,

    /// <summary>More text than the model takes.</summary>
    TooLong,

    /// <summary>Refused by moderation.</summary>
    ContentRejected,

    /// <summary>No such model, or nobody serves it with these options.</summary>
    NotFound,

    /// <summary>The provider does not work, or cannot be reached.</summary>
    Unavailable,

    /// <summary>It was silent for too long.</summary>
    Timeout,

    /// <summary>Its answer cannot be understood.</summary>
    Malformed,

    /// <summary>Its answer broke off.</summary>
    Cut,
}

/// <summary>Why there is no answer, or not all of it.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Status">The provider's HTTP status or error code, where it gave one.</param>
/// <param name="Sentence">For people: plain, without anything of the provider's inside.</param>
/// <param name="RetryAfter">When another try makes sense, where the provider said so.</param>
/// <param name="NothingCharged">The provider certainly took nothing.</param>
public sealed record ChatFailure(ChatFailureKind Kind, int? Status, string Sentence, TimeSpan? RetryAfter = null, bool NothingCharged = false)
{
    /// <summary>The provider's own words about a wrong request, for programs; null where they would tell nothing or too much.</summary>
    public string? Detail { get; init; }
}

/// <summary>Answer of a look-up by generation id.</summary>
public abstract record GenerationLook
{
    /// <summary>The provider's own figures.</summary>
    public sealed record Found(decimal CostUsd, int PromptTokens, int CompletionTokens, bool Cancelled) : GenerationLook;

    /// <summary>Not recorded yet, or never: 404 right after an answer is normal.</summary>
    public sealed record NotYet : GenerationLook;

    /// <summary>It could not be asked.</summary>
    public sealed record Unreachable(ChatFailure Failure) : GenerationLook;
}
