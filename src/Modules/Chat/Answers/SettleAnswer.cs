using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Charges an ended answer once; looks its cost up first where the provider did not tell it.</summary>
internal sealed class SettleAnswer(
    ChatDb db, ICredits credits, OpenRouterClient client, IJobs jobs, IEvents events, TimeProvider clock, ILogger<SettleAnswer> log) : IJob
{
    /// <summary>How long a cost is looked for.</summary>
    private static readonly TimeSpan LookMax = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    public Task RunAsync(string id, CancellationToken ct) => SettleAsync(id, ct);

    public async Task SettleAsync(string id, CancellationToken ct)
    {
        var row = await db.Messages.AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, ct);
        if (row is not { Role: MessageRole.Assistant, SettledAt: null, EndedAt: { } ended }) return;
        if (row.CostMicros is null && await LookUpAsync(row, ended, ct) is false) return;

        await credits.SettleAsync(id, ct);
        var now = clock.GetUtcNow();
        await db.WriteAsync(
            async () =>
            {
                var charged = await db.Messages.Where(m => m.Id == id).Select(m => Math.Min(m.CostMicros ?? 0, m.HoldMicros)).FirstAsync(ct);
                if (await db.Messages.Where(m => m.Id == id && m.SettledAt == null).ExecuteUpdateAsync(
                        set => set.SetProperty(m => m.SettledAt, now).SetProperty(m => m.ChargedMicros, charged)
                            .SetProperty(m => m.NextLookAt, (DateTimeOffset?)null),
                        ct) == 0) return;
                // The sum of the settled ones, not a running one: a repeat changes nothing.
                var total = new Micros(await db.Messages.Where(m => m.ConversationId == row.ConversationId && m.SettledAt != null)
                    .SumAsync(m => m.ChargedMicros ?? 0, ct));
                await db.Conversations.Where(c => c.Id == row.ConversationId).ExecuteUpdateAsync(set => set.SetProperty(c => c.Credits, total), ct);
            },
            ct);
        // Pages show an estimate until then.
        if (row.CostMicros is null) events.Publish(new AnswerSettled(id, row.UserId));
    }

    private async Task<bool> LookUpAsync(Message row, DateTimeOffset ended, CancellationToken ct)
    {
        var (now, terms) = (clock.GetUtcNow(), row.TermsOf());
        var age = now - ended;
        var look = age < FirstLook ? new GenerationLook.NotYet() : await client.FindGenerationAsync(row.GenerationId!, ct);
        if (look is GenerationLook.Found found)
        {
            var cost = ChatSpend.Billed(terms, found.CostUsd, found.PromptTokens, found.CompletionTokens);
            await KeepAsync(row.Id, cost, false, found.PromptTokens, found.CompletionTokens, ct);
            return true;
        }

        if (age < LookMax)
        {
            var pause = TimeSpan.FromTicks(Math.Clamp(age.Ticks / 2, FirstLook.Ticks, PauseMax.Ticks));
            await db.Messages.Where(m => m.Id == row.Id && m.SettledAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.NextLookAt, now + pause), ct);
            jobs.Schedule<SettleAnswer>(row.Id, pause);
            return false;
        }

        log.LogWarning("The cost of answer {MessageId} is unknown at the provider; what had arrived is charged", row.Id);
        await KeepAsync(row.Id, ChatSpend.Estimate(terms, row.SentTokens, row.Reasoning + row.Content), true, null, null, ct);
        return true;
    }

    private Task<int> KeepAsync(string id, Cost cost, bool isEstimated, int? prompt, int? completion, CancellationToken ct) =>
        db.Messages.Where(m => m.Id == id && m.CostMicros == null).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(m => m.CostMicros, cost.Credits.Value).SetProperty(m => m.ProviderCostMicros, cost.ProviderCost.Value)
                    .SetProperty(m => m.IsEstimated, isEstimated);
                if (prompt is not null) set.SetProperty(m => m.PromptTokens, prompt).SetProperty(m => m.CompletionTokens, completion);
            },
            ct);
}

/// <summary>Hint: the cost of an answer that had to be looked up is known.</summary>
internal sealed record AnswerSettled(string MessageId, string UserId);

