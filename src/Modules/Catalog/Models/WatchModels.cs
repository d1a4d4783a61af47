using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>Several nodes on PostgreSQL: a model that another one changed is seen here within seconds.</summary>
internal sealed class WatchModels(
    Catalog catalog, IServiceScopeFactory scopes, Database database, IEvents events, TimeProvider clock, ILogger<WatchModels> log)
        : BackgroundService
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
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<CatalogDb>();
                if (await db.Models.MaxAsync(m => (DateTimeOffset?)m.UpdatedAt, stoppingToken) <= catalog.LoadedUpTo) continue;
                await catalog.ReloadAsync(stoppingToken);
                events.Publish(new CatalogChanged());
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "The models could not be read again; the known ones stay");
            }
        }
    }
}
