using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

public class CreditsTests(Books books) : IClassFixture<Books>
{
    private static Verdict.Charge Charge(long micros, long cost = 0) => new(new(micros), new(cost));

    private async Task AssertBalance(string account, long posted, long held)
    {
        Assert.Equal(new Balance(new(posted), new(held)), await books.BalanceAsync(account));
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task A_hold_sets_credits_aside_and_a_settlement_charges_what_the_owner_says()
    {
        var account = await books.AccountAsync(1_000);
        Assert.IsType<HoldResult.Held>(await books.HoldAsync(account, 600, "gen_a"));
        await AssertBalance(account, 1_000, 600);
        books.Says("gen_a", Charge(450, 400));
        await books.SettleAsync("gen_a");
        await AssertBalance(account, 550, 0);
    }

    [Fact]
    public async Task A_second_settlement_changes_nothing()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 600, "gen_b");
        books.Says("gen_b", Charge(450, 400));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => books.SettleAsync("gen_b")));
        await books.SettleAsync("gen_b");
        await AssertBalance(account, 550, 0);
    }

    [Fact]
    public async Task A_released_hold_leaves_no_entry()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 600, "gen_c");
        await books.SettleAsync("gen_c");
        await AssertBalance(account, 1_000, 0);
        Assert.IsType<HoldResult.AlreadyHeld>(await books.HoldAsync(account, 600, "gen_c"));
        await AssertBalance(account, 1_000, 0);
    }

    [Fact]
    public async Task A_charge_of_nothing_releases()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 600, "gen_c0");
        books.Says("gen_c0", Charge(0));
        await books.SettleAsync("gen_c0");
        await AssertBalance(account, 1_000, 0);
    }

    [Fact]
    public async Task A_charge_above_the_hold_takes_the_hold_and_the_operator_bears_the_rest()
    {
        var account = await books.AccountAsync(1_000);
        var before = await books.BalanceAsync("sys_overrun");
        await books.HoldAsync(account, 600, "gen_d");
        books.Says("gen_d", Charge(900, 800));
        await books.SettleAsync("gen_d");
        await AssertBalance(account, 400, 0);
        Assert.Equal(before.Posted.Value - 300, (await books.BalanceAsync("sys_overrun")).Posted.Value);
    }

    [Fact]
    public async Task Something_free_that_cost_the_operator_moves_only_the_operators_accounts()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 0, "gen_d0");
        books.Says("gen_d0", Charge(0, 70));
        await books.SettleAsync("gen_d0");
        await AssertBalance(account, 1_000, 0);
    }

    [Fact]
    public async Task An_account_without_credits_has_nothing_to_hold()
    {
        var result = await books.HoldAsync("usr_nobody", 1);
        Assert.Equal(new HoldResult.NotEnough(new(1), Micros.Zero), result);
    }

    [Fact]
    public async Task Something_free_needs_no_credits()
    {
        Assert.IsType<HoldResult.Held>(await books.HoldAsync("usr_poor", 0, "gen_e"));
        books.Says("gen_e", Charge(0));
        await books.SettleAsync("gen_e");
        await AssertBalance("usr_poor", 0, 0);
    }

    [Fact]
    public async Task The_same_hold_twice_at_once_is_one_hold()
    {
        var account = await books.AccountAsync(1_000);
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => books.HoldAsync(account, 100, "gen_f")));
        Assert.Single(results, r => r is HoldResult.Held);
        Assert.Equal(19, results.Count(r => r is HoldResult.AlreadyHeld));
        await AssertBalance(account, 1_000, 100);
    }

    [Fact]
    public async Task A_repeat_is_known_also_when_the_credits_are_gone()
    {
        var account = await books.AccountAsync(100);
        await books.HoldAsync(account, 100, "gen_f2");
        Assert.IsType<HoldResult.AlreadyHeld>(await books.HoldAsync(account, 100, "gen_f2"));
    }

    [Fact]
    public async Task Of_a_hundred_requests_for_the_last_credit_one_succeeds()
    {
        var account = await books.AccountAsync(1_000_000);
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => books.HoldAsync(account, 1_000_000)));
        Assert.Single(results, r => r is HoldResult.Held);
        Assert.Equal(99, results.Count(r => r is HoldResult.NotEnough { Available.Value: 0 }));
        await AssertBalance(account, 1_000_000, 1_000_000);
    }

    [Fact]
    public async Task Several_holds_are_all_opened_or_none()
    {
        var account = await books.AccountAsync(1_000);
        var result = await books.In<ICredits, HoldResult>(c => c.HoldAllAsync([.. Enumerable.Range(0, 4).Select(_ => books.Request(account, 300))], default));
        Assert.Equal(new HoldResult.NotEnough(new(1_200), new(1_000)), result);
        await AssertBalance(account, 1_000, 0);
        result = await books.In<ICredits, HoldResult>(c => c.HoldAllAsync([.. Enumerable.Range(0, 4).Select(_ => books.Request(account, 250))], default));
        Assert.IsType<HoldResult.Held>(result);
        await AssertBalance(account, 1_000, 1_000);
    }

    [Fact]
    public async Task A_limit_refuses_what_would_exceed_it_and_leaves_no_trace()
    {
        var account = await books.AccountAsync(10_000);
        var key = new Cap("key:key_g", new(500), "This key may spend 0.0005.");
        var month = new Cap("member:g", new(9_000), "You may spend 0.009 a month.");
        Assert.IsType<HoldResult.Held>(await books.HoldAsync(account, 300, "gen_g1", default, month, key));
        Assert.Equal(new HoldResult.OverCap(key, new(201), new(200)), await books.HoldAsync(account, 201, "gen_g2", default, month, key));
        Assert.Equal(300, await books.UsedAsync(month.Key));
        books.Says("gen_g1", Charge(120));
        await books.SettleAsync("gen_g1");
        Assert.Equal(120, await books.UsedAsync(key.Key));
        Assert.IsType<HoldResult.Held>(await books.HoldAsync(account, 380, "gen_g3", default, month, key));
        Assert.IsType<HoldResult.Held>(await books.HoldAsync(account, 0, "gen_g4", default, month, key));
        Assert.IsType<HoldResult.OverCap>(await books.HoldAsync(account, 1, "gen_g5", default, month, key));
        await books.SettleAsync("gen_g3");
        Assert.Equal(120, await books.UsedAsync(key.Key));
        await AssertBalance(account, 9_880, 0);
    }

    [Fact]
    public async Task Holds_made_together_count_together_under_a_limit()
    {
        var account = await books.AccountAsync(10_000);
        var key = new Cap("key:key_h", new(500), "");
        var requests = Enumerable.Range(0, 3).Select(i => books.Request(account, 200, $"gen_h{i}", key)).ToArray();
        var result = await books.In<ICredits, HoldResult>(c => c.HoldAllAsync(requests, default));
        Assert.Equal(new HoldResult.OverCap(key, new(600), new(500)), result);
        Assert.Equal(0, await books.UsedAsync(key.Key));
        await AssertBalance(account, 10_000, 0);
    }

    [Fact]
    public async Task A_posting_is_made_once_per_key()
    {
        var account = await books.AccountAsync(0);
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => books.GrantAsync(account, 100, "grant:once")));
        Assert.Single(results, r => r is PostResult.Posted);
        Assert.All(results.Where(r => r is not PostResult.Posted), r => Assert.IsType<PostResult.AlreadyPosted>(r));
        await AssertBalance(account, 100, 0);
    }

    [Fact]
    public async Task An_adjustment_never_takes_more_than_is_spendable()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 600, "gen_i");
        Assert.Equal(new PostResult.NotEnough(new(400)), await books.GrantAsync(account, -401, null, EntryKind.Adjustment));
        Assert.IsType<PostResult.Posted>(await books.GrantAsync(account, -400, null, EntryKind.Adjustment));
        Assert.Equal(new PostResult.NotEnough(Micros.Zero), await books.GrantAsync("usr_unknown", -1, null, EntryKind.Adjustment));
        await AssertBalance(account, 600, 600);
    }

    [Fact]
    public async Task A_running_owner_is_asked_again_when_it_said()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 600, "gen_j");
        books.Says("gen_j", new Verdict.Wait(books.Clock.GetUtcNow().AddHours(1)));
        books.Clock.Move(TimeSpan.FromMinutes(11));
        await books.SweepAsync();
        books.Says("gen_j", Charge(100));
        books.Clock.Move(TimeSpan.FromMinutes(30));
        await books.SweepAsync();
        await AssertBalance(account, 1_000, 600);
        books.Clock.Move(TimeSpan.FromMinutes(31));
        await books.SweepAsync();
        await AssertBalance(account, 900, 0);
    }

    [Fact]
    public async Task An_owner_in_trouble_does_not_hold_up_the_others()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 100, "gen_k1");
        await books.HoldAsync(account, 100, "gen_k2");
        books.Throws("gen_k1");
        books.Says("gen_k2", Charge(100));
        books.Clock.Move(TimeSpan.FromMinutes(11));
        await books.SweepAsync();
        await AssertBalance(account, 900, 100);
    }

    [Fact]
    public async Task A_hold_that_nobody_answers_for_stays_open()
    {
        var account = await books.AccountAsync(1_000);
        await books.In<ICredits, HoldResult>(c => c.HoldAsync(books.Request(account, 100, "gen_l") with { Purpose = "unknown" }, default));
        await books.SettleAsync("gen_l");
        await AssertBalance(account, 1_000, 100);
    }

    [Fact]
    public async Task A_cancelled_caller_holds_nothing_or_a_hold_that_the_sweep_returns()
    {
        var account = await books.AccountAsync(1_000);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => books.HoldAsync(account, 100, "gen_m", gone.Token));
        await AssertBalance(account, 1_000, 0);
    }

    [Fact]
    public async Task Impossible_amounts_are_bugs()
    {
        var account = await books.AccountAsync(1_000);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => books.HoldAsync(account, -1));
        await books.HoldAsync(account, 10, "gen_n");
        books.Says("gen_n", Charge(-5));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => books.SettleAsync("gen_n"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => books.GrantAsync(account, 5, null, EntryKind.Charge));
        await AssertBalance(account, 1_000, 10);
    }

    [Fact]
    public async Task A_change_is_hinted_and_many_in_a_moment_are_hinted_once()
    {
        var account = await books.AccountAsync(1_000);
        await books.HoldAsync(account, 10, "gen_o");
        await books.SettleAsync("gen_o");
        await App.Until(() => Task.FromResult(books.Changed.Count(a => a == account)), hints => hints > 0);
        Assert.InRange(books.Changed.Count(a => a == account), 1, 3);
    }

    [Fact]
    public async Task A_clock_that_goes_back_does_not_disorder_the_ledger()
    {
        var account = await books.AccountAsync(1_000);
        books.Clock.Move(TimeSpan.FromHours(-2));
        await books.GrantAsync(account, 500);
        books.Clock.Move(TimeSpan.FromHours(2));
        await AssertBalance(account, 1_500, 0);
    }
}
