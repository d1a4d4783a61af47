using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Opens, closes and settles calls. A call's id is the id of its hold.</summary>
internal sealed class Calls(ChatDb db, ICredits credits, ICatalog catalog, IWorkspaces workspaces, TimeProvider clock)
{
    /// <summary>A call of which nothing is heard for so long is lost: its process is no more.</summary>
    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(30);

    /// <summary>The call and its model, or why there is none.</summary>
    public async Task<(Call? Call, ModelCard? Model, int MaxTokens, Refusal? No)> OpenAsync(
        CallRequest request, string operation, ICurrentUser me, bool isEmbedding, CancellationToken ct)
    {
        if (await catalog.FindAsync(request.Model!, ct) is not { Type: Medium.Chat } model)
            return (null, null, 0, new(404, "model_not_found", $"The model {request.Model} does not exist, or is closed."));
        var place = await workspaces.SpendAsync(me.Id, me.KeyId, null, ct);
        if (place is not SpendingPlace.Allowed allowed) return (null, null, 0, Refusal.Forbidden());

        var most = isEmbedding ? 0 : (int)Math.Min(request.MaxTokens ?? ChatSpend.MaxTokensDefault, model.OutputTokensMax ?? model.ContextLength ?? int.MaxValue);
        var (terms, now) = (catalog.TermsOf(model), clock.GetUtcNow());
        var sent = ChatSpend.TokensOf(request.TextBytes, request.Messages, request.Images);
        var call = new Call
        {
            Id = $"cal_{operation}",
            UserId = me.Id,
            KeyId = me.KeyId,
            WorkspaceId = allowed.WorkspaceId,
            ModelId = model.Id,
            Provider = model.Provider,
            IsStream = request.IsStream,
            Terms = JsonSerializer.Serialize(terms, Json.Options),
            SentTokens = sent,
            CreatedAt = now,
            NextLookAt = now + RunMax,
            HoldMicros = ChatSpend.MostOf(terms, sent, most * request.Choices).Value,
        };
        var hold = new HoldRequest(
            call.Id, allowed.Payer, new(call.HoldMicros), CallHolds.HoldPurpose, now + TimeSpan.FromMinutes(2), allowed.Caps,
            new(me.Id, me.KeyId, allowed.WorkspaceId, null, model.Id, model.Name));
        switch (await credits.HoldAsync(hold, ct))
        {
            case HoldResult.NotEnough no: return (null, null, 0, Refusal.NotEnough(no.Required, no.Available));
            case HoldResult.OverCap no: return (null, null, 0, Refusal.NotEnough(no.Required, no.Available, no.Cap.Sentence));
            case HoldResult.AlreadyHeld: return (null, null, 0, Refusal.Conflict("This idempotency key is in use, or was used."));
        }

        db.Add(call);
        await db.WriteAsync(() => db.SaveChangesAsync(CancellationToken.None), CancellationToken.None);
        db.ChangeTracker.Clear();
        return (call, model, most, null);
    }

    /// <summary>Writes down how it ended and charges it, once. Answers with the charge; an estimate where the cost is not known yet.</summary>
    public async Task<Micros> CloseAsync(Call call, CallEnd end)
    {
        var (terms, host, now) = (call.TermsOf(), ChatSpend.HostOf(call.Provider), clock.GetUtcNow());
        var cost = ChatSpend.Of(terms, host, end.Usage)
            ?? (end.IsFree ? new Cost(Micros.Zero, Micros.Zero)
                : host == ChatHost.OpenRouter && end.GenerationId is not null ? null
                : Estimate(call, terms, end.Arrived));
        var usage = end.Usage;
        await db.WriteAsync(
            () => db.Calls.Where(c => c.Id == call.Id && c.Status == CallStatus.Running).ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(c => c.Status, end.Status).SetProperty(c => c.ErrorCode, end.ErrorCode).SetProperty(c => c.GenerationId, end.GenerationId)
                        .SetProperty(c => c.Arrived, end.Arrived).SetProperty(c => c.EndedAt, now).SetProperty(c => c.NextLookAt, now)
                        .SetProperty(c => c.CostMicros, cost?.Credits.Value).SetProperty(c => c.ProviderCostMicros, cost?.ProviderCost.Value);
                    if (usage is not null)
                        set.SetProperty(c => c.PromptTokens, usage.PromptTokens).SetProperty(c => c.CompletionTokens, usage.CompletionTokens);
                },
                CancellationToken.None),
            CancellationToken.None);
        if (cost is not null) await SettleAsync(call.Id, CancellationToken.None);
        return Micros.Min((cost ?? Estimate(call, terms, end.Arrived)).Credits, new(call.HoldMicros));
    }

    /// <summary>Closes the hold of an ended call whose cost is known.</summary>
    public async Task SettleAsync(string id, CancellationToken ct)
    {
        await credits.SettleAsync(id, ct);
        var now = clock.GetUtcNow();
        await db.Calls.Where(c => c.Id == id && c.SettledAt == null && c.CostMicros != null).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.SettledAt, now).SetProperty(c => c.NextLookAt, (DateTimeOffset?)null), ct);
    }

    /// <summary>What was sent and what had arrived; nothing where nothing had.</summary>
    public static Cost Estimate(Call call, ChatTerms terms, int arrived) => arrived == 0
        ? new(Micros.Zero, Micros.Zero)
        : ChatSpend.OfUsd(terms, ((call.SentTokens * terms.PromptUsd) + (arrived * terms.CompletionUsd)) / 1_000_000);
}

