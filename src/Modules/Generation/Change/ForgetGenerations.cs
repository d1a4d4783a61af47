using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;

namespace OmniHub.Generation;

/// <summary>A person or a workspace leaves: what was made is out of sight at once, and removed as each hold closes.</summary>
internal sealed class ForgetGenerations(
    GenerationDb db, MediaStore store, StopGeneration stop, RemoveGenerations remove, TimeProvider clock) : IForgetPart
{
    public async Task ForgetAsync(string userId, CancellationToken ct)
    {
        await HideAsync(db.Generations.Where(g => g.UserId == userId), ct);
        var uploads = await db.Media.Where(m => m.UserId == userId && m.GenerationId == null).Select(m => m.Id).ToListAsync(ct);
        await db.Media.Where(m => m.UserId == userId && m.GenerationId == null).ExecuteDeleteAsync(ct);
        foreach (var id in uploads) store.Delete(id);
        await db.Comparisons.Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
    }

    public Task ForgetWorkspaceAsync(string workspaceId, CancellationToken ct) =>
        HideAsync(db.Generations.Where(g => g.WorkspaceId == workspaceId), ct);

    private async Task HideAsync(IQueryable<GenerationRow> rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await rows.Where(g => g.DeletedAt == null).ExecuteUpdateAsync(set => set.SetProperty(g => g.DeletedAt, now), ct);
        var running = await rows.Where(g => g.NextPollAt != null).Select(g => g.Id).ToListAsync(ct);
        foreach (var id in running) await stop.AskAsync(id);
        var ended = await rows.Where(g => g.SettledAt != null).Select(g => g.Id).ToListAsync(ct);
        foreach (var id in ended) await remove.RemoveAsync(id);
    }
}
