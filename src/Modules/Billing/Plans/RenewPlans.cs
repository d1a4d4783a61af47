using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Ends the months that are over: unused credits expire as the plan says, and the next month's come.</summary>
internal sealed class RenewPlans(BillingDb db, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RenewPlans> log) : IWork
{
    private const int BatchSizeMax = 200;
    private const int BatchesMax = 25;

    public async Task RunAsync(CancellationToken ct)
    {
        var last = DateTimeOffset.MinValue;
        for (var batch = 0; batch < BatchesMax; batch++)
        {
            var due = await DueAsync(db, last, clock.GetUtcNow(), ct);
            foreach (var s in due) await TryAsync(s.Account, subscriptions => subscriptions.CatchUpAsync(s, ct));
            if (due.Count < BatchSizeMax) break;
            last = due[^1].PeriodEnd;
        }

        foreach (var account in await LeftAsync(db).OrderBy(id => id).Take(BatchSizeMax).ToListAsync(ct))
            await TryAsync(account, subscriptions => subscriptions.ExpireLeftAsync(account, ct));
    }

    /// <summary>Months that are over, longest first; one that fails does not hold up those after it.</summary>
    public static Task<List<Subscription>> DueAsync(BillingDb db, DateTimeOffset from, DateTimeOffset now, CancellationToken ct) =>
        db.Subscriptions.AsNoTracking().Where(s => s.State == SubscriptionState.Active && s.PeriodEnd <= now && s.PeriodEnd >= from)
            .OrderBy(s => s.PeriodEnd).Take(BatchSizeMax).ToListAsync(ct);

    /// <summary>Accounts with an allowance that no work holds and no plan stands behind.</summary>
    public static IQueryable<string> LeftAsync(BillingDb db) => db.Accounts
        .Where(a => a.AllowanceMicros > 0 && a.AllowanceMicros > a.HeldMicros
            && !db.Subscriptions.Any(s => s.Account == a.Id && s.State == SubscriptionState.Active))
        .Select(a => a.Id);

    private async Task TryAsync(string account, Func<Subscriptions, Task> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await act(scope.ServiceProvider.GetRequiredService<Subscriptions>());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "The month of {Account} could not be ended; the next run tries again", account);
        }
    }
}
