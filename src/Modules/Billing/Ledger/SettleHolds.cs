using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Asks the owners of holds whose review is due. What an event or a crash lost is found here.</summary>
internal sealed class SettleHolds(BillingDb db, IServiceScopeFactory scopes, TimeProvider clock, ILogger<SettleHolds> log) : IWork
{
    private const int BatchSizeMax = 200;
    private const int BatchesMax = 25;
    private const int ParallelMax = 16;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken ct)
    {
        // Every hold asked now is closed or due later, so a hold is met once in a run.
        var due = clock.GetUtcNow();
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = ct };
        for (var batch = 0; batch < BatchesMax; batch++)
        {
            var ids = await DueAsync(db, due, ct);
            await Parallel.ForEachAsync(ids, options, SettleAsync);
            if (ids.Count < BatchSizeMax) return;
        }
    }

    /// <summary>The next holds to ask about, longest due first.</summary>
    public static Task<List<string>> DueAsync(BillingDb db, DateTimeOffset due, CancellationToken ct) =>
        db.Holds.Where(h => h.State == HoldState.Open && h.ReviewAt <= due)
            .OrderBy(h => h.ReviewAt).Take(BatchSizeMax).Select(h => h.Id).ToListAsync(ct);

    private async ValueTask SettleAsync(string id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<ICredits>().SettleAsync(id, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "The owner of hold {HoldId} could not say what became of it; asked again later", id);
            var again = clock.GetUtcNow() + AfterFailure;
            await scope.ServiceProvider.GetRequiredService<BillingDb>().Holds.Where(h => h.Id == id && h.State == HoldState.Open)
                .ExecuteUpdateAsync(s => s.SetProperty(h => h.ReviewAt, again), ct);
        }
    }
}
