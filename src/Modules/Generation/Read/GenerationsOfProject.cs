using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Generations of a project: how many, what they cost, its picture, its download.</summary>
internal sealed class GenerationsOfProject(GenerationDb db, MediaLinks links, GenerationArchive archive) : IProjectPart
{
    public async Task<IReadOnlyDictionary<string, ProjectContent>> CountAsync(IReadOnlyCollection<ProjectCover> projects, CancellationToken ct)
    {
        var ids = projects.Select(p => p.ProjectId).ToList();
        var sums = await db.Generations.Where(g => g.ProjectId != null && ids.Contains(g.ProjectId) && g.DeletedAt == null)
            .GroupBy(g => g.ProjectId!)
            .Select(g => new { g.Key, Items = g.LongCount(), Credits = g.Sum(x => x.ChargedMicros ?? 0) }).ToListAsync(ct);
        var contents = new Dictionary<string, ProjectContent>(StringComparer.Ordinal);
        foreach (var sum in sums)
        {
            var cover = await CoverAsync(sum.Key, projects.First(p => p.ProjectId == sum.Key).CoverId, ct);
            contents[sum.Key] = new(sum.Items, new Micros(sum.Credits), cover is null ? null : links.Show(cover).ThumbnailUrl);
        }

        return contents;
    }

    public Task LeaveAsync(string projectId, CancellationToken ct) =>
        db.Generations.Where(g => g.ProjectId == projectId).ExecuteUpdateAsync(set => set.SetProperty(g => g.ProjectId, (string?)null), ct);

    public Task WriteAsync(string projectId, IExport export, CancellationToken ct) =>
        archive.WriteAsync(db.Generations.Where(g => g.ProjectId == projectId && g.DeletedAt == null), export, ct);

    private async Task<MediaRow?> CoverAsync(string projectId, string? coverId, CancellationToken ct)
    {
        var pictures =
            from g in db.Generations.AsNoTracking()
            join m in db.Media on g.Id equals m.GenerationId
            where g.ProjectId == projectId && g.DeletedAt == null && g.Stage == Stage.Completed && m.HasThumbnail && m.Ordinal == 0
            select new { g.Id, Media = m };
        var chosen = coverId is null ? null : await pictures.Where(p => p.Id == coverId).Select(p => p.Media).FirstOrDefaultAsync(ct);
        return chosen ?? await pictures.OrderByDescending(p => p.Id).Select(p => p.Media).FirstOrDefaultAsync(ct);
    }
}
