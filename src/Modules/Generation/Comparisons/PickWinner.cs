using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Body of POST /api/comparisons/{id}/winner.</summary>
internal sealed record WinnerForm(string? GenerationId);

/// <summary>POST /api/comparisons/{id}/winner</summary>
internal static class PickWinner
{
    public static async Task<Reply> Handle(
        string id, Body<WinnerForm> body, ICurrentUser me, ReadGenerations read, ChangeRight right, GenerationDb db, CancellationToken ct)
    {
        if (body.Value.GenerationId is not { Length: > 0 } winnerId)
            return Refusal.Invalid("generationId", "Name the generation that wins.");
        if (await read.ComparisonAsync(id, me.Id, ct) is not { } comparison) return Refusal.NotFound();
        if (comparison.Generations.SingleOrDefault(g => g.Id == winnerId) is not { } winner)
            return Refusal.NotFound("This comparison has no such generation.");
        if (await right.RefusalAsync(winner.WorkspaceId, me, ct) is { } refusal) return refusal;
        if (winner.Status != GenerationStatus.Completed) return Refusal.Conflict("Only a finished generation can win.");

        await db.Comparisons.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.WinnerId, winnerId), ct);
        return Reply.Of(comparison with { WinnerId = winnerId }).Redirect($"/compare/{id}");
    }
}
