using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>
/// Ends generations, each once: the outcome is decided in one transaction, then the hold is settled, then both are shown together.
/// Whoever dies in between leaves a row that <see cref="CloseAsync"/> goes on with.
/// </summary>
internal sealed partial class FinishGeneration(
    GenerationDb db, ICredits credits, RemoveGenerations remove, IEvents events, TimeProvider clock, ILogger<FinishGeneration> log)
{
    /// <summary>An outcome is not kept back longer than this for the sake of its charge.</summary>
    private static readonly TimeSpan SettlePatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan CloseBackstop = TimeSpan.FromSeconds(15);

    public Task<bool> FailAsync(string id, string code, string message) => DecideAsync(id, Stages.Undecided, Stage.Failed, code, message);

    public Task<bool> CancelAsync(string id, params Stage[] from) => DecideAsync(id, from, Stage.Canceled, null, null);

    /// <summary>Row and files in one transaction.</summary>
    public async Task CompleteAsync(string id, IReadOnlyList<MediaRow> files, Cost cost, bool isSandbox)
    {
        var now = clock.GetUtcNow();
        var won = await db.WriteAsync(
            async () =>
            {
                var rows = await db.Generations.Where(g => g.Id == id && g.Stage == Stage.Storing).ExecuteUpdateAsync(set => set
                    .SetProperty(g => g.Stage, Stage.Settling)
                    .SetProperty(g => g.Outcome, Stage.Completed)
                    .SetProperty(g => g.CostMicros, cost.Credits.Value)
                    .SetProperty(g => g.ProviderCostMicros, cost.ProviderCost.Value)
                    .SetProperty(g => g.IsSandbox, g => g.IsSandbox || isSandbox)
                    .SetProperty(g => g.Input, (string?)null)
                    .SetProperty(g => g.CompletedAt, now)
                    .SetProperty(g => g.NextPollAt, now + CloseBackstop)
                    .SetProperty(g => g.Lease, (string?)null));
                if (rows == 0) return false;
                db.ChangeTracker.Clear();
                db.Media.AddRange(files);
                await db.SaveChangesAsync();
                return true;
            },
            CancellationToken.None);
        if (won) await CloseAsync(id);
    }

    /// <summary>Settles what is decided, and shows it.</summary>
    public async Task CloseAsync(string id)
    {
        if (await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id && g.Stage == Stage.Settling) is not { } row) return;
        using var span = Traces.Begin("generation.settle", row)?.SetTag("omnihub.outcome", row.Outcome);
        var now = clock.GetUtcNow();
        var isSettled = await SettleAsync(row);
        if (!isSettled && now - row.CompletedAt < SettlePatience)
        {
            await db.Generations.Where(g => g.Id == id && g.Stage == Stage.Settling).ExecuteUpdateAsync(set => set
                .SetProperty(g => g.NextPollAt, now + CloseBackstop)
                .SetProperty(g => g.Lease, (string?)null));
            return;
        }

        var outcome = row.Outcome!.Value;
        var shown = await db.Generations.Where(g => g.Id == id && g.Stage == Stage.Settling).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, outcome)
            .SetProperty(g => g.ChargedMicros, isSettled || outcome != Stage.Completed ? Charged(row) : null)
            .SetProperty(g => g.SettledAt, isSettled ? now : null)
            .SetProperty(g => g.NextPollAt, (DateTimeOffset?)null)
            .SetProperty(g => g.Lease, (string?)null));
        if (shown == 0) return;
        LogEnded(id, outcome, row.ErrorCode);
        Traces.Ended(row, outcome, now);
        events.Publish(new GenerationChanged(id, row.UserId, row.WorkspaceId));
        events.Publish(new GenerationFinished(id, row.UserId, row.WorkspaceId));
        if (row.DeletedAt <= clock.GetUtcNow() && isSettled) await remove.RemoveAsync(id);
    }

    /// <summary>Settles what was shown without its charge.</summary>
    public async Task SettleLateAsync(GenerationRow row)
    {
        if (!await SettleAsync(row)) return;
        var now = clock.GetUtcNow();
        await db.Generations.Where(g => g.Id == row.Id && g.SettledAt == null).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.ChargedMicros, Charged(row))
            .SetProperty(g => g.SettledAt, now));
        events.Publish(new GenerationChanged(row.Id, row.UserId, row.WorkspaceId));
    }

    private async Task<bool> DecideAsync(string id, Stage[] from, Stage outcome, string? code, string? message)
    {
        var now = clock.GetUtcNow();
        var won = await db.Generations.Where(g => g.Id == id && from.Contains(g.Stage)).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, Stage.Settling)
            .SetProperty(g => g.Outcome, outcome)
            .SetProperty(g => g.ErrorCode, code)
            .SetProperty(g => g.ErrorMessage, message)
            .SetProperty(g => g.Input, (string?)null)
            .SetProperty(g => g.CompletedAt, now)
            .SetProperty(g => g.NextPollAt, now + CloseBackstop)
            .SetProperty(g => g.Lease, (string?)null)) == 1;
        if (won) await CloseAsync(id);
        return won;
    }

    private async Task<bool> SettleAsync(GenerationRow row)
    {
        try
        {
            await credits.SettleAsync(row.Id, CancellationToken.None);
            return true;
        }
        catch (Exception e)
        {
            LogUnsettled(row.Id, e);
            return false;
        }
    }

    private static long? Charged(GenerationRow row) => row.Outcome == Stage.Completed ? Math.Min(row.CostMicros ?? 0, row.HoldMicros) : 0;

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {Id} ended: {Outcome} {Code}")]
    private partial void LogEnded(string id, Stage outcome, string? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Id} could not be settled; it is tried again")]
    private partial void LogUnsettled(string id, Exception e);
}
