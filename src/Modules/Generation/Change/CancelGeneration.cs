using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>POST /api/generations/{id}/cancel: at once before the provider has it, else as soon as the provider agrees.</summary>
internal static class CancelGeneration
{
    /// <summary>The answer waits so long for the provider's; afterwards the row tells.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(2);

    private static readonly Refusal TooLate = Refusal.Conflict("This generation has ended already.", "not_cancellable");

    public static async Task<Reply> Handle(
        string id, ICurrentUser me, ChangeRight right, StopGeneration stop, ReadGenerations read, GenerationSignals signals,
        TimeProvider clock, CancellationToken ct)
    {
        var (row, refusal) = await right.OfAsync(id, me, ct);
        if (row is null) return refusal!;
        using var watch = signals.Of(id);
        if (!await stop.AskAsync(row.Id)) return TooLate;

        var began = clock.GetTimestamp();
        while (true)
        {
            if (await read.FindAsync(id, me.Id, ct) is not { } view) return Refusal.NotFound();
            var left = WaitMax - clock.GetElapsedTime(began);
            if (!view.IsRunning || left <= TimeSpan.Zero) return Reply.Of(view);
            await watch.WaitAsync(left, ct);
        }
    }
}

/// <summary>Asks a generation to stop, wherever it stands.</summary>
internal sealed class StopGeneration(GenerationDb db, FinishGeneration finish, PollGate gate, IEvents events, TimeProvider clock)
{
    /// <summary>False where it has ended.</summary>
    public async Task<bool> AskAsync(string id)
    {
        if (await finish.CancelAsync(id, Stage.Pending)) return true;
        var now = clock.GetUtcNow();
        var asked = await db.Generations.Where(g => g.Id == id && Stages.Undecided.Contains(g.Stage)).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.CancelRequestedAt, g => g.CancelRequestedAt ?? now)) == 1;
        if (!asked) return false;
        // At the provider: looked at now, whoever looks at it already.
        await db.Generations.Where(g => g.Id == id && (g.Stage == Stage.Queued || g.Stage == Stage.Running)).ExecuteUpdateAsync(set => set
            .SetProperty(g => g.NextPollAt, now)
            .SetProperty(g => g.Lease, (string?)null));
        if (await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id) is { } row)
            events.Publish(new GenerationChanged(id, row.UserId, row.WorkspaceId));
        gate.Wake();
        return true;
    }
}
