using Microsoft.EntityFrameworkCore;
using OmniHub.Billing;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>What was booked against what the provider says: 20 % margin, money in micros.</summary>
public sealed class TruthTests(Books books) : IClassFixture<Books>
{
    private const string Provider = "test";
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(11);

    [Fact]
    public async Task A_bill_that_is_what_was_booked_moves_nothing()
    {
        var (account, id) = await ChargedAsync(hold: 200, amount: 120, cost: 100);
        await BilledAsync(id, 100);
        Assert.Equal(880, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Equal((CheckResult.Confirmed, 0L, 0L), await ResultAsync(id));
    }

    [Fact]
    public async Task What_was_charged_too_much_comes_back_as_a_refund_once()
    {
        var cap = new Cap("key:" + Id.New("key"), new(1_000), "");
        var (account, id) = await ChargedAsync(200, 120, 100, cap);
        await BilledAsync(id, 50);
        await books.CheckBillsAsync();
        Assert.Equal(940, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Equal(60, await books.UsedAsync(cap.Key));
        Assert.Equal((CheckResult.Corrected, 60L, 0L), await ResultAsync(id));
        var refund = await books.In<BillingDb, Entry>(db => db.Entries.SingleAsync(e => e.Reference == id && e.Kind == EntryKind.Refund));
        Assert.Equal((60L, 940L, -50L), (refund.AmountMicros, refund.BalanceAfterMicros, refund.ProviderCostMicros));
        Assert.Contains(account, books.Changed);
        Assert.Equal(("sys_margin", -10L), await PostingAsync(refund.Id, "sys_margin"));
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task What_was_charged_too_little_the_operator_bears()
    {
        var (account, id) = await ChargedAsync(200, 120, 100);
        await BilledAsync(id, 150);
        Assert.Equal(880, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Equal((CheckResult.Corrected, 0L, 60L), await ResultAsync(id));
        var entry = await books.In<BillingDb, Entry>(db => db.Entries.SingleAsync(e => e.Key == "correct:" + id));
        Assert.Null(entry.Account);
        Assert.Equal(("sys_overrun", -60L), await PostingAsync(entry.Id, "sys_overrun"));
        Assert.Equal(("sys_provider_cost", 50L), await PostingAsync(entry.Id, "sys_provider_cost"));
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task A_charge_that_its_hold_had_cut_is_measured_by_what_was_paid()
    {
        var (account, id) = await ChargedAsync(hold: 100, amount: 240, cost: 200);
        await BilledAsync(id, 75);
        Assert.Equal(910, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Equal((CheckResult.Corrected, 10L, 0L), await ResultAsync(id));
        await books.AssertBalancesAsync();
    }

    [Theory]
    [InlineData(50)]
    [InlineData(170)]
    public async Task A_price_of_its_own_is_not_changed_by_the_bill(long billed)
    {
        var (account, id) = await HeldAsync(200);
        books.Says(id, new Verdict.Charge(new(150), new(100), new Receipt(Provider, id, null)));
        await books.SettleAsync(id);
        await BilledAsync(id, billed);
        Assert.Equal(850, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Equal((CheckResult.Corrected, 0L, 0L), await ResultAsync(id));
        var entry = await books.In<BillingDb, Entry>(db => db.Entries.SingleAsync(e => e.Key == "correct:" + id));
        Assert.Equal(("sys_provider_cost", billed - 100), await PostingAsync(entry.Id, "sys_provider_cost"));
        Assert.Equal(("sys_margin", 100 - billed), await PostingAsync(entry.Id, "sys_margin"));
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task Work_that_was_given_back_and_billed_all_the_same_costs_the_operator_alone()
    {
        var (account, id) = await HeldAsync(200);
        books.Says(id, new Verdict.Release(Receipt(id)));
        await books.SettleAsync(id);
        await BilledAsync(id, 70);
        Assert.Equal(1_000, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Equal((CheckResult.Corrected, 0L, 70L), await ResultAsync(id));
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task A_bill_beyond_belief_moves_nothing_and_is_shown()
    {
        var (account, id) = await ChargedAsync(200, 120, 100);
        await BilledAsync(id, 50_000_000);
        Assert.Equal(880, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Equal((CheckResult.Doubtful, 0L, 0L), await ResultAsync(id));
        Assert.Contains(id, await books.In<BillingDb, List<string>>(db => ShowReconciliation.DriftsOf(db).Select(h => h.Id).ToListAsync()));
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task A_provider_that_cannot_be_asked_is_asked_again_and_the_reason_kept()
    {
        var (account, id) = await ChargedAsync(200, 120, 100);
        books.Bills(id, new BillLook.Unable("The key may not."));
        books.Clock.Move(Later);
        await books.CheckBillsAsync();
        Assert.Equal(CheckResult.None, (await ResultAsync(id)).Result);
        var source = await books.In<BillingDb, BillSource>(db => db.BillSources.AsNoTracking().SingleAsync(s => s.Provider == Provider));
        Assert.Equal("The key may not.", source.Trouble);

        books.Bills(id, new BillLook.Billed(0.00005m));
        books.Clock.Move(TimeSpan.FromHours(1.1));
        await books.CheckBillsAsync();
        Assert.Equal(940, (await books.BalanceAsync(account)).Posted.Value);
        Assert.Null((await books.In<BillingDb, BillSource>(db => db.BillSources.AsNoTracking().SingleAsync(s => s.Provider == Provider))).Trouble);
    }

    [Fact]
    public async Task What_no_book_ever_names_is_given_up_and_nothing_is_moved()
    {
        var (account, id) = await ChargedAsync(200, 120, 100);
        var (_, free) = await HeldAsync(100);
        books.Says(free, new Verdict.Release(Receipt(free)));
        await books.SettleAsync(free);
        for (var look = 0; look < 6; look++)
        {
            books.Clock.Move(TimeSpan.FromHours(25));
            await books.CheckBillsAsync();
        }

        Assert.Equal((CheckResult.Unconfirmed, 0L, 0L), await ResultAsync(id));
        Assert.Equal((CheckResult.Confirmed, 0L, 0L), await ResultAsync(free));
        Assert.Equal(880, (await books.BalanceAsync(account)).Posted.Value);
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task Many_who_compare_at_once_correct_once()
    {
        var works = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ChargedAsync(200, 120, 100)));
        foreach (var (_, id) in works) books.Bills(id, new BillLook.Billed(0.00001m));
        books.Clock.Move(Later);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(books.CheckBillsAsync)));
        foreach (var (account, _) in works) Assert.Equal(988, (await books.BalanceAsync(account)).Posted.Value);
        await books.AssertBalancesAsync();
        var days = await books.In<BillingDb, List<BillDay>>(db => db.BillDays.AsNoTracking().ToListAsync());
        var holds = await books.In<BillingDb, List<Hold>>(db => db.Holds.AsNoTracking().Where(h => h.CheckedAt != null).ToListAsync());
        Assert.Equal(holds.Count(h => h.CheckResult == CheckResult.Corrected), days.Sum(d => d.Corrected));
        Assert.Equal(holds.Sum(h => h.RefundedMicros), days.Sum(d => d.RefundedMicros));
    }

    private async Task<(string Account, string Id)> HeldAsync(long hold, params Cap[] caps)
    {
        var (account, id) = (await books.AccountAsync(1_000), Id.New("gen"));
        Assert.IsType<HoldResult.Held>(await books.HoldAsync(account, hold, id, default, caps));
        return (account, id);
    }

    private async Task<(string Account, string Id)> ChargedAsync(long hold, long amount, long cost, params Cap[] caps)
    {
        var (account, id) = await HeldAsync(hold, caps);
        books.Says(id, new Verdict.Charge(new(amount), new(cost), Receipt(id)));
        await books.SettleAsync(id);
        return (account, id);
    }

    private async Task BilledAsync(string id, long micros)
    {
        books.Bills(id, new BillLook.Billed(micros / (decimal)Micros.PerCredit));
        books.Clock.Move(Later);
        await books.CheckBillsAsync();
    }

    private static Receipt Receipt(string id) => new(Provider, id, 20);

    private Task<(CheckResult Result, long Refunded, long Shortfall)> ResultAsync(string id) => books.In<BillingDb, (CheckResult, long, long)>(async db =>
    {
        var hold = await db.Holds.AsNoTracking().SingleAsync(h => h.Id == id);
        return (hold.CheckResult, hold.RefundedMicros, hold.ShortfallMicros);
    });

    private Task<(string, long)> PostingAsync(string entry, string account) => books.In<BillingDb, (string, long)>(async db =>
        (account, await db.Postings.Where(p => p.EntryId == entry && p.Account == account).Select(p => p.AmountMicros).SingleAsync()));
}
