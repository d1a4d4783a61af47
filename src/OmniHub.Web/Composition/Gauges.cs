using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OmniHub.Contracts;

namespace OmniHub.Web;

/// <summary>The modules' numbers, read before somebody looks: an instrument's callback may neither wait nor ask a database.</summary>
internal sealed class Gauges(IServiceScopeFactory scopes, IMeterFactory meters, ILogger<Gauges> log)
{
    private readonly Meter meter = meters.Create("OmniHub.Host");
    private readonly ConcurrentDictionary<string, Measurement<double>[]> latest = new(StringComparer.Ordinal);

    public async Task RefreshAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var read = new List<Gauge>();
        foreach (var gauges in scope.ServiceProvider.GetServices<IGauges>())
        {
            try
            {
                read.AddRange(await gauges.ReadAsync(ct));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What cannot be read is missing; the others are shown all the same.
                log.LogWarning(e, "Numbers of {Gauges} could not be read", gauges.GetType().Name);
            }
        }

        foreach (var name in latest.Keys.Except(read.Select(g => g.Name))) latest[name] = [];
        foreach (var group in read.GroupBy(g => g.Name))
        {
            var isNew = !latest.ContainsKey(group.Key);
            latest[group.Key] = [.. group.Select(Measure)];
            if (isNew) meter.CreateObservableGauge(group.Key, () => latest[group.Key], null, group.First().About);
        }
    }

    private static Measurement<double> Measure(Gauge gauge) => gauge.Label is { } label
        ? new(gauge.Value, new KeyValuePair<string, object?>(label.Key, label.Value))
        : new(gauge.Value);
}

/// <summary>Keeps the numbers fresh where they are pushed and nobody asks for them.</summary>
internal sealed class WatchGauges(Gauges gauges, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await gauges.RefreshAsync(stoppingToken);
    }
}
