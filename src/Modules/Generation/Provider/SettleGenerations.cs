using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Settles generations whose end was shown before their charge was known, and removes deleted ones after it.</summary>
internal sealed class SettleGenerations(
    GenerationDb db, FinishGeneration finish, StopGeneration stop, RemoveGenerations remove, TimeProvider clock) : IWork
{
    private const int BatchSizeMax = 50;

    public async Task RunAsync(CancellationToken ct)
    {
        var unsettled = await db.Generations.AsNoTracking().Where(g => g.CompletedAt != null && g.SettledAt == null && g.NextPollAt == null)
            .OrderBy(g => g.CompletedAt).Take(BatchSizeMax).ToListAsync(ct);
        foreach (var row in unsettled) await finish.SettleLateAsync(row);

        // A deletion that can still be taken back lies in the future.
        var now = clock.GetUtcNow();
        var running = await db.Generations.Where(g => g.DeletedAt <= now && g.NextPollAt != null && g.CancelRequestedAt == null)
            .OrderBy(g => g.DeletedAt).Select(g => g.Id).Take(BatchSizeMax).ToListAsync(ct);
        foreach (var id in running) await stop.AskAsync(id);
        var deleted = await db.Generations.Where(g => g.DeletedAt <= now && g.SettledAt != null && g.NextPollAt == null)
            .OrderBy(g => g.DeletedAt).Select(g => g.Id).Take(BatchSizeMax).ToListAsync(ct);
        foreach (var id in deleted) await remove.RemoveAsync(id);
    }
}
