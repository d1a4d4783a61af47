using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Community;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>DELETE /api/generations/{id}: out of sight at once; stopped where it still runs, and gone when its hold is closed.</summary>
internal static class DeleteGeneration
{
    public static async Task<Reply> Handle(
        string id, ICurrentUser me, ChangeRight right, GenerationDb db, StopGeneration stop, RemoveGenerations remove, IEvents events,
        TimeProvider clock, CancellationToken ct, ISharedWork? shared = null)
    {
        var (row, refusal) = await right.OfAsync(id, me, ct);
        if (row is null) return refusal!;
        var now = clock.GetUtcNow();
        var hidden = await db.Generations.Where(g => g.Id == id && g.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.DeletedAt, now), ct);
        if (hidden == 0) return Refusal.NotFound();

        if (shared is not null) await shared.TakeDownAsync([id], CancellationToken.None);
        if (!row.Stage.IsTerminal()) await stop.AskAsync(id);
        await remove.RemoveAsync(id);
        events.Publish(new GenerationChanged(id, row.UserId, row.WorkspaceId));
        return Reply.Nothing();
    }
}
