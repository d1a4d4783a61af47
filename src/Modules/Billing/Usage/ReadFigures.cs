using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Figures;

namespace OmniHub.Billing;

/// <summary>Figures of the ledger for the operator: tallies of closed hours, and the entries after them. One statement, so one moment.</summary>
internal sealed class ReadFigures(BillingDb db, TimeProvider clock) : IBillingFigures
{
    private const string Counted =
        """
        SELECT start AS "Start", model_id AS "ModelId", entries AS "Entries", charged_micros AS "Charged", refunded_micros AS "Refunded",
            provider_cost_micros AS "ProviderCost", topup_micros AS "Topups", granted_micros AS "Granted" FROM billing_tallies WHERE
        """;

    private const string Raw =
        $"""
        SELECT created_at / 3600000 * 3600000, COALESCE(model_id, ''), {TallyEntries.Sums} FROM billing_entries WHERE
        """;

    private const string Closed = "(SELECT COALESCE(MAX(start) + 3600000, 0) FROM billing_tallies WHERE hours = 1)";

    private static readonly string Sql = string.Join(
        "\nUNION ALL\n",
        Counted + " hours = 24 AND start >= {2} AND start < {3}",
        Counted + " hours = 1 AND start >= {1} AND start < {2}",
        Counted + " hours = 1 AND start >= {3} AND start < {4}",
        Raw + " created_at >= {1} AND created_at < {4} AND created_at >= " + Closed + " GROUP BY 1, 2",
        Raw + " created_at >= {0} AND created_at < {1} GROUP BY 1, 2",
        Raw + " created_at >= {4} AND created_at < {5} GROUP BY 1, 2");

    public async Task<BillingFigures> ReadAsync(DateTimeOffset from, DateTimeOffset to, bool byHour, CancellationToken ct)
    {
        var cut = TimeCut.Of(from, to, clock.GetUtcNow(), byHour);
        var rows = await db.Database.SqlQueryRaw<TallyRow>(
            db.Sql(Sql), cut.From, cut.HoursFrom, cut.DaysFrom, cut.DaysTo, cut.HoursTo, cut.To).ToListAsync(ct);
        var users = db.Accounts.Where(a => !a.IsOperator);
        return new(
            [.. rows.Select(r => r.Slice(byHour))],
            new(await users.SumAsync(a => a.PostedMicros, ct)), new(await users.SumAsync(a => a.HeldMicros, ct)));
    }

    private sealed record TallyRow(
        long Start, string ModelId, long Entries, long Charged, long Refunded, long ProviderCost, long Topups, long Granted)
    {
        public MoneySlice Slice(bool byHour) => new(
            DateTimeOffset.FromUnixTimeMilliseconds(byHour ? Start : TimeCut.Down(Start, TimeCut.Day)), ModelId, new(Charged), new(Refunded),
            new(ProviderCost), new(Topups), new(Granted));
    }
}
