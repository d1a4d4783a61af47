using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;

namespace OmniHub.Billing;

/// <summary>Figures of the ledger for the operator.</summary>
internal sealed class Figures(BillingDb db) : IBillingFigures
{
    public async Task<BillingFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var rows = await db.Database.SqlQueryRaw<DayRow>(
            db.Sql(
                """
                SELECT created_at / 86400000 AS "Day",
                    CAST(-SUM(CASE WHEN kind IN ('charge', 'refund') THEN amount_micros ELSE 0 END) AS BIGINT) AS "Charged",
                    CAST(SUM(provider_cost_micros) AS BIGINT) AS "ProviderCost",
                    CAST(SUM(CASE WHEN kind = 'topup' THEN amount_micros ELSE 0 END) AS BIGINT) AS "Topups"
                FROM billing_entries WHERE created_at >= {0} AND created_at < {1} GROUP BY 1 ORDER BY 1
                """),
            from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()).ToListAsync(ct);
        var days = rows.Select(r => new BillingDay(Day(r.Day), new(r.Charged), new(r.ProviderCost), new(r.Topups))).ToList();
        var users = db.Accounts.Where(a => !a.IsOperator);
        return new(
            new(rows.Sum(r => r.Charged)), new(rows.Sum(r => r.ProviderCost)), new(rows.Sum(r => r.Topups)),
            new(await users.SumAsync(a => a.PostedMicros, ct)), new(await users.SumAsync(a => a.HeldMicros, ct)), days);
    }

    private static DateOnly Day(long number) => DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddDays(number).UtcDateTime);
}

/// <summary>One day as the database counts it.</summary>
internal sealed record DayRow(long Day, long Charged, long ProviderCost, long Topups);
