using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>The ledger, as the other modules see it: reads here, writes through the one writer.</summary>
internal sealed class Credits(
    IServiceProvider services, LedgerWriter writer, IServiceScopeFactory scopes, TellChanges changes, TimeProvider clock, ILogger<Credits> log) : ICredits
{
    private static readonly ActivitySource Spans = new("OmniHub.Billing");
    private static readonly Micros AmountMax = new(1_000_000_000 * Micros.PerCredit);
    private static readonly TimeSpan ReviewSoonest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReviewWithoutOwner = TimeSpan.FromMinutes(5);

    // Only when something is read: the writer has a connection of its own.
    private BillingDb Db => services.GetRequiredService<BillingDb>();

    public async Task<HoldResult> HoldAllAsync(IReadOnlyList<HoldRequest> requests, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(requests.Count);
        var account = requests[0].Account;
        foreach (var request in requests)
        {
            if (request.Account != account) throw new ArgumentException("Holds made together are of one account.", nameof(requests));
            Check(request.Amount);
        }

        var result = await writer.WriteAsync(account, session => OpenHolds.ApplyAsync(session, requests), ct);
        if (result is HoldResult.Held) changes.Tell(account);
        return result;
    }

    public async Task SettleAsync(string holdId, CancellationToken ct)
    {
        var hold = await Db.Holds.AsNoTracking().FirstOrDefaultAsync(h => h.Id == holdId && h.State == HoldState.Open, ct);
        if (hold is null) return;
        using var span = Spans.StartActivity("ledger.settle")?.SetTag("omnihub.hold", holdId);
        switch (await JudgeAsync(hold, ct))
        {
            case Verdict.Wait wait:
                await PostponeAsync(hold.Id, wait.ReviewAt, ct);
                break;
            case Verdict.Charge charge:
                await CloseAsync(hold, isCapped: true, Check(charge.Amount), Check(charge.ProviderCost), charge.Receipt, ct);
                break;
            case Verdict.Release release:
                await CloseAsync(hold, isCapped: true, Micros.Zero, Micros.Zero, release.Receipt, ct);
                break;
        }
    }

    public Task CloseAsync(HoldRequest hold, Verdict verdict, CancellationToken ct) => verdict switch
    {
        Verdict.Charge charge => CloseAsync(Hold.Of(hold, clock.GetUtcNow()), hold.Caps.Count > 0, Check(charge.Amount), Check(charge.ProviderCost), charge.Receipt, ct),
        Verdict.Release release => CloseAsync(Hold.Of(hold, clock.GetUtcNow()), hold.Caps.Count > 0, Micros.Zero, Micros.Zero, release.Receipt, ct),
        _ => throw new ArgumentException("A hold is closed by a charge or a release.", nameof(verdict)),
    };

    public async Task<Balance> BalanceAsync(string account, CancellationToken ct) => (await BalancesAsync([account], ct))[account];

    public async Task<IReadOnlyDictionary<string, Balance>> BalancesAsync(IReadOnlyCollection<string> accounts, CancellationToken ct)
    {
        var found = await Db.Accounts.AsNoTracking().Where(a => accounts.Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, a => new Balance(new(a.PostedMicros), new(a.HeldMicros)), ct);
        foreach (var account in accounts) found.TryAdd(account, new(Micros.Zero, Micros.Zero));
        return found;
    }

    public async Task<PostResult> PostAsync(PostRequest request, CancellationToken ct)
    {
        Check(request.Amount < Micros.Zero ? -request.Amount : request.Amount);
        _ = OperatorAccount.Facing(request.Kind);
        var result = await writer.WriteAsync(request.Account, session => PostEntry.ApplyAsync(session, request), ct);
        if (result is PostResult.Posted) changes.Tell(request.Account);
        return result;
    }

    public async Task<IReadOnlyDictionary<string, Micros>> UsedAsync(IReadOnlyCollection<string> capKeys, CancellationToken ct)
    {
        var found = await Db.Caps.AsNoTracking().Where(c => capKeys.Contains(c.Key))
            .ToDictionaryAsync(c => c.Key, c => new Micros(c.ChargedMicros + c.HeldMicros), ct);
        foreach (var key in capKeys) found.TryAdd(key, Micros.Zero);
        return found;
    }

    // In a scope of its own, outside of any transaction: the owner reads its tables as they are now.
    private async Task<Verdict> JudgeAsync(Hold hold, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var owner = scope.ServiceProvider.GetServices<IHoldOwner>().SingleOrDefault(o => o.Purpose == hold.Purpose);
        if (owner is not null) return await owner.JudgeAsync(hold.Id, ct);
        log.LogError("Nobody answers for hold {HoldId} of purpose {Purpose}; it stays open", hold.Id, hold.Purpose);
        return new Verdict.Wait(clock.GetUtcNow() + ReviewWithoutOwner);
    }

    private async Task PostponeAsync(string holdId, DateTimeOffset reviewAt, CancellationToken ct)
    {
        var soonest = clock.GetUtcNow() + ReviewSoonest;
        var at = reviewAt > soonest ? reviewAt : soonest;
        await Db.Holds.Where(h => h.Id == holdId && h.State == HoldState.Open)
            .ExecuteUpdateAsync(s => s.SetProperty(h => h.ReviewAt, at), ct);
    }

    private async Task CloseAsync(Hold hold, bool isCapped, Micros amount, Micros providerCost, Receipt? receipt, CancellationToken ct)
    {
        var closed = await writer.WriteAsync(hold.Account, session => CloseHold.ApplyAsync(session, hold, isCapped, amount, providerCost, receipt), ct);
        if (!closed) return;
        log.LogDebug("Hold {HoldId} closed: {Charged} of {Held} micros charged", hold.Id, amount.Value, hold.AmountMicros);
        changes.Tell(hold.Account);
    }

    private static Micros Check(Micros amount) => amount >= Micros.Zero && amount <= AmountMax
        ? amount
        : throw new ArgumentOutOfRangeException(nameof(amount), amount.Value, "An amount is not negative and not absurd.");
}
