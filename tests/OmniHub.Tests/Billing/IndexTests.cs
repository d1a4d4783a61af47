using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using OmniHub.Billing;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>One account with 100,000 entries and as many holds.</summary>
public sealed class FullBooks : Books, IAsyncLifetime
{
    public const int Rows = 100_000;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        if (Postgres.Enabled) return;
        await SqlAsync("INSERT INTO billing_accounts (id, is_operator, posted_micros, held_micros, allowance_micros, seq, last_at) VALUES ('usr_full', 0, 0, 0, 0, 100000, 0)");
        await SqlAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO billing_entries (id, key, kind, account, seq, amount_micros, balance_after_micros, provider_cost_micros, reference, description,
                created_at, user_id, model_id)
            SELECT 'txn_' || i, 'k' || i, CASE WHEN i % 1000 = 0 THEN 'grant' ELSE 'charge' END, CASE WHEN i % 10 = 0 THEN 'usr_' || (i % 50) ELSE 'usr_full' END, i,
                CASE WHEN i % 1000 = 0 THEN 1000 ELSE -10 END, 0, 5, 'gen_' || i, 'x', i * 1000, 'usr_full', 'm' || (i % 20) FROM n
            """);
        await SqlAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO billing_holds (id, account, amount_micros, purpose, review_at, state, charged_micros, provider_cost_micros, user_id, description, created_at)
            SELECT 'gen_' || i, 'usr_full', 10, 'test', i, CASE WHEN i % 100 = 0 THEN 'open' ELSE 'released' END, 0, 0, 'usr_full', 'x', i FROM n
            """);
        await SqlAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO billing_accounts (id, is_operator, posted_micros, held_micros, allowance_micros, seq, last_at)
            SELECT 'usr_' || i, 0, 10, 0, CASE WHEN i % 1000 = 0 THEN 10 ELSE 0 END, 0, 0 FROM n
            """);
        await SqlAsync(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows})
            INSERT INTO billing_subscriptions (id, account, state, plan_id, plan_name, price_cents, allowance, rollover, anchor_at, period, period_start,
                period_end, cancel_at_period_end, version, created_at)
            SELECT 'sub_' || i, 'usr_' || i, CASE WHEN i % 100 = 0 THEN 'active' ELSE 'ended' END, 'maker', 'Maker', 1, 1, 0, i, 0, i, i, 0, 0, i FROM n
            """);
        await SqlAsync("ANALYZE");
    }
}

public class IndexTests(FullBooks books) : IClassFixture<FullBooks>
{
    private sealed class Seen : DbCommandInterceptor
    {
        public List<(string Sql, List<(string Name, object? Value)> Values)> Commands { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Commands.Add((command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(p => (p.ParameterName, p.Value))]));
            return new(result);
        }
    }

    // Every SELECT that the query makes, with the plan that SQLite has for it.
    private async Task<string> PlansAsync(Func<BillingDb, Task> query)
    {
        Assert.SkipWhen(Postgres.Enabled, "EXPLAIN QUERY PLAN is SQLite's");
        var seen = new Seen();
        var options = new DbContextOptionsBuilder<BillingDb>();
        ModuleDbRegistration.Configure(options, books.Database, "billing");
        await using var db = new BillingDb(options.AddInterceptors(seen).Options);
        await query(db);
        var plans = new StringBuilder();
        await db.Database.OpenConnectionAsync();
        foreach (var (sql, values) in seen.Commands)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + sql;
            foreach (var (name, value) in values)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) plans.AppendLine(reader.GetString(3));
        }

        return plans.ToString();
    }

    private static void AssertSeeks(string plans, string index)
    {
        Assert.Contains(index, plans);
        Assert.DoesNotContain("SCAN", plans);
        Assert.DoesNotContain("ORDER BY", plans);
    }

    public static TheoryData<string, string> Lists => new()
    {
        { "", "IX_billing_entries_account_created_at_seq (account=?)" },
        { "cursor", "IX_billing_entries_account_created_at_seq (account=? AND created_at<?)" },
        { "kind", "IX_billing_entries_account_kind_created_at_seq (account=? AND kind=?" },
        { "spent", "IX_billing_entries_account_kind_created_at_seq (account=? AND kind=?" },
        { "added", "entries_added (account=?" },
        { "range", "IX_billing_entries_account_created_at_seq (account=? AND created_at>? AND created_at<?)" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task The_ledger_is_read_by_index(string what, string index)
    {
        var range = what == "range" ? new TimeRange(DateTimeOffset.FromUnixTimeSeconds(1000), DateTimeOffset.FromUnixTimeSeconds(2000)) : new(null, null);
        var query = new LedgerQuery(what == "kind" ? EntryKind.Grant : null, what is "spent" or "added" ? what : null, range);
        AssertSeeks(await PlansAsync(db => query.ReadAsync(db, "usr_full", new(20, what == "cursor" ? "50000000.50000" : null), default)), index);
    }

    [Fact]
    public async Task Months_that_are_over_are_found_by_index()
    {
        Assert.Contains("IX_billing_subscriptions_period_end", await PlansAsync(db => RenewPlans.DueAsync(db, default, DateTimeOffset.MaxValue, default)));
        var left = await PlansAsync(db => RenewPlans.LeftAsync(db).ToListAsync());
        Assert.Contains("accounts_with_allowance", left);
        Assert.Contains("IX_billing_subscriptions_account", left);
        Assert.Contains("IX_billing_subscriptions_account", await PlansAsync(
            db => db.Subscriptions.FirstOrDefaultAsync(s => s.Account == "usr_5" && s.State == SubscriptionState.Active)));
    }

    [Fact]
    public async Task Sums_are_read_by_index()
    {
        var plans = await PlansAsync(db => db.SpentSinceAsync("usr_full", DateTimeOffset.FromUnixTimeSeconds(90_000), default));
        AssertSeeks(plans, "IX_billing_entries_account_kind_created_at_seq (account=? AND kind=? AND created_at>?)");
    }

    [Fact]
    public async Task Usage_is_read_by_index()
    {
        var plans = await PlansAsync(db => ShowUsage.ReadAsync(db, "usr_full", "model", DateTimeOffset.FromUnixTimeSeconds(90_000), null, default));
        Assert.Contains("IX_billing_entries_account_kind_created_at_seq (account=? AND kind=? AND created_at>? AND created_at<?)", plans);
    }

    [Fact]
    public async Task Figures_of_a_range_are_read_by_index()
    {
        var plans = await PlansAsync(db => new ReadFigures(db, TimeProvider.System).ReadAsync(DateTimeOffset.FromUnixTimeSeconds(90_000), DateTimeOffset.FromUnixTimeSeconds(91_000), false, default));
        Assert.Contains("IX_billing_entries_created_at (created_at>? AND created_at<?)", plans);
        Assert.DoesNotContain("SCAN billing_entries", plans);
    }

    [Fact]
    public async Task Due_holds_are_read_by_index()
    {
        var plans = await PlansAsync(db => SettleHolds.DueAsync(db, DateTimeOffset.FromUnixTimeMilliseconds(50_000), default));
        AssertSeeks(plans, "IX_billing_holds_review_at (review_at<?)");
    }
}
