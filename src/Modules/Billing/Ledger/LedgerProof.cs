using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>A rule that does not hold, with the number of rows that break it and the first of them.</summary>
internal sealed record Breach(string Rule, long Count, IReadOnlyList<string> Examples);

/// <summary>The books at one moment: figures, and every breach of a rule.</summary>
internal sealed record LedgerReport(IReadOnlyList<(string Name, string Figure)> Figures, IReadOnlyList<Breach> Breaches)
{
    public bool Balances => Breaches.Count == 0;
}

/// <summary>Proves every rule in one read snapshot; writers go on meanwhile.</summary>
internal static class LedgerProof
{
    private const int ExamplesMax = 10;

    private const string Figures =
        """
        SELECT
            (SELECT COUNT(*) FROM billing_accounts WHERE NOT is_operator),
            (SELECT COUNT(*) FROM billing_entries),
            (SELECT COUNT(*) FROM billing_postings),
            (SELECT COUNT(*) FROM billing_holds WHERE state = 'open'),
            (SELECT COUNT(*) FROM billing_holds WHERE state <> 'open'),
            (SELECT COUNT(*) FROM billing_caps),
            (SELECT COALESCE(SUM(posted_micros), 0) FROM billing_accounts WHERE NOT is_operator),
            (SELECT COALESCE(SUM(held_micros), 0) FROM billing_accounts WHERE NOT is_operator),
            (SELECT COALESCE(SUM(posted_micros), 0) FROM billing_accounts WHERE is_operator),
            (SELECT COALESCE(SUM(amount_micros), 0) FROM billing_postings)
        """;

    public static async Task<LedgerReport> RunAsync(BillingDb db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            var connection = db.Database.GetDbConnection();
            // Deferred, so that SQLite takes a snapshot instead of the write lock.
            await using var snapshot = connection is SqliteConnection sqlite
                ? sqlite.BeginTransaction(deferred: true)
                : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            var figures = await ReadFiguresAsync(snapshot, db.Sql(Figures), ct);
            var breaches = new List<Breach>();
            foreach (var (rule, sql) in LedgerRules.All)
            {
                if (await CheckAsync(snapshot, rule, db.Sql(sql), ct) is { } breach) breaches.Add(breach);
            }

            return new(figures, breaches);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private static async Task<IReadOnlyList<(string Name, string Figure)>> ReadFiguresAsync(
        DbTransaction snapshot, string sql, CancellationToken ct)
    {
        await using var command = Command(snapshot, sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        long Number(int i) => Convert.ToInt64(reader.GetValue(i), CultureInfo.InvariantCulture);
        string Count(int i) => Number(i).ToString("#,##0", CultureInfo.InvariantCulture);
        string Credits(int i) => new Micros(Number(i)).ToString();
        return
        [
            ("Accounts of users", Count(0)), ("Entries", Count(1)), ("Postings", Count(2)),
            ("Open holds", Count(3)), ("Closed holds", Count(4)), ("Limits", Count(5)),
            ("Credits of users", Credits(6)), ("of which held", Credits(7)), ("Credits of the operator", Credits(8)),
            ("Sum of all postings", Credits(9)),
        ];
    }

    private static async Task<Breach?> CheckAsync(DbTransaction snapshot, string rule, string sql, CancellationToken ct)
    {
        await using var command = Command(snapshot, sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (count, examples) = (0L, new List<string>());
        for (; await reader.ReadAsync(ct); count++)
        {
            if (examples.Count < ExamplesMax) examples.Add(reader.GetString(0));
        }

        return count == 0 ? null : new(rule, count, examples);
    }

    private static DbCommand Command(DbTransaction snapshot, string sql)
    {
        var command = snapshot.Connection!.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return command;
    }
}
