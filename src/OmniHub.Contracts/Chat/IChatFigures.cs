namespace OmniHub.Contracts.Chat;

/// <summary>Figures of chat for the operator, over a time range.</summary>
public interface IChatFigures
{
    /// <summary>Totals.</summary>
    Task<ChatFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct);
}

/// <param name="Messages">Answers of models that were begun in the range.</param>
/// <param name="Tokens">Prompt and completion tokens of these.</param>
/// <param name="ActiveUsers">Different users.</param>
public sealed record ChatFigures(int Messages, long Tokens, int ActiveUsers);
