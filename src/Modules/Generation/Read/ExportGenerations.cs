using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;

namespace OmniHub.Generation;

/// <summary>Everything that a person made, with its files, in the export of their data.</summary>
internal sealed class ExportGenerations(GenerationDb db, ReadGenerations read, MediaStore store) : IExportPart
{
    private const int BatchSizeMax = 200;

    public async Task WriteAsync(string userId, IExport export, CancellationToken ct)
    {
        await export.AddJsonAsync("generations.json", AllAsync(userId, ct), ct);
        var files = await db.Media.AsNoTracking().Where(m => m.UserId == userId).Select(m => new { m.Id, m.ContentType }).ToListAsync(ct);
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

    private async IAsyncEnumerable<GenerationView> AllAsync(string userId, [EnumeratorCancellation] CancellationToken ct)
    {
        string? after = null;
        while (true)
        {
            var rows = await db.Generations.AsNoTracking().Where(g => g.UserId == userId && g.DeletedAt == null)
                .Where(g => after == null || g.Id.CompareTo(after) < 0)
                .OrderByDescending(g => g.Id).Take(BatchSizeMax).ToListAsync(ct);
            foreach (var view in await read.ShowAsync(rows, ct)) yield return view;
            if (rows.Count < BatchSizeMax) yield break;
            after = rows[^1].Id;
        }
    }
}
