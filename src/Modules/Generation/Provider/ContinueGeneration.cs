using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>The next step of one generation, told from its row alone: whatever died before, this goes on.</summary>
internal sealed class ContinueGeneration(
    GenerationDb db, Refresher refresher, FindSubmission find, FinishGeneration finish, IJobs jobs, TimeProvider clock)
{
    /// <summary>A job that was handed a row takes it within this, or the row is handed on again.</summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(30);

    /// <summary>False: nothing changed, and whoever claimed the row releases it.</summary>
    public async Task<bool> LookAsync(GenerationRow row)
    {
        using var span = Traces.Begin("generation.look", row)?.SetTag("omnihub.stage", row.Stage);
        var now = clock.GetUtcNow();
        if (now > row.Deadline + Patience.Store && Stages.Undecided.Contains(row.Stage))
            return await finish.FailAsync(row.Id, FalCode.Timeout, "This took too long and was given up. Nothing was charged.");
        switch (row.Stage)
        {
            case Stage.Pending when row.CancelRequestedAt is not null:
                return await finish.CancelAsync(row.Id, Stage.Pending);
            case Stage.Pending when now > row.Deadline:
                return await finish.FailAsync(row.Id, FalCode.Timeout, "The provider could not be reached in time. Nothing was charged.");
            case Stage.Pending:
                await HandOverAsync(row, now);
                jobs.Enqueue<SubmitGeneration>(row.Id);
                return true;
            case Stage.Submitting:
                return await DoubtAsync(row, now);
            case Stage.Reconciling:
                return await find.LookAsync(row);
            case Stage.Queued or Stage.Running:
                return await refresher.RefreshAsync(row);
            case Stage.Storing:
                await HandOverAsync(row, now);
                jobs.Enqueue<StoreResult>(row.Id);
                return true;
            case Stage.Settling:
                await finish.CloseAsync(row.Id);
                return true;
            default:
                return true;
        }
    }

    // Who was sending it has died. Without an input nothing was sent; with one we may have bought it already.
    private async Task<bool> DoubtAsync(GenerationRow row, DateTimeOffset now)
    {
        var stage = row.Input is null ? Stage.Pending : Stage.Reconciling;
        await db.Generations.Where(g => g.Id == row.Id && g.Stage == Stage.Submitting && g.Lease == row.Lease).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, stage)
            .SetProperty(g => g.Attempts, 0)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now));
        return true;
    }

    private Task<int> HandOverAsync(GenerationRow row, DateTimeOffset now) =>
        db.Generations.Where(g => g.Id == row.Id && g.Stage == row.Stage && g.Lease == row.Lease).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now + HandOver));
}
