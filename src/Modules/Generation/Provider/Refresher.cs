using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>Asks the provider about one claimed row and writes what is new. Everybody who wants to know comes through here.</summary>
internal sealed class Refresher(GenerationDb db, FalClient fal, FinishGeneration finish, IJobs jobs, IEvents events, TimeProvider clock)
{
    /// <summary>The job that fetches the files takes over within this, or the next look hands it on again.</summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    /// <summary>False: nothing is new.</summary>
    public async Task<bool> RefreshAsync(GenerationRow row)
    {
        if (clock.GetUtcNow() > row.Deadline) return await GiveUpAsync(row);
        if (row is { CancelRequestedAt: not null, CancelSentAt: null } && await StopAsync(row) is { } stopped) return stopped;
        switch (await fal.StatusAsync(row.Handle()))
        {
            case FalStatus.InQueue queued when row.Stage == Stage.Queued && row.QueuePosition == queued.Position && row.Attempts == 0:
                return false;
            case FalStatus.InQueue queued:
                return await ShowAsync(row, Stage.Queued, queued.Position, null);
            case FalStatus.InProgress running when Permille(running.Progress) is var progress:
                if (row.ProgressPermille > progress) progress = row.ProgressPermille;
                if (row.Stage == Stage.Running && progress == row.ProgressPermille && row.Attempts == 0) return false;
                return await ShowAsync(row, Stage.Running, null, progress);
            case FalStatus.Completed:
                return await HandToStoreAsync(row);
            case FalStatus.Gone when row.CancelRequestedAt is not null:
                return await finish.CancelAsync(row.Id, Stages.AtProvider);
            case FalStatus.Gone:
                return await finish.FailAsync(row.Id, FalCode.JobLost, "The provider lost this job. Nothing was charged.");
            case FalStatus.Transient trouble:
                return await BackOffAsync(row, trouble.RetryAfter);
            default:
                throw new InvalidOperationException("There is no other status.");
        }
    }

    // Null: not stopped yet, go on as usual. It may still end well, and is then delivered and charged.
    private async Task<bool?> StopAsync(GenerationRow row)
    {
        switch (await fal.CancelAsync(row.Handle()))
        {
            case FalCancellation.Requested { Removed: true } or FalCancellation.NotFound:
                return await finish.CancelAsync(row.Id, Stages.AtProvider);
            case FalCancellation.AlreadyCompleted:
                return await HandToStoreAsync(row);
            case FalCancellation.Transient trouble:
                return await BackOffAsync(row, trouble.RetryAfter);
            default:
                var now = clock.GetUtcNow();
                await db.Generations.Where(g => g.Id == row.Id).ExecuteUpdateAsync(set => set.SetProperty(g => g.CancelSentAt, now));
                return null;
        }
    }

    private async Task<bool> GiveUpAsync(GenerationRow row)
    {
        if (await fal.CancelAsync(row.Handle()) is FalCancellation.AlreadyCompleted) return await HandToStoreAsync(row);
        return await finish.FailAsync(row.Id, FalCode.Timeout, "The provider did not finish in time. Nothing was charged.");
    }

    private async Task<bool> ShowAsync(GenerationRow row, Stage stage, int? position, int? progress)
    {
        var now = clock.GetUtcNow();
        var started = stage == Stage.Running ? row.StartedAt ?? now : row.StartedAt;
        await Mine(row).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, stage)
            .SetProperty(g => g.QueuePosition, position)
            .SetProperty(g => g.ProgressPermille, progress)
            .SetProperty(g => g.StartedAt, started)
            .SetProperty(g => g.Attempts, 0)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now + Patience.Poll(now - (row.SubmittedAt ?? now))));
        events.Publish(new GenerationChanged(row.Id, row.UserId, row.WorkspaceId));
        return true;
    }

    private async Task<bool> HandToStoreAsync(GenerationRow row)
    {
        var now = clock.GetUtcNow();
        var open = db.Generations.Where(g => g.Id == row.Id && (g.Stage == Stage.Queued || g.Stage == Stage.Running));
        var won = await open.ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, Stage.Storing)
            .SetProperty(g => g.QueuePosition, (int?)null)
            .SetProperty(g => g.StartedAt, g => g.StartedAt ?? now)
            .SetProperty(g => g.EndedAt, now)
            .SetProperty(g => g.Attempts, 0)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now + HandOver)) == 1;
        if (won) jobs.Enqueue<StoreResult>(row.Id);
        return true;
    }

    // Until the deadline, however often: no answer is no statement about the job.
    private async Task<bool> BackOffAsync(GenerationRow row, TimeSpan? retryAfter)
    {
        var next = clock.GetUtcNow() + Patience.BackOff(row.Attempts + 1, retryAfter);
        if (next > row.Deadline) next = row.Deadline + Soon;
        await Mine(row).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Attempts, row.Attempts + 1)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, next));
        return true;
    }

    private IQueryable<GenerationRow> Mine(GenerationRow row) =>
        db.Generations.Where(g => g.Id == row.Id && g.Lease == row.Lease && (g.Stage == Stage.Queued || g.Stage == Stage.Running));

    private static int? Permille(double? progress) => progress is { } part ? (int)(Math.Clamp(part, 0, 1) * 1000) : null;
}
