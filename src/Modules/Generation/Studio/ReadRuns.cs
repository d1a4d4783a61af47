using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Presses of Generate, newest first: a comparison is one run with its lanes, anything else a run of its own.</summary>
internal sealed class ReadRuns(GenerationDb db, ReadGenerations read, IWorkspaces workspaces)
{
    public const int RunsPerPage = 8;

    /// <summary>Rows read for a page: enough for eight comparisons of four.</summary>
    private const int RowsMax = RunsPerPage * Draft.LanesMax;

    public async Task<RunsView> PageAsync(string userId, string? after, CancellationToken ct)
    {
        // Of the workspace that one works in; the library has them all.
        if (await workspaces.PlaceAsync(userId, null, ct) is not { Id: var here }) return new([], null);
        var rows = await db.Generations.AsNoTracking()
            .Where(g => g.WorkspaceId == here && g.DeletedAt == null && (g.ComparisonId == null || g.RetryOf == null))
            .Where(g => after == null || g.Id.CompareTo(after) < 0)
            .OrderByDescending(g => g.Id).Take(RowsMax + 1)
            .Select(g => new { g.Id, g.ComparisonId }).ToListAsync(ct);
        var runs = rows.GroupBy(g => g.ComparisonId ?? g.Id).Take(RunsPerPage).Select(run => (Key: run.Key, Last: run.Min(g => g.Id)!)).ToList();
        var views = new List<RunView>(runs.Count);
        foreach (var run in runs)
        {
            if (await RunAsync(run.Key, userId, ct) is { } view) views.Add(view);
        }

        var isMore = runs.Count > 0 && (rows.Count > RowsMax || rows[^1].Id != runs[^1].Last);
        return new(views, isMore ? PageRequest.Encode(runs[^1].Last) : null);
    }

    /// <summary>Tiles of the workspace that one works in: what runs there, then what was made last.</summary>
    public async Task<IReadOnlyList<TileView>> NewestAsync(string userId, int count, CancellationToken ct)
    {
        if (await workspaces.PlaceAsync(userId, null, ct) is not { Id: var here }) return [];
        var rows = db.Generations.AsNoTracking().Where(g => g.WorkspaceId == here && g.DeletedAt == null);
        var running = await db.Generations.AsNoTracking().Where(g => g.UserId == userId && g.NextPollAt != null && g.WorkspaceId == here && g.DeletedAt == null)
            .OrderByDescending(g => g.Id).Take(count).ToListAsync(ct);
        var newest = await rows.OrderByDescending(g => g.Id).Take(count).ToListAsync(ct);
        var views = await read.ShowAsync([.. running.Concat(newest).DistinctBy(g => g.Id).Take(count)], userId, ct);
        return [.. views.OrderByDescending(g => g.IsRunning).Select(g => Tiles.Of(g, null))];
    }

    /// <summary>A run by the id of its comparison or of its only generation.</summary>
    public async Task<RunView?> RunAsync(string id, string userId, CancellationToken ct)
    {
        if (id.StartsWith("cmp_", StringComparison.Ordinal))
            return await read.ComparisonAsync(id, userId, ct) is { } c ? Tiles.Of(id, c.Prompt, c.Generations, c.WinnerId) : null;
        return await read.FindAsync(id, userId, ct) is { } g ? Tiles.Of(id, g.Prompt, [g], null) : null;
    }

    /// <summary>One tile, with the line of its run.</summary>
    public async Task<(TileView Tile, RunMetaView Meta)?> TileAsync(string generationId, string userId, CancellationToken ct)
    {
        if (await read.FindAsync(generationId, userId, ct) is not { } g) return null;
        if (g.ComparisonId is null || await read.ComparisonAsync(g.ComparisonId, userId, ct) is not { } c) return (Tiles.Of(g, null), Tiles.Meta(g.Id, [g]));
        return (Tiles.Of(g, c.WinnerId), Tiles.Meta(c.Id, c.Generations));
    }
}
