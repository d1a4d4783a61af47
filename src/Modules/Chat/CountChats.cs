using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Chat;

namespace OmniHub.Chat;

/// <summary>Figures of chat and of the gateway's calls, for the operator.</summary>
internal sealed class CountChats(ChatDb db) : IChatFigures
{
    public async Task<ChatFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var answers = db.Messages.Where(m => m.CreatedAt >= from && m.CreatedAt < to && m.Role == MessageRole.Assistant);
        var calls = db.Calls.Where(c => c.CreatedAt >= from && c.CreatedAt < to);
        var tokens = await answers.SumAsync(m => (long)(m.PromptTokens ?? 0) + (m.CompletionTokens ?? 0), ct)
            + await calls.SumAsync(c => (long)(c.PromptTokens ?? 0) + (c.CompletionTokens ?? 0), ct);
        var users = await answers.Select(m => m.UserId).Union(calls.Select(c => c.UserId)).CountAsync(ct);
        return new(await answers.CountAsync(ct) + await calls.CountAsync(ct), tokens, users);
    }
}
