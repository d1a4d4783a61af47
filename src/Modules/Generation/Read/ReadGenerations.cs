using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Community;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>The one way to see generations: what a user may see, as views. Reads rows only, never a provider.</summary>
internal sealed class ReadGenerations(GenerationDb db, IWorkspaces workspaces, ICatalog catalog, MediaLinks links, TimeProvider clock, ISharedWork? shared = null)
{
    /// <summary>One, or null where this user sees none.</summary>
    public async Task<GenerationView?> FindAsync(string id, string userId, CancellationToken ct) =>
        await RowAsync(id, userId, ct) is { } row ? (await ShowAsync([row], userId, ct))[0] : null;

    /// <summary>The row itself, for handlers that change it.</summary>
    public async Task<GenerationRow?> RowAsync(string id, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        return await db.Generations.AsNoTracking()
            .SingleOrDefaultAsync(g => g.Id == id && visible.Contains(g.WorkspaceId) && g.DeletedAt == null, ct);
    }

    /// <summary>Several by id, in that order; those that this user does not see are left out.</summary>
    public async Task<IReadOnlyList<GenerationView>> FindAsync(IReadOnlyCollection<string> ids, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        var rows = await db.Generations.AsNoTracking()
            .Where(g => ids.Contains(g.Id) && visible.Contains(g.WorkspaceId) && g.DeletedAt == null).ToListAsync(ct);
        var views = (await ShowAsync(rows, ct)).ToDictionary(v => v.Id);
        return [.. ids.Select(id => views.GetValueOrDefault(id)).OfType<GenerationView>()];
    }

    /// <summary>A page, newest first. Another's workspace, project or comparison has nothing in it.</summary>
    public async Task<Page<GenerationView>> ListAsync(GenerationFilter filter, PageRequest page, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        if (filter.WorkspaceId is { } only) visible = [.. visible.Where(id => id == only)];
        var rows = new List<GenerationRow>();
        // One ordered walk along an index for each workspace, and a merge: a page never sorts what it does not show.
        foreach (var workspaceId in visible)
        {
            var on = filter.On(db, workspaceId);
            rows.AddRange(await (filter.OldestFirst
                ? on.Where(g => page.After == null || g.Id.CompareTo(page.After) > 0).OrderBy(g => g.Id)
                : on.Where(g => page.After == null || g.Id.CompareTo(page.After) < 0).OrderByDescending(g => g.Id)).Take(page.Limit + 1).ToListAsync(ct));
        }

        rows.Sort((a, b) => string.CompareOrdinal(b.Id, a.Id) * (filter.OldestFirst ? -1 : 1));
        var cut = page.Cut(rows, g => g.Id, g => g);
        return new(await ShowAsync(cut.Items, ct), cut.NextCursor);
    }

    /// <summary>A comparison with the newest generation of each lane, or null.</summary>
    public async Task<ComparisonView?> ComparisonAsync(string id, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        var comparison = await db.Comparisons.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && visible.Contains(c.WorkspaceId), ct);
        if (comparison is null) return null;
        var rows = await db.Generations.AsNoTracking().Where(g => g.ComparisonId == id && g.DeletedAt == null).ToListAsync(ct);
        if (rows.Count == 0) return null;
        var newest = rows.GroupBy(g => g.Slot).Select(lane => lane.MaxBy(g => g.Id, StringComparer.Ordinal)!).OrderBy(g => g.Slot);
        return new(comparison.Id, comparison.Prompt, await ShowAsync([.. newest], userId, ct), comparison.WinnerId);
    }

    /// <summary>How many of this user's generations have not ended.</summary>
    public Task<int> RunningAsync(string userId, CancellationToken ct) =>
        db.Generations.CountAsync(g => g.UserId == userId && g.NextPollAt != null, ct);

    /// <summary>Views of rows that were read before, with what somebody may do there.</summary>
    public async Task<IReadOnlyList<GenerationView>> ShowAsync(IReadOnlyList<GenerationRow> rows, string userId, CancellationToken ct)
    {
        var views = await ShowAsync(rows, ct);
        var readOnly = await workspaces.ReadOnlyAsync(userId, ct);
        return readOnly.Count == 0 ? views : [.. views.Select(v => readOnly.Contains(v.WorkspaceId) ? v with { IsReadOnly = true } : v)];
    }

    /// <summary>Views of rows that were read before.</summary>
    public async Task<IReadOnlyList<GenerationView>> ShowAsync(IReadOnlyList<GenerationRow> rows, CancellationToken ct)
    {
        var done = rows.Where(g => g.Stage == Stage.Completed).Select(g => g.Id).ToList();
        var files = done.Count == 0 ? [] : (await db.Media.AsNoTracking().Where(m => done.Contains(m.GenerationId!)).ToListAsync(ct))
            .GroupBy(m => m.GenerationId!).ToDictionary(g => g.Key, g => g.OrderBy(m => m.Ordinal).ToList());
        var shown = done.Count == 0 || shared is null ? null : await shared.ShownAsync(done, ct);
        var views = new List<GenerationView>(rows.Count);
        foreach (var row in rows)
        {
            var model = await catalog.FindPastAsync(row.ModelId, ct);
            views.Add(Show(row, files.GetValueOrDefault(row.Id) ?? [], model?.Name ?? row.ModelId, shown?.GetValueOrDefault(row.Id)));
        }

        return views;
    }

    private GenerationView Show(GenerationRow row, List<MediaRow> media, string modelName, string? postId)
    {
        var files = media.Select(m => postId is null ? links.Show(m) : MediaLinks.ShowOpen(m)).ToList();
        return new(
            row.Id, row.ModelId, row.Type, row.Prompt, row.OptionsJson(), row.Stage.Shown(),
            row.Stage == Stage.Queued ? row.QueuePosition : null,
            row.Stage == Stage.Completed ? 1 : row.ProgressPermille / 1000m, files.FirstOrDefault()?.Url, files,
            files.Select(f => f.ThumbnailUrl).FirstOrDefault(url => url is not null),
            row.Stage.IsTerminal() && row.ChargedMicros is { } charged ? new Micros(charged) : null, new Micros(row.HoldMicros),
            row.Stage == Stage.Failed ? new(row.ErrorCode ?? "internal_error", row.ErrorMessage ?? "This did not work.") : null,
            row.WorkspaceId, row.ProjectId, row.ComparisonId, row.Favorite, row.CreatedAt, row.StartedAt,
            row.Stage.IsTerminal() ? row.CompletedAt : null)
        {
            Sandbox = row.IsSandbox ? true : null,
            UserId = row.UserId,
            ModelName = modelName,
            PostId = postId,
            Slot = row.Slot,
            RetryOf = row.RetryOf,
            IsCanceling = row.CancelRequestedAt is not null && !row.Stage.IsTerminal(),
            Elapsed = (row.CompletedAt ?? clock.GetUtcNow()) - row.CreatedAt,
        };
    }
}
