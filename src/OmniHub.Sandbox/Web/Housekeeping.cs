namespace OmniHub.Sandbox;

/// <summary>Ends an orphan that nobody asks any more, and lets go of results after a week, as fal promises no more.</summary>
internal sealed partial class Housekeeping(
    Activity activity, JobStore store, Files files, SandboxOptions options, IHostApplicationLifetime lifetime, TimeProvider clock,
    ILogger<Housekeeping> log)
    : BackgroundService
{
    private const int PruneBatch = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var sincePrune = PruneEvery;
        using var timer = new PeriodicTimer(options.IdleExit < LookEvery ? options.IdleExit : LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (activity.Idle > options.IdleExit && activity.IsOrphan())
            {
                lifetime.StopApplication();
                return;
            }
            sincePrune += LookEvery;
            if (sincePrune < PruneEvery) continue;
            sincePrune = TimeSpan.Zero;
            Prune();
        }
    }

    private void Prune()
    {
        try
        {
            var before = (clock.GetUtcNow() - Kept).ToUnixTimeMilliseconds();
            foreach (var id in store.Prune(before, PruneBatch)) files.Delete(id);
            files.DeleteOlderThan(clock.GetUtcNow() - Kept);
        }
        catch (IOException e)
        {
            LogPruneFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old results could not be removed")]
    private partial void LogPruneFailed(Exception e);
}
