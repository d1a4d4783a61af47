using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>GET /api/billing/usage: what one's account was charged less what came back, by day, model, project, member or key. Without a range: this month.</summary>
internal static class ShowUsage
{
    private const int GroupsMax = 1_000;
    private const string Nothing = "none";

    private static readonly Dictionary<string, (string Column, string Without)> Groups = new(StringComparer.Ordinal)
    {
        ["day"] = ("CAST(created_at / 86400000 AS TEXT)", ""),
        ["model"] = ("model_id", "Without a model"),
        ["project"] = ("project_id", "Without a project"),
        ["member"] = ("user_id", "Unknown"),
        ["key"] = ("key_id", "Without an API key"),
    };

    public static async Task<Reply> Handle(
        TimeRange range, HttpRequest request, ICurrentUser me, BillingDb db, IEnumerable<ISpendLabels> labels, TimeProvider clock,
        CancellationToken ct)
    {
        var groupBy = request.Query.TryGetValue("groupBy", out var asked) ? asked.ToString() : "day";
        if (!IsGroup(groupBy)) return Refusal.Invalid("groupBy", $"groupBy is one of {string.Join(", ", Groups.Keys)}.");

        return Reply.Of(await ReportAsync(db, labels, me.Id, groupBy, range.From ?? clock.GetUtcNow().StartOfMonth(), range.To, ct));
    }

    public static bool IsGroup(string? groupBy) => groupBy is not null && Groups.ContainsKey(groupBy);

    /// <summary>The same for a page: days oldest first, everything else dearest first.</summary>
    public static async Task<UsageAnswer> ReportAsync(
        BillingDb db, IEnumerable<ISpendLabels> labels, string account, string groupBy, DateTimeOffset from, DateTimeOffset? to,
        CancellationToken ct)
    {
        var rows = await ReadAsync(db, account, groupBy, from, to, ct);
        var names = await NameAsync(groupBy, rows, labels, ct);
        var items = rows.Select(r => Show(groupBy, r, names));
        var total = rows.Aggregate(Micros.Zero, (sum, r) => sum + new Micros(r.Spent));
        return new([.. groupBy == "day" ? items.OrderBy(i => i.Key, StringComparer.Ordinal) : items], total);
    }

    /// <summary>Groups of one account, dearest first.</summary>
    public static Task<List<UsageRow>> ReadAsync(
        BillingDb db, string account, string groupBy, DateTimeOffset from, DateTimeOffset? to, CancellationToken ct) =>
        db.Database.SqlQueryRaw<UsageRow>(
            db.Sql(
                $$"""
                SELECT {{Groups[groupBy].Column}} AS "Key", SUM(CASE WHEN kind = 'charge' THEN 1 ELSE 0 END) AS "Count", CAST(-SUM(amount_micros) AS BIGINT) AS "Spent"
                FROM billing_entries WHERE account = {0} AND kind IN ('charge', 'refund') AND created_at >= {1} AND created_at < {2}
                GROUP BY 1 ORDER BY 3 DESC LIMIT {{GroupsMax}}
                """),
            account, from.ToUnixTimeMilliseconds(), to?.ToUnixTimeMilliseconds() ?? long.MaxValue).ToListAsync(ct);

    private static async Task<IReadOnlyDictionary<string, string>> NameAsync(
        string groupBy, List<UsageRow> rows, IEnumerable<ISpendLabels> labels, CancellationToken ct) =>
        labels.FirstOrDefault(l => l.GroupBy == groupBy) is { } known
            ? await known.NameAsync([.. rows.Select(r => r.Key).OfType<string>()], ct)
            : new Dictionary<string, string>();

    private static UsageItem Show(string groupBy, UsageRow row, IReadOnlyDictionary<string, string> names)
    {
        var key = groupBy == "day" ? Day(row.Key!) : row.Key ?? Nothing;
        var label = row.Key is null ? Groups[groupBy].Without : names.GetValueOrDefault(key, key);
        return new(key, label, row.Count, new(row.Spent));
    }

    private static string Day(string number) => DateTimeOffset.UnixEpoch.AddDays(long.Parse(number, CultureInfo.InvariantCulture))
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>One group as the database counts it.</summary>
internal sealed record UsageRow(string? Key, long Count, long Spent);

/// <summary>One group of a usage report.</summary>
internal sealed record UsageItem(string Key, string Label, long Count, Micros Credits);

/// <summary>A usage report.</summary>
internal sealed record UsageAnswer(IReadOnlyList<UsageItem> Items, Micros Total);
