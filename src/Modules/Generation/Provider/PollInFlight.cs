using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Looks at what is in flight when it is due: runs while there is anything, follows itself, stops when there is nothing.</summary>
internal sealed partial class PollInFlight(
    IServiceScopeFactory scopes, PollGate gate, IJobs jobs, TimeProvider clock, ILogger<PollInFlight> log) : IJob
{
    public const int BatchSizeMax = 50;

    private const int ClaimedMax = 2 * BatchSizeMax;

    /// <summary>A row that somebody looks at is left alone so long.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan RunMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(string id, CancellationToken ct)
    {
        if (gate.TryEnter() is not { } token) return;
        try
        {
            var until = clock.GetUtcNow() + RunMax;
            while (!ct.IsCancellationRequested && clock.GetUtcNow() < until)
            {
                var seen = gate.Wakes;
                if (await StepAsync(ct) is { } pause) await gate.WaitAsync(seen, pause, ct);
                else if (gate.TryLeave(token, seen)) return;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The server stops; the next start looks at everything.
        }
        finally
        {
            gate.Leave(token);
        }

        if (!ct.IsCancellationRequested) jobs.Enqueue<PollInFlight>("on");
    }

    /// <summary>Claims what is due and hands it on. How long to pause, or null where nothing is in flight.</summary>
    private async Task<TimeSpan?> StepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GenerationDb>();
        await ReleaseAsync(db, ct);
        var now = clock.GetUtcNow();
        var next = await db.Generations.Where(g => g.NextPollAt != null).MinAsync(g => g.NextPollAt, ct);
        if (next is null) return null;
        var isAsking = Volatile.Read(ref gate.Claimed) > 0 || !gate.Unchanged.IsEmpty;
        if (next > now) return isAsking ? PauseMin : Pause(next.Value - now);
        if (Volatile.Read(ref gate.Claimed) > ClaimedMax - BatchSizeMax) return PauseMin;

        var rows = await ClaimAsync(db, now, ct);
        foreach (var row in rows)
        {
            Interlocked.Increment(ref gate.Claimed);
            // One that hangs holds up nobody but itself.
            _ = LookAsync(row);
        }

        return rows.Count == BatchSizeMax ? TimeSpan.Zero : PauseMin;
    }

    private async Task<List<GenerationRow>> ClaimAsync(GenerationDb db, DateTimeOffset now, CancellationToken ct)
    {
        var batch = $"{gate.Lease}.{Guid.NewGuid():n}";
        await db.Generations.Where(g => g.NextPollAt <= now).OrderBy(g => g.NextPollAt).Take(BatchSizeMax).ExecuteUpdateAsync(
            set => set.SetProperty(g => g.Lease, batch).SetProperty(g => g.NextPollAt, now + LeaseTime), ct);
        return await db.Generations.AsNoTracking().Where(g => g.Lease == batch).ToListAsync(ct);
    }

    private async Task LookAsync(GenerationRow row)
    {
        await gate.Slots.WaitAsync();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (!await scope.ServiceProvider.GetRequiredService<ContinueGeneration>().LookAsync(row))
                gate.Unchanged.Enqueue((row.Id, clock.GetUtcNow() - (row.SubmittedAt ?? row.CreatedAt)));
        }
        catch (Exception e)
        {
            // One row's trouble is that row's: its lease runs out, and it is looked at again.
            LogTrouble(row.Id, e);
        }
        finally
        {
            gate.Slots.Release();
            Interlocked.Decrement(ref gate.Claimed);
        }
    }

    // What did not change costs one write for all.
    private async Task ReleaseAsync(GenerationDb db, CancellationToken ct)
    {
        var rows = new List<(string Id, TimeSpan Pause)>();
        while (gate.Unchanged.TryDequeue(out var row)) rows.Add((row.Id, Patience.Poll(row.Age)));
        var now = clock.GetUtcNow();
        foreach (var group in rows.GroupBy(r => r.Pause))
        {
            var (ids, ours) = (group.Select(r => r.Id).ToList(), gate.Lease);
            await db.Generations.Where(g => ids.Contains(g.Id) && g.Lease!.StartsWith(ours)).ExecuteUpdateAsync(
                set => set.SetProperty(g => g.Lease, (string?)null).SetProperty(g => g.NextPollAt, now + group.Key), ct);
        }
    }

    private static TimeSpan Pause(TimeSpan wanted) => wanted < PauseMin ? PauseMin : wanted > PauseMax ? PauseMax : wanted;

    [LoggerMessage(Level = LogLevel.Error, Message = "Generation {Id} could not be looked at")]
    private partial void LogTrouble(string id, Exception e);
}
