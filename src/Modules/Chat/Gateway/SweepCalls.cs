using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Looks up what was not told, and closes what a process left behind.</summary>
internal sealed class SweepCalls(ChatDb db, CallLog rows, ICredits credits, OpenRouterClient client, TimeProvider clock, ILogger<SweepCalls> log) : IWork
{
    private const int BatchSizeMax = 500;
    private const int ParallelMax = 8;
    private static readonly TimeSpan LookMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PauseMin = TimeSpan.FromSeconds(2), PauseMax = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken ct)
    {
        await rows.FlushAsync();
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
            await SettleAsync(call.Id, ct);
        }
    }

    private async Task SettleAsync(string id, CancellationToken ct)
    {
        await credits.SettleAsync(id, ct);
        var now = clock.GetUtcNow();
        await db.Calls.Where(c => c.Id == id && c.SettledAt == null && c.CostMicros != null).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.SettledAt, now).SetProperty(c => c.NextLookAt, (DateTimeOffset?)null), ct);
    }

    private async Task<bool> DecideAsync(Call call, GenerationLook? look, CancellationToken ct)
    {
        var (now, terms) = (clock.GetUtcNow(), call.TermsOf());
        var ended = call.EndedAt ?? now;
        if (look is GenerationLook.Found found)
        {
            await KeepAsync(call, ChatSpend.Billed(terms, found.CostUsd, found.PromptTokens, found.CompletionTokens), false, ct);
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
        await KeepAsync(call, Calls.Estimate(call.SentTokens, terms, call.Arrived), true, ct);
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
