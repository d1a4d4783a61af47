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
            var known = await db.Media.Where(m => batch.Contains(m.Id)).Select(m => m.Id).ToListAsync(ct);
            foreach (var id in batch.Except(known)) store.Delete(id);
        }
    }
}
