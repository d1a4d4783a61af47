using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>The newest runs, on the dashboard: what still runs is among them.</summary>
internal sealed class RecentRuns(ReadRuns runs) : IDashboardPart
{
    private const int RunsMax = 3;

    public int Order => 30;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct) =>
        await runs.PageAsync(me.Id, null, ct) is { Runs.Count: > 0 } page
            ? new("/Generation/Studio/RecentRuns.cshtml", new RecentRunsView([.. page.Runs.Take(RunsMax)]))
            : null;
}

/// <summary>The newest runs.</summary>
internal sealed record RecentRunsView(IReadOnlyList<RunView> Runs)
{
    public static RecentRunsView Sample => new([RunView.Sample]);
}
