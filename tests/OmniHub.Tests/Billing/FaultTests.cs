using System.Data.Common;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>The database fails at any one statement of an operation: all of the operation happened, or nothing.</summary>
public sealed class FaultTests(Books books) : IClassFixture<Books>
{
    // Stands for a full disk, where SQLite ends the whole transaction by itself, and for a failed statement.
    private async Task<IAsyncDisposable> FaultAsync(string table, string on, string how, string? when = null)
    {
        var name = Id.New("fault");
        if (Postgres.Enabled)
        {
            await books.SqlAsync("CREATE OR REPLACE FUNCTION billing.fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fault'; END $$");
            await books.SqlAsync($"CREATE TRIGGER {name} BEFORE {on} ON billing_{table} FOR EACH ROW {(when is null ? "" : $"WHEN ({when})")} EXECUTE FUNCTION billing.fault()");
        }
        else
        {
            await books.SqlAsync($"CREATE TRIGGER {name} BEFORE {on} ON billing_{table} {(when is null ? "" : $"WHEN {when}")} BEGIN SELECT RAISE({how}, 'fault'); END");
        }

        return new Repair(books, name, table);
    }

    private sealed class Repair(Books books, string name, string table) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await books.SqlAsync(Postgres.Enabled ? $"DROP TRIGGER {name} ON billing_{table}" : $"DROP TRIGGER {name}");
    }

    [Theory]
    [InlineData("accounts", "UPDATE", "ABORT")]
    [InlineData("accounts", "UPDATE", "ROLLBACK")]
    [InlineData("holds", "INSERT", "ABORT")]
    [InlineData("holds", "INSERT", "ROLLBACK")]
    [InlineData("caps", "INSERT", "ABORT")]
    [InlineData("hold_caps", "INSERT", "ABORT")]
    [InlineData("hold_caps", "INSERT", "ROLLBACK")]
    public async Task A_hold_that_breaks_in_the_middle_holds_nothing(string table, string on, string how)
    {
        var account = await books.AccountAsync(1_000);
        var cap = new Cap("key:" + account, new(1_000), "");
        await using (await FaultAsync(table, on, how))
            await Assert.ThrowsAnyAsync<DbException>(() => books.HoldAsync(account, 100, "gen_" + account, default, cap));
        Assert.Equal(new Balance(new(1_000), new(0)), await books.BalanceAsync(account));
        await books.AssertBalancesAsync();
        Assert.IsType<HoldResult.Held>(await books.HoldAsync(account, 100, "gen_" + account, default, cap));
        await books.AssertBalancesAsync();
    }

    [Theory]
    [InlineData("holds", "UPDATE", "ABORT")]
    [InlineData("holds", "UPDATE", "ROLLBACK")]
    [InlineData("caps", "UPDATE", "ABORT")]
    [InlineData("accounts", "UPDATE", "ABORT")]
    [InlineData("accounts", "UPDATE", "ROLLBACK")]
    [InlineData("entries", "INSERT", "ABORT")]
    [InlineData("entries", "INSERT", "ROLLBACK")]
    [InlineData("postings", "INSERT", "ABORT", "NEW.account = 'sys_margin'")]
    [InlineData("postings", "INSERT", "ROLLBACK", "NEW.account = 'sys_margin'")]
    [InlineData("accounts", "INSERT", "ABORT", "NEW.id = 'sys_margin'")]
    [InlineData("accounts", "INSERT", "ROLLBACK", "NEW.id = 'sys_margin'")]
    public async Task A_settlement_that_breaks_in_the_middle_is_made_whole_later(string table, string on, string how, string? when = null)
    {
        var account = await books.AccountAsync(1_000);
        var id = "gen_" + account;
        await books.HoldAsync(account, 100, id, default, new Cap("key:" + account, new(1_000), ""));
        books.Says(id, new Verdict.Charge(new(120), new(70)));
        await using (await FaultAsync(table, on, how, when))
            await Assert.ThrowsAnyAsync<DbException>(() => books.SettleAsync(id));
        Assert.Equal(new Balance(new(1_000), new(100)), await books.BalanceAsync(account));
        await books.AssertBalancesAsync();
        await books.RestartAsync();
        await books.SettleAsync(id);
        Assert.Equal(new Balance(new(900), new(0)), await books.BalanceAsync(account));
        await books.AssertBalancesAsync();
    }

    [Theory]
    [InlineData("ABORT")]
    [InlineData("ROLLBACK")]
    public async Task What_a_caller_was_told_is_what_the_books_say(string how)
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => books.AccountAsync(1_000)));
        var bad = accounts[20];
        bool[] held;
        await using (await FaultAsync("holds", "INSERT", how, $"NEW.account = '{bad}'"))
        {
            held = await Task.WhenAll(accounts.Select(account => Task.Run(async () =>
            {
                try
                {
                    return await books.HoldAsync(account, 100) is HoldResult.Held;
                }
                catch (DbException)
                {
                    return false;
                }
            })));
        }

        for (var i = 0; i < accounts.Length; i++) Assert.Equal(held[i] ? 100 : 0, (await books.BalanceAsync(accounts[i])).Held.Value);
        Assert.False(held[20]);
        await books.AssertBalancesAsync();
    }
}
