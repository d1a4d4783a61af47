using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Several nodes on PostgreSQL: what another one changed is seen here within seconds.</summary>
internal sealed class WatchSettings(
    LiveSettings settings, Database database, IEvents events, TimeProvider clock, ILogger<WatchSettings> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // One file has one process: nobody else changes it.
        if (!database.IsPostgres) return;
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await settings.RefreshAsync(stoppingToken)) events.Publish(new SettingsChanged());
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The settings could not be read again; the known ones stay");
            }
        }
    }
}
