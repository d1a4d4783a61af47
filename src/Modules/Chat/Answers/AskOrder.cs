using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>What someone wants answered.</summary>
/// <param name="Operation">Of the request: under it a repeat finds what was done.</param>
/// <param name="UserId">Who asks.</param>
/// <param name="KeyId">Through which key, or null.</param>
/// <param name="ConversationId">Where.</param>
/// <param name="ModelIds">Who answers; empty: the conversation's model.</param>
internal sealed record AskOrder(string Operation, string UserId, string? KeyId, string ConversationId, IReadOnlyList<string> ModelIds)
{
    /// <summary>A new message; null answers again, or goes on with, a message that is there.</summary>
    public string? Content { get; init; }

    /// <summary>Uploads sent with it.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>The message that the new one follows; null is the end of the current branch, and <see cref="Root"/> the beginning.</summary>
    public string? ParentId { get; init; }

    /// <summary>The answer that is asked for once more.</summary>
    public string? AgainId { get; init; }

    /// <summary>The answer that broke off, to go on with.</summary>
    public string? ContinueId { get; init; }

    /// <summary>A text as it was meant: its first line keeps its indentation.</summary>
    public static string Clean(string? content) => string.IsNullOrWhiteSpace(content) ? "" : content.TrimEnd().TrimStart('\r', '\n');

    /// <summary>Begins a branch at the very first message.</summary>
    public const string Root = "root";

    /// <summary>What the ids are made of: the operation, or something new where a try of it died between its holds and its rows.</summary>
    public string IdBase { get; init; } = Operation;

    public string UserMessageId => $"msg_{IdBase[..^1]}a";

    public string AnswerId(int slot) => $"msg_{IdBase[..^1]}{(char)('b' + slot)}";
}

/// <summary>What came of it.</summary>
internal abstract record AskResult
{
    /// <summary>The answers run.</summary>
    public sealed record Started(string UserMessageId, IReadOnlyList<Message> Answers) : AskResult;

    /// <summary>They do not.</summary>
    public sealed record Refused(Refusal No) : AskResult;
}