/// <summary>How a call ended.</summary>
internal sealed record CallEnd(CallStatus Status, string? ErrorCode, ChatUsage? Usage, string? GenerationId, int Arrived, bool IsFree);

/// <summary>Looks up what was not told, and closes what a process left behind.</summary>
internal sealed class SweepCalls(ChatDb db, Calls calls, OpenRouterClient client, TimeProvider clock, ILogger<SweepCalls> log) : IWork
{
    private const int BatchSizeMax = 500;
    private const int ParallelMax = 8;
    private static readonly TimeSpan LookMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(2), PauseMax = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Calls.AsNoTracking().Where(c => c.NextLookAt != null && c.NextLookAt <= now)
            .OrderBy(c => c.NextLookAt).Take(BatchSizeMax).ToListAsync(ct);
        var looks = new Dictionary<string, GenerationLook>();
        var asked = due.Where(c => c is { CostMicros: null, GenerationId: not null }).ToList();
        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = ct }, async (call, token) =>
        {
            var look = await client.FindGenerationAsync(call.GenerationId!, token);
            lock (looks) looks[call.Id] = look;
        });
        foreach (var call in due)
        {
            if (call.CostMicros is null && !await DecideAsync(call, looks.GetValueOrDefault(call.Id), ct)) continue;
            await calls.SettleAsync(call.Id, ct);
        }
    }

    private async Task<bool> DecideAsync(Call call, GenerationLook? look, CancellationToken ct)
    {
        var (now, terms) = (clock.GetUtcNow(), call.TermsOf());
        var ended = call.EndedAt ?? now;
        if (look is GenerationLook.Found found)
        {
            await KeepAsync(call, ChatSpend.OfUsd(terms, found.CostUsd), false, ct);
            return true;
        }

        if (look is not null && now - ended < LookMax)
        {
            var next = now + TimeSpan.FromTicks(Math.Clamp((now - ended).Ticks / 2, PauseMin.Ticks, PauseMax.Ticks));
            await db.Calls.Where(c => c.Id == call.Id).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.NextLookAt, next).SetProperty(c => c.EndedAt, ended), ct);
            return false;
        }

        log.LogWarning("The cost of call {CallId} is unknown at the provider; what had arrived is charged", call.Id);
        await KeepAsync(call, Calls.Estimate(call, terms, call.Arrived), true, ct);
        return true;
    }

    private Task<int> KeepAsync(Call call, Cost cost, bool isEstimated, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var status = call.Status == CallStatus.Running ? CallStatus.Failed : call.Status;
        return db.Calls.Where(c => c.Id == call.Id && c.CostMicros == null).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.CostMicros, cost.Credits.Value).SetProperty(c => c.ProviderCostMicros, cost.ProviderCost.Value)
                .SetProperty(c => c.IsEstimated, isEstimated).SetProperty(c => c.Status, status).SetProperty(c => c.EndedAt, c => c.EndedAt ?? now),
            ct);
    }
}

/// <summary>Answers for the holds of calls, from their rows alone.</summary>
internal sealed class CallHolds(ChatDb db, TimeProvider clock) : IHoldOwner
{
    public const string HoldPurpose = "gateway";

    private static readonly TimeSpan ReviewEvery = TimeSpan.FromMinutes(2);

    public string Purpose => HoldPurpose;

    public async Task<Verdict> JudgeAsync(string holdId, CancellationToken ct) =>
        await db.Calls.AsNoTracking().Where(c => c.Id == holdId).Select(c => new { c.CostMicros, c.ProviderCostMicros, c.Provider, c.GenerationId, c.Terms }).FirstOrDefaultAsync(ct) switch
        {
            null => new Verdict.Release(),
            { CostMicros: { } cost } row => cost == 0 && row.ProviderCostMicros is null or 0
                ? new Verdict.Release(OpenRouterBill.ReceiptOf(row.Provider, row.GenerationId, Message.ReadTerms(row.Terms)))
                : new Verdict.Charge(
                    new(cost), new(row.ProviderCostMicros ?? 0),
                    OpenRouterBill.ReceiptOf(row.Provider, row.GenerationId, Message.ReadTerms(row.Terms))),
            _ => new Verdict.Wait(clock.GetUtcNow() + ReviewEvery),
        };
}
