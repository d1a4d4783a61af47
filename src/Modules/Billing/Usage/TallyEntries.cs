using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>
/// Sums the entries of hours that are over. An entry never changes, so an hour's sum is made anew from its entries each time: running
/// twice changes nothing. Hours of the last days whose entries became more (a clock that went back) are summed again.
/// </summary>
internal sealed class TallyEntries(BillingDb db, TimeProvider clock) : IWork
{
    /// <summary>The columns of a sum over entries.</summary>
    public const string Sums =
        """
        CAST(COUNT(*) AS BIGINT) AS "Entries",
        CAST(-SUM(CASE WHEN kind = 'charge' THEN amount_micros ELSE 0 END) AS BIGINT) AS "Charged",
        CAST(SUM(CASE WHEN kind = 'refund' THEN amount_micros ELSE 0 END) AS BIGINT) AS "Refunded",
        CAST(SUM(provider_cost_micros) AS BIGINT) AS "ProviderCost",
        CAST(SUM(CASE WHEN kind = 'topup' THEN amount_micros ELSE 0 END) AS BIGINT) AS "Topups",
        CAST(SUM(CASE WHEN kind IN ('grant', 'plan') THEN amount_micros ELSE 0 END) AS BIGINT) AS "Granted"
        """;

    private const string Columns =
        "entries, charged_micros, refunded_micros, provider_cost_micros, topup_micros, granted_micros";

    private const int HoursMax = 500, LookBackDays = 3;

    /// <summary>An hour is over a little later: what was begun in it may be committed after it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var hour in await GrownAsync(now, ct)) await SumAsync(hour, ct);
        var last = await db.Tallies.Where(t => t.Hours == 1).MaxAsync(t => (long?)t.Start, ct);
        var next = last is { } start ? start + TimeCut.Hour : 0;
        for (var i = 0; i < HoursMax; i++)
        {
            var from = DateTimeOffset.FromUnixTimeMilliseconds(next);
            if (await db.Entries.Where(e => e.CreatedAt >= from).MinAsync(e => (DateTimeOffset?)e.CreatedAt, ct) is not { } first) return;
            var hour = TimeCut.Down(first.ToUnixTimeMilliseconds(), TimeCut.Hour);
            next = hour + TimeCut.Hour;
            if (DateTimeOffset.FromUnixTimeMilliseconds(next) + Grace > now) return;
            await SumAsync(hour, ct);
        }
    }

    private async Task<List<long>> GrownAsync(DateTimeOffset now, CancellationToken ct)
    {
        var from = TimeCut.Down(now.AddDays(-LookBackDays).ToUnixTimeMilliseconds(), TimeCut.Hour);
        return await db.Database.SqlQueryRaw<long>(
            db.Sql(
                """
                SELECT e.start AS "Value" FROM
                    (SELECT created_at / 3600000 * 3600000 AS start, COUNT(*) AS entries FROM billing_entries WHERE created_at >= {0}
                        AND created_at < (SELECT MAX(start) + 3600000 FROM billing_tallies WHERE hours = 1) GROUP BY 1) e
                LEFT JOIN (SELECT start, SUM(entries) AS entries FROM billing_tallies WHERE hours = 1 AND start >= {0} GROUP BY start) t
                    ON t.start = e.start
                WHERE e.entries <> COALESCE(t.entries, 0)
                """),
            from).ToListAsync(ct);
    }

    private Task SumAsync(long hour, CancellationToken ct) => db.WriteAsync(
        async () =>
        {
            var day = TimeCut.Down(hour, TimeCut.Day);
            await db.Tallies.Where(t => t.Hours == 1 && t.Start == hour).ExecuteDeleteAsync(ct);
            await db.Database.ExecuteSqlRawAsync(
                db.Sql(
                    $$"""
                    INSERT INTO billing_tallies (hours, start, model_id, {{Columns}})
                    SELECT 1, CAST({0} AS BIGINT), COALESCE(model_id, ''), {{Sums}} FROM billing_entries
                    WHERE created_at >= {0} AND created_at < {1} GROUP BY 3
                    """),
                [hour, hour + TimeCut.Hour], ct);
            await db.Tallies.Where(t => t.Hours == 24 && t.Start == day).ExecuteDeleteAsync(ct);
            await db.Database.ExecuteSqlRawAsync(
                db.Sql(
                    $$"""
                    INSERT INTO billing_tallies (hours, start, model_id, {{Columns}})
                    SELECT 24, CAST({0} AS BIGINT), model_id, SUM(entries), SUM(charged_micros), SUM(refunded_micros), SUM(provider_cost_micros),
                        SUM(topup_micros), SUM(granted_micros) FROM billing_tallies
                    WHERE hours = 1 AND start >= {0} AND start < {1} GROUP BY model_id
                    """),
                [day, day + TimeCut.Day], ct);
        },
        ct);
}
