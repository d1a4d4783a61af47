using Hangfire;
using OmniHub.Contracts;

namespace OmniHub.Web;

/// <summary>Jobs by state, and open event streams.</summary>
internal sealed class HostGauges(JobStorage jobs, OpenStreams streams) : IGauges
{
    public Task<IReadOnlyList<Gauge>> ReadAsync(CancellationToken ct)
    {
        var counts = jobs.GetMonitoringApi().GetStatistics();
        return Task.FromResult<IReadOnlyList<Gauge>>(
        [
            Jobs("enqueued", counts.Enqueued), Jobs("processing", counts.Processing), Jobs("scheduled", counts.Scheduled),
            Jobs("failed", counts.Failed),
            new("omnihub.jobs.servers", "Job servers that are alive", counts.Servers),
            new("omnihub.streams.open", "Event streams that are open on this node", streams.Count),
        ]);
    }

    private static Gauge Jobs(string state, long count) => new("omnihub.jobs", "Jobs by state", count, new("state", state));
}
