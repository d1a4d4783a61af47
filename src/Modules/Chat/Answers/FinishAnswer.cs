using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Closes an answer: text, tokens and cost in one transaction, then the money.</summary>
internal sealed class FinishAnswer(ChatDb db, StoreParts store, SettleAnswer settle, IEvents events, TimeProvider clock)
{
    /// <summary>By the process that wrote it.</summary>
    public async Task FinishAsync(string id, LiveAnswer answer, AnswerEnd end)
    {
        var (reasoning, content) = answer.Close();
        await store.QuietAsync();
        await CloseAsync(id, reasoning, content, answer.GenerationId, answer.IsSandbox, end);
    }

    /// <summary>What a process left behind that is no more.</summary>
    public async Task InterruptAsync(string id, CancellationToken ct)
    {
        var (reasoning, content) = await db.TextOfAsync(id, ct);
        var end = new AnswerEnd(MessageStatus.Failed, null, null, "interrupted", "The server was restarted in the middle of this answer.");
        await CloseAsync(id, reasoning, content, null, null, end);
    }

    private async Task CloseAsync(string id, string reasoning, string content, string? generationId, bool? isSandbox, AnswerEnd end)
    {
        var row = await db.Messages.AsNoTracking().FirstAsync(m => m.Id == id);
        generationId ??= row.GenerationId;
        var (terms, now) = (row.TermsOf(), clock.GetUtcNow());
        var cost = CostOf(row, terms, generationId, $"{reasoning}{content}", end);
        var shown = cost ?? ChatSpend.Estimate(terms, row.SentTokens, $"{reasoning}{content}");
        var tokens = end.Usage is { } usage ? (usage.PromptTokens, usage.CompletionTokens)
            : content.Length + reasoning.Length > 0 ? (row.SentTokens, ChatSpend.TokensOf(System.Text.Encoding.UTF8.GetByteCount(reasoning + content), 0, 0))
            // Usage comes before every end that is none of an error.
            : end.Status != MessageStatus.Failed ? (row.SentTokens, 0)
            : ((int, int)?)null;
        var closed = await db.WriteAsync(
            async () =>
            {
                var changed = await db.Messages.Where(m => m.Id == id && m.Status == MessageStatus.Streaming).ExecuteUpdateAsync(set =>
                {
                    set.SetProperty(m => m.Status, end.Status).SetProperty(m => m.Content, content).SetProperty(m => m.Reasoning, reasoning)
                        .SetProperty(m => m.ErrorCode, end.ErrorCode).SetProperty(m => m.ErrorMessage, end.ErrorMessage)
                        .SetProperty(m => m.GenerationId, generationId).SetProperty(m => m.FinishReason, end.FinishReason)
                        .SetProperty(m => m.EndedAt, now).SetProperty(m => m.LeaseUntil, (DateTimeOffset?)null).SetProperty(m => m.NextLookAt, now)
                        .SetProperty(m => m.CostMicros, cost?.Credits.Value).SetProperty(m => m.ProviderCostMicros, cost?.ProviderCost.Value)
                        .SetProperty(m => m.IsEstimated, cost is null).SetProperty(m => m.ChargedMicros, Math.Min(shown.Credits.Value, row.HoldMicros));
                    if (isSandbox is { } sandbox) set.SetProperty(m => m.IsSandbox, sandbox);
                    if (tokens is var (prompt, completion))
                        set.SetProperty(m => m.PromptTokens, prompt).SetProperty(m => m.CompletionTokens, completion);
                });
                if (changed == 0) return false;
                await db.Parts.Where(p => p.MessageId == id).ExecuteDeleteAsync();
                await db.Conversations.Where(c => c.Id == row.ConversationId).ExecuteUpdateAsync(set => set.SetProperty(c => c.UpdatedAt, now));
                if (end.Status == MessageStatus.Failed) await GoOnElsewhereAsync(row);
                return true;
            },
            CancellationToken.None);
        if (!closed) return;
        await settle.SettleAsync(id, CancellationToken.None);
        events.Publish(new AnswerEnded(id, row.ConversationId, row.UserId));
    }

    // Of models that were asked together, the conversation goes on with one that has an answer.
    private async Task GoOnElsewhereAsync(Message row)
    {
        var together = row.Id[..^1];
        var other = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == row.ConversationId && m.ParentId == row.ParentId && m.Id != row.Id && m.Id.StartsWith(together) && m.Status != MessageStatus.Failed)
            .OrderBy(m => m.Id).Select(m => new { m.Id, m.ModelId }).FirstOrDefaultAsync();
        if (other is null) return;
        await db.Conversations.Where(c => c.Id == row.ConversationId && c.LeafId == row.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.LeafId, other.Id).SetProperty(c => c.ModelId, other.ModelId));
    }

    // Null: it has to be looked up at the provider.
    private static Cost? CostOf(Message row, ChatTerms terms, string? generationId, string arrived, AnswerEnd end)
    {
        var host = ChatSpend.HostOf(row.Provider);
        if (ChatSpend.Of(terms, host, end.Usage) is { } told) return told;
        if (end.IsFree) return new(Micros.Zero, Micros.Zero);
        return host == ChatHost.OpenRouter && generationId is not null ? null : ChatSpend.Estimate(terms, row.SentTokens, arrived);
    }
}

/// <summary>Hint: an answer has ended.</summary>
internal sealed record AnswerEnded(string MessageId, string ConversationId, string UserId);
