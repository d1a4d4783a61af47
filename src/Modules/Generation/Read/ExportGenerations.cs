using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;

namespace OmniHub.Generation;

/// <summary>Everything that a person made, with its files, in the export of their data.</summary>
internal sealed class ExportGenerations(GenerationDb db, GenerationArchive archive) : IExportPart
{
    public async Task WriteAsync(string userId, IExport export, CancellationToken ct)
    {
        await archive.WriteAsync(db.Generations.Where(g => g.UserId == userId && g.DeletedAt == null), export, ct);
        await archive.AddFilesAsync(db.Media.Where(m => m.UserId == userId && m.GenerationId == null), export, ct);
    }
}

/// <summary>Writes generations into an archive: a manifest of prompts, models, settings and costs, and the files.</summary>
internal sealed class GenerationArchive(GenerationDb db, ReadGenerations read, MediaStore store)
{
    private const int BatchSizeMax = 200;

    public async Task WriteAsync(IQueryable<GenerationRow> rows, IExport export, CancellationToken ct)
    {
        await export.AddJsonAsync("generations.json", ShowAsync(rows, ct), ct);
        await AddFilesAsync(db.Media.Where(m => rows.Any(g => g.Id == m.GenerationId)), export, ct);
    }

    public async Task AddFilesAsync(IQueryable<MediaRow> media, IExport export, CancellationToken ct)
    {
        var files = await media.AsNoTracking().Select(m => new { m.Id, m.ContentType }).ToListAsync(ct);
        foreach (var file in files.Where(f => File.Exists(store.PathOf(f.Id))))
        {
            await export.AddAsync(
                $"media/{file.Id}{MediaTypes.Extension(file.ContentType)}",
                async archive =>
                {
                    await using var content = File.OpenRead(store.PathOf(file.Id));
                    await content.CopyToAsync(archive, ct);
                },
                ct);
        }
    }

    private async IAsyncEnumerable<GenerationView> ShowAsync(IQueryable<GenerationRow> rows, [EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        while (true)
        {
            var batch = await rows.AsNoTracking().Where(g => after == null || g.Id.CompareTo(after) < 0)
                .OrderByDescending(g => g.Id).Take(BatchSizeMax).ToListAsync(ct);
            foreach (var view in await read.ShowAsync(batch, ct)) yield return view;
            if (batch.Count < BatchSizeMax) yield break;
            after = batch[^1].Id;
        }
    }
}
