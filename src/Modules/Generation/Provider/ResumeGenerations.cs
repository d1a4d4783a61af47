using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>At a start, and every few seconds: whatever is in flight is looked at, also where every job and hint was lost.</summary>
internal sealed class ResumeGenerations(GenerationDb db, PollGate gate, TimeProvider clock) : IWork, IStartup
{
    // Whoever held a lease may be gone; one that lives on another node only sees its row looked at twice.
    public async Task StartAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.Generations.Where(g => g.Lease != null).ExecuteUpdateAsync(
            set => set.SetProperty(g => g.Lease, (string?)null).SetProperty(g => g.NextPollAt, now), ct);
        await db.Generations.Where(g => g.NextPollAt != null).ExecuteUpdateAsync(set => set.SetProperty(g => g.NextPollAt, now), ct);
        await RunAsync(ct);
    }

    public async Task RunAsync(CancellationToken ct)
    {
        if (await db.Generations.AnyAsync(g => g.NextPollAt != null, ct)) gate.Wake();
    }
}
