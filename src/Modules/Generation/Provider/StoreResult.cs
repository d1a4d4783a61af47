using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>Reads the result of a job that has ended, copies its files and completes the row; from the start again after a crash.</summary>
internal sealed partial class StoreResult(
    GenerationDb db, FalClient fal, FetchFile fetch, ICatalog catalog, FinishGeneration finish, PollGate gate, TimeProvider clock,
    ILogger<StoreResult> log) : IJob
{
    private const int AttemptsMax = 8;
    private const string Undelivered = "The provider made a result but could not deliver it. Nothing was charged.";

    /// <summary>Longer than the largest download may take.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(12);

    public async Task RunAsync(string id, CancellationToken ct)
    {
        if (await ClaimAsync(id) is not { } row) return;
        using var span = Traces.Begin("generation.store", row);
        try
        {
            await StoreAsync(row, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            // As a full disk: the result is still at the provider, so it is tried as long as it may be there.
            LogTrouble(id, e);
            await TryLaterAsync(row, null, null);
        }

        gate.Wake();
    }

    private async Task<GenerationRow?> ClaimAsync(string id)
    {
        var (now, lease) = (clock.GetUtcNow(), Guid.NewGuid().ToString("n"));
        var won = await db.Generations.Where(g => g.Id == id && g.Stage == Stage.Storing && g.Lease == null).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Lease, lease)
            .SetProperty(g => g.NextPollAt, now + LeaseTime)) == 1;
        return won ? await db.Generations.AsNoTracking().SingleAsync(g => g.Id == id) : null;
    }

    private async Task StoreAsync(GenerationRow row, CancellationToken ct)
    {
        switch (await fal.ResultAsync(row.Handle(), ct))
        {
            case FalResult.Output output:
                await CopyAsync(row, output, ct);
                break;
            case FalResult.Failed { Error.Code: FalCode.Canceled } when row.CancelRequestedAt is not null:
                await finish.CancelAsync(row.Id, Stage.Storing);
                break;
            case FalResult.Failed failed:
                await finish.FailAsync(row.Id, failed.Error.Code, failed.Error.Message);
                break;
            case FalResult.Gone:
                await finish.FailAsync(row.Id, FalCode.JobLost, "The provider no longer has this result. Nothing was charged.");
                break;
            case FalResult.NotReady:
                await BackToPollAsync(row);
                break;
            case FalResult.Transient trouble:
                await TryLaterAsync(row, null, trouble.RetryAfter);
                break;
        }
    }

    private async Task CopyAsync(GenerationRow row, FalResult.Output output, CancellationToken ct)
    {
        var urls = ResultFiles.Of(output.Body);
        if (urls.Count == 0)
        {
            await finish.FailAsync(row.Id, FalCode.NoMedia, "The job ended without any picture or video. Nothing was charged.");
            return;
        }

        var files = new List<MediaRow>();
        foreach (var url in urls)
        {
            switch (await fetch.FetchAsync(row, url, files.Count, ct))
            {
                case FetchFile.Fetched.File(var file): files.Add(file); break;
                case FetchFile.Fetched.NotNow(var error, var retryAfter): await TryLaterAsync(row, error, retryAfter); return;
                case FetchFile.Fetched.Never(var error): await finish.FailAsync(row.Id, error.Code, error.Message); return;
            }
        }

        var usage = new Usage(output.BillableUnits, [.. files.Select(f => new UsedFile(f.Width, f.Height, f.DurationMs / 1000m))]);
        await finish.CompleteAsync(row.Id, files, catalog.Charge(row.PriceTerms(), row.OptionsJson(), usage), output.Sandbox);
    }

    private async Task TryLaterAsync(GenerationRow row, FalError? error, TimeSpan? retryAfter)
    {
        var attempts = row.Attempts + 1;
        var now = clock.GetUtcNow();
        if (error is not null && attempts >= AttemptsMax)
        {
            await finish.FailAsync(row.Id, error.Code, Undelivered);
            return;
        }

        // Trouble of ours, or no answer at all, is tried until the deadline's end.
        await db.Generations.Where(g => g.Id == row.Id && g.Stage == Stage.Storing && g.Lease == row.Lease).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Attempts, attempts)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now + Patience.BackOff(attempts, retryAfter)));
    }

    private Task<int> BackToPollAsync(GenerationRow row)
    {
        var now = clock.GetUtcNow();
        return db.Generations.Where(g => g.Id == row.Id && g.Stage == Stage.Storing && g.Lease == row.Lease).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.Stage, Stage.Running)
            .SetProperty(g => g.Lease, (string?)null)
            .SetProperty(g => g.NextPollAt, now + Patience.Poll(now - (row.SubmittedAt ?? now))));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The result of generation {Id} could not be kept; it is tried again")]
    private partial void LogTrouble(string id, Exception e);
}
