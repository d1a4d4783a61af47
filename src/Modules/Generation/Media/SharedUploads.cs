using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Generation;

namespace OmniHub.Generation;

/// <summary>Uploads, for the other modules.</summary>
internal sealed class SharedUploads(GenerationDb db, MediaStore store, MediaLinks links, TimeProvider clock) : IUploads
{
    public async Task<UploadInfo?> UseAsync(string uploadId, string userId, CancellationToken ct)
    {
        var mine = db.Media.Where(m => m.Id == uploadId && m.UserId == userId && m.GenerationId == null);
        if (await mine.Select(m => new UploadInfo(m.Id, m.ContentType, m.Bytes)).FirstOrDefaultAsync(ct) is not { } upload) return null;
        var now = clock.GetUtcNow();
        await mine.Where(m => m.UsedAt == null).ExecuteUpdateAsync(set => set.SetProperty(m => m.UsedAt, now), ct);
        return upload;
    }

    public Stream? Open(string uploadId) => File.Exists(store.PathOf(uploadId)) ? File.OpenRead(store.PathOf(uploadId)) : null;

    public async Task<IReadOnlyDictionary<string, UploadLinks>> LinksAsync(IReadOnlyCollection<string> uploadIds, CancellationToken ct)
    {
        if (uploadIds.Count == 0) return new Dictionary<string, UploadLinks>();
        var rows = await db.Media.AsNoTracking().Where(m => uploadIds.Contains(m.Id)).ToListAsync(ct);
        return rows.Select(links.Show).ToDictionary(f => f.Id, f => new UploadLinks(f.Url, f.ThumbnailUrl));
    }
}