/// <summary>Closes what a process left behind, and settles what is due.</summary>
internal sealed class SweepAnswers(
    ChatDb db, FinishAnswer finish, SettleAnswer settle, LiveAnswers live, TallyChats tally, TimeProvider clock) : IWork
{
    private const int BatchSizeMax = 200;

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var lost = await db.Messages.Where(m => m.LeaseUntil != null && m.LeaseUntil < now && m.Status == MessageStatus.Streaming)
            .OrderBy(m => m.LeaseUntil).Take(BatchSizeMax).Select(m => m.Id).ToListAsync(ct);
        foreach (var id in lost.Where(id => live.Find(id) is null)) await finish.InterruptAsync(id, ct);

        var due = await db.Messages.Where(m => m.NextLookAt != null && m.NextLookAt <= now && m.SettledAt == null)
            .OrderBy(m => m.NextLookAt).Take(BatchSizeMax).Select(m => m.Id).ToListAsync(ct);
        foreach (var id in due) await settle.SettleAsync(id, ct);
        await PurgeAsync(ct);
    }

    // Deleted conversations go once their money is settled and the operator's figures have them.
    private async Task PurgeAsync(CancellationToken ct)
    {
        if (await db.Conversations.AnyAsync(c => c.DeletedAt != null, ct)) await tally.RunAsync(ct);
        var gone = await db.Conversations.Where(c => c.DeletedAt != null
                && !db.Messages.Any(m => m.ConversationId == c.Id && m.Role == MessageRole.Assistant && m.Payer != null && m.CountedAt == null))
            .OrderBy(c => c.Id).Take(BatchSizeMax).Select(c => c.Id).ToListAsync(ct);
        if (gone.Count == 0) return;
        await db.WriteAsync(
            async () =>
            {
                await db.Messages.Where(m => gone.Contains(m.ConversationId)).ExecuteDeleteAsync(ct);
                await db.Conversations.Where(c => gone.Contains(c.Id)).ExecuteDeleteAsync(ct);
            },
            ct);
    }
}

/// <summary>At a start on this machine the answers of processes that are no more are closed at once, not when their lease ends.</summary>
internal sealed class CloseInterrupted(ChatDb db, FinishAnswer finish) : IStartup
{
    public async Task StartAsync(CancellationToken ct)
    {
        var left = await db.Messages.Where(m => m.LeaseUntil != null && m.Status == MessageStatus.Streaming)
            .Select(m => new { m.Id, m.Node }).ToListAsync(ct);
        foreach (var message in left.Where(m => IsGone(m.Node))) await finish.InterruptAsync(message.Id, ct);
    }

    private static bool IsGone(string? node)
    {
        if (node?.Split(':') is not [var machine, var text] || machine != Environment.MachineName || !int.TryParse(text, out var pid)) return false;
        if (pid == Environment.ProcessId) return true;
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

/// <summary>Answers for the holds of chat, from the rows alone.</summary>
internal sealed class ChatHolds(ChatDb db, TimeProvider clock) : IHoldOwner
{
    public const string HoldPurpose = "chat";

    private static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(2);

    public string Purpose => HoldPurpose;

    public async Task<Verdict> JudgeAsync(string holdId, CancellationToken ct) =>
        await db.Messages.AsNoTracking().Where(m => m.Id == holdId)
            .Select(m => new { m.CostMicros, m.ProviderCostMicros, m.Provider, m.GenerationId, m.Terms }).FirstOrDefaultAsync(ct) switch
        {
            // Died between hold and row.
            null => new Verdict.Release(),
            { CostMicros: { } cost } row => cost == 0 && row.ProviderCostMicros is null or 0
                ? new Verdict.Release(ReceiptOf(row.Provider, row.GenerationId, row.Terms))
                : new Verdict.Charge(new(cost), new(row.ProviderCostMicros ?? 0), ReceiptOf(row.Provider, row.GenerationId, row.Terms)),
            _ => new Verdict.Wait(clock.GetUtcNow() + ReviewEvery),
        };

    private static Receipt? ReceiptOf(string? provider, string? generationId, string? terms) =>
        terms is null ? null : OpenRouterBill.ReceiptOf(provider, generationId, Message.ReadTerms(terms));
}
