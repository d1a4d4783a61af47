using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Removes uploads that nobody used, and files that no row knows.</summary>
internal sealed class CleanUpMedia(GenerationDb db, MediaStore store, TimeProvider clock) : IWork
{
    private const int BatchSizeMax = 200;

    /// <summary>An upload that is not used in this time goes; a younger file may still get its row.</summary>
    private static readonly TimeSpan KeepFor = TimeSpan.FromHours(24);

    public async Task RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - KeepFor;
        var expired = await db.Media.Where(m => m.GenerationId == null && m.UsedAt == null && m.CreatedAt < before)
            .OrderBy(m => m.CreatedAt).Select(m => m.Id).Take(BatchSizeMax).ToListAsync(ct);
        foreach (var id in expired)
        {
            // Asked again with the delete: it may have been used a moment ago.
            if (await db.Media.Where(m => m.Id == id && m.UsedAt == null).ExecuteDeleteAsync(ct) == 1) store.Delete(id);
        }

        foreach (var batch in store.WrittenBefore(before, forget: true).Chunk(BatchSizeMax))
        {
            foreach (var file in await StrangersAsync(db, store, batch, ct)) File.Delete(file.Path);
        }
    }

    /// <summary>Files that no row knows, or that lie where nobody looks for them.</summary>
    public static async Task<List<StoredFile>> StrangersAsync(GenerationDb db, MediaStore store, StoredFile[] files, CancellationToken ct)
    {
        var ids = files.Select(f => f.Id).Distinct().ToList();
        var known = (await db.Media.Where(m => ids.Contains(m.Id)).Select(m => m.Id).ToListAsync(ct)).ToHashSet();
        return [.. files.Where(f => !known.Contains(f.Id) || !store.IsInPlace(f))];
    }
}
