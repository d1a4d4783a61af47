using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>One random thing that happens to the books.</summary>
public sealed record Step(Act Act, int Account, int Which, int Amount, int Other);

public enum Act
{
    Grant,
    Take,
    Hold,
    HoldFour,
    HoldAgain,
    HoldUnderLimit,
    SettleAtOnce,
    Decide,
    Sweep,
    CancelledHold,
    Bill,
    Restart,
}

/// <summary>Plays steps against the books and, in the simplest way there is, against a model of them.</summary>
internal sealed class BooksModel(Books books)
{
    private const long Limit = 700;
    private const decimal MarginPercent = 25;
    private readonly Sum[] sums = [new(), new(), new()];
    private readonly List<Held> holds = [];
    private readonly string run = Id.New("run");
    private string[] accounts = [];

    private sealed class Sum
    {
        public long Posted, Held, Capped;

        public long Spendable => Posted - Held;
    }

    private sealed class Held(string id, int account, long amount, bool capped)
    {
        public readonly string Id = id;
        public readonly int Account = account;
        public readonly long Amount = amount;
        public readonly bool Capped = capped;
        public bool IsOpen = true;
        public bool IsChecked;
        public Verdict? Verdict;

        /// <summary>The verdict it was closed by: what its owner says later changes nothing.</summary>
        public Verdict? Final;
    }

    public async Task PlayAsync(IEnumerable<Step> steps)
    {
        accounts = await Task.WhenAll(sums.Select(_ => books.AccountAsync(0)));
        foreach (var step in steps) await PlayAsync(step);
        for (var i = 0; i < sums.Length; i++)
        {
            Assert.Equal(new Balance(new(sums[i].Posted), new(sums[i].Held)), await books.BalanceAsync(accounts[i]));
            Assert.Equal(sums[i].Capped, await books.UsedAsync(Cap(i).Key));
        }

        await books.AssertBalancesAsync();
    }

    private Cap Cap(int account) => new($"key:{run}{account}", new(Limit), "");

    private Task PlayAsync(Step s) => s.Act switch
    {
        Act.Grant => GrantAsync(s.Account, s.Amount),
        Act.Take => TakeAsync(s.Account, s.Amount),
        Act.Hold => HoldAsync(s.Account, s.Amount, 1, false),
        Act.HoldFour => HoldAsync(s.Account, s.Amount, 4, s.Other % 2 == 0),
        Act.HoldUnderLimit => HoldAsync(s.Account, s.Amount, 1, true),
        Act.HoldAgain => HoldAgainAsync(s),
        Act.SettleAtOnce => SettleAsync(s),
        Act.Decide => DecideAsync(s),
        Act.Sweep => SweepAsync(),
        Act.CancelledHold => CancelledAsync(s),
        Act.Bill => BillAsync(s),
        _ => books.RestartAsync(),
    };

    private async Task GrantAsync(int account, long amount)
    {
        await books.GrantAsync(accounts[account], amount);
        sums[account].Posted += amount;
    }

    private async Task TakeAsync(int account, long amount)
    {
        var result = await books.GrantAsync(accounts[account], -amount, null, EntryKind.Adjustment);
        Assert.Equal(sums[account].Spendable >= amount, result is PostResult.Posted);
        if (result is PostResult.Posted) sums[account].Posted -= amount;
    }

    private async Task HoldAsync(int account, long amount, int count, bool capped)
    {
        var requests = Enumerable.Range(0, count).Select(_ => books.Request(accounts[account], amount, null, capped ? [Cap(account)] : [])).ToArray();
        var sum = sums[account];
        var total = amount * count;
        HoldResult expected = sum.Spendable < total ? new HoldResult.NotEnough(new(total), new(sum.Spendable))
            : capped && sum.Capped + total > Limit ? new HoldResult.OverCap(Cap(account), new(total), new(Limit - sum.Capped))
            : new HoldResult.Held();
        Assert.Equal(expected, await books.In<ICredits, HoldResult>(c => c.HoldAllAsync(requests, default)));
        if (expected is not HoldResult.Held) return;
        sum.Held += total;
        if (capped) sum.Capped += total;
        holds.AddRange(requests.Select(r => new Held(r.HoldId, account, amount, capped)));
    }

