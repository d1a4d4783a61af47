using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>What runs now and what was made last, on the dashboard; the tiles are live.</summary>
internal sealed class RecentRuns(ReadRuns runs) : IDashboardPart
{
    private const int TilesMax = 8;

    public int Order => 30;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct) =>
        await runs.NewestAsync(me.Id, TilesMax, ct) is { Count: > 0 } tiles
            ? new("/Generation/Studio/RecentRuns.cshtml", new RecentRunsView(tiles))
            : null;
}

/// <summary>Running ones first, then the newest.</summary>
internal sealed record RecentRunsView(IReadOnlyList<TileView> Tiles)
{
    public static RecentRunsView Sample => new([TileView.Sample]);
}
