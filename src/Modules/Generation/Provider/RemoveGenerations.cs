using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Takes a generation that has ended out of the tables, then its files off the disk. The ledger stays.</summary>
internal sealed class RemoveGenerations(GenerationDb db, MediaStore store, TallyGenerations tally, IEvents events)
{
    /// <summary>Does nothing while the hold is open: the row has to answer for it. It is counted first: figures lose nothing.</summary>
    public async Task<bool> RemoveAsync(string id)
    {
        await tally.CountAsync(id, CancellationToken.None);
        var files = await db.Media.Where(m => m.GenerationId == id).Select(m => m.Id).ToListAsync();
        var gone = await db.WriteAsync(
            async () =>
            {
                var ended = db.Generations.Where(g => g.Id == id && g.SettledAt != null && g.NextPollAt == null && g.CountedAt != null);
                if (await ended.ExecuteDeleteAsync() == 0) return false;
                await db.Media.Where(m => m.GenerationId == id).ExecuteDeleteAsync();
                return true;
            },
            CancellationToken.None);
        if (!gone) return false;
        // A file that is left behind by a crash here has no row, and the clean-up finds it.
        foreach (var file in files) store.Delete(file);
        events.Publish(new GenerationDeleted(id));
        return true;
    }
}
