using System.Text.Json;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Who speaks.</summary>
internal enum MessageRole
{
    User,
    Assistant,
    System,
}

/// <summary>What became of a message.</summary>
internal enum MessageStatus
{
    Streaming,
    Completed,
    Stopped,
    Failed,
}

/// <summary>One message of a conversation. The id of an answer is the id of its hold.</summary>
internal sealed class Message
{
    public required string Id { get; init; }

    public required string ConversationId { get; init; }

    public required string WorkspaceId { get; init; }

    public required string UserId { get; init; }

    public string? ParentId { get; init; }

    public required MessageRole Role { get; init; }

    /// <summary>While it streams, what it has so far is in <see cref="MessagePart"/>s.</summary>
    public string Content { get; set; } = "";

    public string Reasoning { get; set; } = "";

    /// <summary>JSON array of uploads.</summary>
    public string Attachments { get; set; } = "[]";

    public MessageStatus Status { get; set; } = MessageStatus.Completed;

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The request that made it: unique together with the id's place in it.</summary>
    public string? Operation { get; init; }

    public string? KeyId { get; init; }

    public string? ModelId { get; init; }

    public string? Provider { get; init; }

    /// <summary>Whose credits are held.</summary>
    public string? Payer { get; init; }

    public long HoldMicros { get; init; }

    /// <summary>JSON of the price terms, frozen.</summary>
    public string? Terms { get; init; }

    /// <summary>Tokens of what was sent, as counted for the hold.</summary>
    public int SentTokens { get; init; }

    /// <summary>Which process writes it, and until when it is believed to live.</summary>
    public string? Node { get; init; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>The provider's id of the answer: an aborted one is settled by it.</summary>
    public string? GenerationId { get; set; }

    public bool IsSandbox { get; set; }

    public string? FinishReason { get; set; }

    public int? PromptTokens { get; set; }

    public int? CompletionTokens { get; set; }

    /// <summary>What it is worth to the user; null as long as that is not known.</summary>
    public long? CostMicros { get; set; }

    public long? ProviderCostMicros { get; set; }

    /// <summary>The provider did not tell the cost.</summary>
    public bool IsEstimated { get; set; }

    public long? ChargedMicros { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>When it was added to the tallies.</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>When its settlement should be looked at again; null when there is nothing left to do.</summary>
    public DateTimeOffset? NextLookAt { get; set; }

    public ChatTerms TermsOf() => ReadTerms(Terms!);

    public static ChatTerms ReadTerms(string terms) => JsonSerializer.Deserialize<ChatTerms>(terms, Json.Options)!;

    public IReadOnlyList<Attachment> AttachmentsOf() => JsonSerializer.Deserialize<List<Attachment>>(Attachments, Json.Options)!;
}

/// <summary>What came of a running answer, in batches. Gone once the message has it.</summary>
internal sealed class MessagePart
{
    public required string MessageId { get; init; }

    public required int Seq { get; init; }

    public string Reasoning { get; init; } = "";

    public string Content { get; init; } = "";
}

/// <summary>A file that was sent with a message.</summary>
internal sealed record Attachment(string Id, string ContentType, string? Name, long Bytes);
