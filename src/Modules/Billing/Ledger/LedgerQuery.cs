using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Which entries of one's own ledger are asked for: <c>?kind=&amp;show=spent|added&amp;from=&amp;to=</c>.</summary>
internal sealed record LedgerQuery(EntryKind? Kind, string? Show, TimeRange Range)
{
    public const string Spent = "spent";
    public const string Added = "added";
    private static readonly long TimeMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Minimal-API binding; a bad one is a 400.</summary>
    public static async ValueTask<LedgerQuery> BindAsync(HttpContext http)
    {
        var (kind, show) = (http.Request.Query["kind"].ToString(), http.Request.Query["show"].ToString());
        if (kind.Length > 0 && !Words.Kinds.Contains(kind))
            throw new RefusedException(Refusal.Invalid("kind", $"kind is one of {string.Join(", ", Words.Kinds)}."));
        if (show is not ("" or Spent or Added)) throw new RefusedException(Refusal.Invalid("show", $"show is {Spent} or {Added}."));
        return new(
            kind.Length > 0 ? Enum.Parse<EntryKind>(kind, true) : null, show.Length > 0 ? show : null, await TimeRange.BindAsync(http));
    }

    /// <summary>Newest first, after the last row seen; one row more than the page holds.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync(BillingDb db, string account, PageRequest page, CancellationToken ct)
    {
        var entries = db.Entries.AsNoTracking().Where(e => e.Account == account);
        if (Kind is { } kind) entries = entries.Where(e => e.Kind == kind);
        if (Show == Spent) entries = entries.Where(e => e.Kind == EntryKind.Charge);
        if (Show == Added) entries = entries.Where(e => e.AmountMicros > 0);
        if (Range.From is { } from) entries = entries.Where(e => e.CreatedAt >= from);
        if (Range.To is { } to) entries = entries.Where(e => e.CreatedAt < to);
        if (page.After is not null)
        {
            var (at, seq) = ParseCursor(page.After);
            // The first half is the range that the index seeks to.
            entries = entries.Where(e => e.CreatedAt <= at && (e.CreatedAt < at || e.Seq < seq));
        }

        return await entries.OrderByDescending(e => e.CreatedAt).ThenByDescending(e => e.Seq).Take(page.Limit + 1).ToListAsync(ct);
    }

    /// <summary>The key of a row, for the cursor.</summary>
    public static string Cursor(Entry e) => string.Create(CultureInfo.InvariantCulture, $"{e.CreatedAt.ToUnixTimeMilliseconds()}.{e.Seq}");

    private static (DateTimeOffset At, long Seq) ParseCursor(string key)
    {
        var parts = key.Split('.');
        return parts.Length == 2 && Number(parts[0]) is { } ms && Number(parts[1]) is { } seq && ms <= TimeMax
            ? (DateTimeOffset.FromUnixTimeMilliseconds(ms), seq)
            : throw new RefusedException(Refusal.Invalid("cursor", "This cursor is not one of ours."));
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
