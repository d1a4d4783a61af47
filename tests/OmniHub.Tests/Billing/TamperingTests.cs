using System.Data.Common;
using OmniHub.Billing;
using OmniHub.Contracts.Billing;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>The ledger refuses changes; where someone forces them, the proof finds them.</summary>
public class TamperingTests
{
    [Theory]
    [InlineData("UPDATE billing_entries SET amount_micros = amount_micros + 1")]
    [InlineData("UPDATE billing_postings SET amount_micros = 0")]
    [InlineData("DELETE FROM billing_entries")]
    [InlineData("DELETE FROM billing_postings WHERE account = 'sys_margin'")]
    public async Task The_database_refuses_to_change_the_ledger(string sql)
    {
        await using var books = await ABookAsync();
        var refused = await Assert.ThrowsAnyAsync<DbException>(() => books.SqlAsync(sql));
        Assert.Contains("append-only", refused.Message);
        await books.AssertBalancesAsync();
    }

    [Fact]
    public async Task The_database_refuses_to_overdraw_a_user()
    {
        await using var books = await ABookAsync();
        await Assert.ThrowsAnyAsync<DbException>(() => books.SqlAsync("UPDATE billing_accounts SET held_micros = posted_micros + 1 WHERE NOT is_operator"));
    }

    [Theory]
    [InlineData("UPDATE billing_postings SET amount_micros = amount_micros + 1 WHERE account = 'sys_margin'", "sum to zero")]
    [InlineData("DELETE FROM billing_postings WHERE account = 'sys_margin'", "sum to zero")]
    [InlineData("DELETE FROM billing_entries WHERE kind = 'charge'", "Every posting has its entry")]
    [InlineData("DELETE FROM billing_postings WHERE entry_id = (SELECT id FROM billing_entries WHERE kind = 'charge')", "Every entry has postings")]
    [InlineData("UPDATE billing_entries SET amount_micros = 1 WHERE kind = 'charge'", "the user's is the entry's amount")]
    [InlineData("UPDATE billing_entries SET account = 'usr_thief' WHERE kind = 'grant'", "in the user's own ledger")]
    [InlineData("UPDATE billing_entries SET provider_cost_micros = 5 WHERE kind = 'charge'", "provider cost")]
    [InlineData("UPDATE billing_accounts SET posted_micros = posted_micros + 1 WHERE NOT is_operator", "sum of its postings")]
    [InlineData("UPDATE billing_accounts SET posted_micros = posted_micros + 1 WHERE id = 'sys_margin'", "sum of its postings")]
    [InlineData("UPDATE billing_accounts SET held_micros = held_micros + 1 WHERE NOT is_operator", "sum of its open holds")]
    [InlineData("UPDATE billing_holds SET amount_micros = amount_micros + 1 WHERE state = 'open'", "sum of its open holds")]
    [InlineData("DELETE FROM billing_holds WHERE state = 'open'", "sum of its open holds")]
    [InlineData("UPDATE billing_accounts SET is_operator = TRUE; UPDATE billing_accounts SET posted_micros = held_micros - 1 WHERE id LIKE 'usr%'; "
        + "UPDATE billing_holds SET account = 'usr_gone'", "has its account")]
    [InlineData("UPDATE billing_entries SET balance_after_micros = balance_after_micros + 1 WHERE kind = 'charge'", "each balance follows")]
    [InlineData("UPDATE billing_entries SET seq = seq + 1 WHERE kind = 'charge'", "numbered without a gap")]
    [InlineData("UPDATE billing_accounts SET seq = seq + 1 WHERE NOT is_operator", "as many entries as it counted")]
    [InlineData("UPDATE billing_holds SET charged_micros = charged_micros - 1 WHERE state = 'charged'", "Every charged hold has its entry")]
    [InlineData("UPDATE billing_holds SET state = 'released', charged_micros = 0 WHERE state = 'charged'", "no other hold has one")]
    [InlineData("DELETE FROM billing_holds WHERE state = 'charged'", "Every charge comes from a hold")]
    [InlineData("UPDATE billing_holds SET refunded_micros = 5 WHERE state = 'charged'", "Every correction stands with its hold")]
    [InlineData("UPDATE billing_holds SET check_result = 'corrected' WHERE state = 'charged'", "Every correction stands with its hold")]
    [InlineData("UPDATE billing_holds SET closed_at = 1 WHERE state = 'open'", "open, or it is closed")]
    [InlineData("UPDATE billing_caps SET held_micros = held_micros + 1", "Every limit counts")]
    [InlineData("UPDATE billing_caps SET charged_micros = charged_micros + 1", "Every limit counts")]
    [InlineData("DELETE FROM billing_caps", "so does the limit")]
    [InlineData("DELETE FROM billing_hold_caps", "Every limit counts")]
    public async Task The_proof_finds_a_forced_change(string sql, string rule)
    {
        await using var books = await ABookAsync();
        await books.AssertBalancesAsync();
        await books.SqlAsync(Postgres.Enabled
            ? "DROP TRIGGER entries_append_only ON billing.entries; DROP TRIGGER postings_append_only ON billing.postings"
            : "DROP TRIGGER billing_entries_no_update; DROP TRIGGER billing_entries_no_delete; DROP TRIGGER billing_postings_no_update; DROP TRIGGER billing_postings_no_delete");
        await books.SqlAsync(sql);
        var report = await books.ProveAsync();
        Assert.Contains(report.Breaches, b => b.Rule.Contains(rule, StringComparison.Ordinal));

        using var output = new StringWriter();
        Assert.Equal(1, await books.In<VerifyLedger, int>(v => v.RunAsync(output, default)));
        Assert.Contains("does not balance", output.ToString());
    }

    [Fact]
    public async Task Balanced_books_are_said_to_balance()
    {
        await using var books = await ABookAsync();
        using var output = new StringWriter();
        Assert.Equal(0, await books.In<VerifyLedger, int>(v => v.RunAsync(output, default)));
        Assert.EndsWith("The ledger balances.", output.ToString().TrimEnd());
        Assert.Matches(@"Credits of users +0\.0009", output.ToString());
        Assert.Matches(@"Sum of all postings +0\.0000", output.ToString());
    }

    [Fact]
    public async Task The_proof_reads_one_moment_while_others_write()
    {
        await using var books = await ABookAsync();
        var account = await books.AccountAsync(1_000_000);
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var id = OmniHub.Kernel.Id.New("gen");
                await books.HoldAsync(account, 10, id);
                await books.SettleAsync(id);
            }
        })).ToArray();
        for (var i = 0; i < 20; i++) await books.AssertBalancesAsync();
        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    // One user with a grant, a charge of 100, and an open hold of 200, both under a limit.
    private static async Task<Books> ABookAsync()
    {
        var books = new Books();
        await books.InitializeAsync();
        var account = await books.AccountAsync(1_000);
        var cap = new Cap("key:key_1", new(500), "");
        await books.HoldAsync(account, 150, "gen_charged", default, cap);
        books.Says("gen_charged", new Verdict.Charge(new(100), new(60)));
        await books.SettleAsync("gen_charged");
        await books.HoldAsync(account, 200, "gen_open", default, cap);
        return books;
    }
}