    private async Task HoldAgainAsync(Step s)
    {
        if (Pick(s) is not { } hold) return;
        Assert.IsType<HoldResult.AlreadyHeld>(await books.HoldAsync(accounts[hold.Account], hold.Amount, hold.Id));
    }

    private Task DecideAsync(Step s)
    {
        if (Pick(s) is not { } hold) return Task.CompletedTask;
        hold.Verdict = (s.Other % 4) switch
        {
            0 => new Verdict.Wait(books.Clock.GetUtcNow().AddMinutes(s.Amount)),
            1 => new Verdict.Release(s.Which % 2 == 0 ? null : Receipt(hold)),
            2 => new Verdict.Charge(new(hold.Amount * s.Amount / 400), new(s.Amount), Receipt(hold)),
            _ => new Verdict.Charge(new(hold.Amount + s.Amount), new(hold.Amount), Receipt(hold)),
        };
        books.Says(hold.Id, hold.Verdict);
        return Task.CompletedTask;
    }

    private async Task SettleAsync(Step s)
    {
        if (Pick(s) is not { } hold) return;
        await Task.WhenAll(Enumerable.Range(0, 1 + (s.Other % 3)).Select(_ => books.SettleAsync(hold.Id)));
        Close(hold);
    }

    // Some of the work is sold at a price of its own.
    private static Receipt Receipt(Held hold) => new("test", "at-provider-" + hold.Id, hold.Amount % 3 == 0 ? null : MarginPercent);

    // The provider's books are read by several at once; what they say counts once.
    private async Task BillAsync(Step s)
    {
        var told = holds.Where(h => h is { IsOpen: false, IsChecked: false } && ReceiptOf(h.Final) is not null).ToList();
        foreach (var hold in told) books.Bills("at-provider-" + hold.Id, new BillLook.Billed(Billed(s, hold) / (decimal)Micros.PerCredit));
        books.Clock.Move(TimeSpan.FromDays(3));
        await Task.WhenAll(Enumerable.Range(0, 1 + (s.Other % 3)).Select(_ => books.CheckBillsAsync()));
        foreach (var hold in told)
        {
            hold.IsChecked = true;
            var charge = hold.Final as Verdict.Charge ?? new(Micros.Zero, Micros.Zero);
            var (billed, paid) = (Billed(s, hold), Math.Min(hold.Amount, charge.Amount.Value));
            if (billed == charge.ProviderCost.Value || (hold.Final is Verdict.Charge { Receipt.MarginPercent: null })) continue;
            var back = Math.Max(0, paid - Micros.Charge(billed / (decimal)Micros.PerCredit, MarginPercent).Value);
            sums[hold.Account].Posted += back;
            if (hold.Capped) sums[hold.Account].Capped -= back;
        }
    }

    private static long Billed(Step s, Held hold) => (s.Amount + hold.Amount) * (s.Other + 1) / 6;

    private static Receipt? ReceiptOf(Verdict? verdict) => verdict switch
    {
        Verdict.Charge charge => charge.Receipt,
        Verdict.Release release => release.Receipt,
        _ => null,
    };

    // Moving past every review makes every owner speak.
    private async Task SweepAsync()
    {
        books.Clock.Move(TimeSpan.FromDays(1));
        await books.SweepAsync();
        holds.ForEach(Close);
    }

    private async Task CancelledAsync(Step s)
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => books.HoldAsync(accounts[s.Account], s.Amount, null, gone.Token));
    }

    private void Close(Held hold)
    {
        if (!hold.IsOpen || hold.Verdict is Verdict.Wait) return;
        hold.IsOpen = false;
        hold.Final = hold.Verdict;
        var sum = sums[hold.Account];
        var charged = Math.Min(hold.Amount, (hold.Verdict as Verdict.Charge)?.Amount.Value ?? 0);
        sum.Held -= hold.Amount;
        sum.Posted -= charged;
        if (hold.Capped) sum.Capped -= hold.Amount - charged;
    }

    private Held? Pick(Step s) => holds.Count == 0 ? null : holds[s.Which % holds.Count];
}
