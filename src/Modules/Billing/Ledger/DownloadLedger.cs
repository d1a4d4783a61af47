using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/billing/ledger.csv: the whole ledger, written while it is read.</summary>
internal static class DownloadLedger
{
    private const int BatchSizeMax = 1_000;

    public static IResult Handle(LedgerQuery query, ICurrentUser me, BillingDb db, CancellationToken ct) => Results.Stream(
        stream => WriteAsync(stream, query, me.Id, db, ct), "text/csv; charset=utf-8", "ledger.csv");

    // In pages, because a slow reader must not keep a snapshot of the database open.
    private static async Task WriteAsync(Stream stream, LedgerQuery query, string account, BillingDb db, CancellationToken ct)
    {
        await using var csv = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
        await csv.WriteLineAsync("id,createdAt,kind,amount,balanceAfter,reference,description");
        string? after = null;
        do
        {
            var rows = await query.ReadAsync(db, account, new(BatchSizeMax, after), ct);
            foreach (var row in rows.Take(BatchSizeMax)) await csv.WriteLineAsync(Line(row).AsMemory(), ct);
            after = rows.Count > BatchSizeMax ? LedgerQuery.Cursor(rows[BatchSizeMax - 1]) : null;
        }
        while (after is not null);
    }

    private static string Line(Entry e) => string.Join(
        ',',
        e.Id,
        e.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Words.Of(e.Kind),
        new Micros(e.AmountMicros).Credits.ToString(CultureInfo.InvariantCulture),
        new Micros(e.BalanceAfterMicros).Credits.ToString(CultureInfo.InvariantCulture),
        Cell(e.Reference),
        Cell(e.Description));

    /// <summary>A text cell: quoted, and never a formula to a spreadsheet.</summary>
    public static string Cell(string text)
    {
        var isFormula = text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text is ['\t' or '\r', ..];
        return '"' + (isFormula ? "'" : "") + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
