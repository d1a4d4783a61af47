using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;

namespace OmniHub.Generation;

/// <summary>Everything that a person made, with its files, in the export of their data.</summary>
internal sealed class ExportGenerations(GenerationDb db, GenerationArchive archive) : IExportPart
{
    public async Task WriteAsync(string userId, IExport export, CancellationToken ct)
    {
        await archive.WriteAsync(db.Generations.Where(g => g.UserId == userId && g.DeletedAt == null), export, ct);
        var uploads = await db.Media.AsNoTracking().Where(m => m.UserId == userId && m.GenerationId == null)
            .Select(m => new ArchiveFile(m.Id, "", m.ContentType)).ToListAsync(ct);
        await archive.AddFilesAsync(uploads.Select(u => u with { Path = $"media/{u.MediaId}{MediaTypes.Extension(u.ContentType)}" }), export, ct);
    }
}
