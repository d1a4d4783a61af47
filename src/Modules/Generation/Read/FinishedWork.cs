using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Finished work, for the modules that show it to others.</summary>
internal sealed class FinishedWork(GenerationDb db, IWorkspaces workspaces, ICatalog catalog, MediaLinks links, TimeProvider clock) : IFinishedWork
{
    public async Task<Work?> FindAsync(string generationId, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        var row = await db.Generations.AsNoTracking().SingleOrDefaultAsync(
            g => g.Id == generationId && g.UserId == userId && visible.Contains(g.WorkspaceId) && g.DeletedAt == null, ct);
        if (row is null) return null;
        var model = await catalog.FindPastAsync(row.ModelId, ct);
        var files = row.Stage == Stage.Completed
            ? await db.Media.AsNoTracking().Where(m => m.GenerationId == generationId).OrderBy(m => m.Ordinal).ToListAsync(ct)
            : [];
        return new(
            row.Id, row.WorkspaceId, row.Type, row.ModelId, model?.Name ?? row.ModelId, row.Prompt, Shareable(row, model),
            row.ChargedMicros is { } charged ? new Micros(charged) : null, row.Stage == Stage.Completed, row.IsSandbox,
            files.Select(links.Show).Select(f => f.ThumbnailUrl).FirstOrDefault(url => url is not null),
            [.. files.Select(MediaLinks.ShowOpen).Select(f => new WorkFile(f.Url, f.ThumbnailUrl, f.ContentType, f.Width, f.Height, f.DurationSeconds))]);
    }

    public async Task<IReadOnlyCollection<string>> GoneAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct)
    {
        // A deletion that may be taken back has not happened yet.
        var now = clock.GetUtcNow();
        var there = await db.Generations.Where(g => generationIds.Contains(g.Id) && (g.DeletedAt == null || g.DeletedAt > now)).Select(g => g.Id).ToListAsync(ct);
        return [.. generationIds.Except(there)];
    }

    // A picture that somebody started from is theirs alone, also as an address.
    private static JsonObject Shareable(GenerationRow row, ModelCard? model)
    {
        var options = row.OptionsJson();
        foreach (var name in options.Select(o => o.Key).ToList())
        {
            var kind = model?.Options.FirstOrDefault(o => o.Name == name)?.Kind;
            if (kind is null or OptionKind.Image or OptionKind.Images or OptionKind.File or OptionKind.Json) options.Remove(name);
        }

        return options;
    }
}
