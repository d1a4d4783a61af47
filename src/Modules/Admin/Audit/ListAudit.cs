using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>GET /api/admin/audit, GET /admin/audit and GET /admin/audit.csv: newest first.</summary>
internal static class ListAudit
{
    private const int BatchSizeMax = 500;

    public static async Task<Reply> Handle(
        PageRequest page, AuditQuery query, AdminDb db, [FromServices] IAccounts accounts, CancellationToken ct)
    {
        if (Before(page) is not { } before) return Refusal.Invalid("cursor", "This cursor is not one of ours.");
        return Reply.Of(await PageAsync(page, query, before, db, accounts, ct));
    }

    public static async Task<IResult> HandlePage(
        PageRequest page, AuditQuery query, AdminDb db, HttpRequest request, [FromServices] IAccounts accounts, CancellationToken ct)
    {
        if (Before(page) is not { } before) return Reply.No(Refusal.Invalid("cursor", "This cursor is not one of ours."));
        var found = await PageAsync(page, query, before, db, accounts, ct);
        var next = found.NextCursor is { } cursor ? query.Href("/admin/audit", cursor) : null;
        var rows = new AuditRowsView(found.Items, next, page.After is null);
        if (Faces.Of(request) == Face.Fragment && page.After is not null) return Reply.Of(rows).Fragment("/Admin/Audit/AuditRows.cshtml", rows);
        var actions = (await db.Audit.Select(a => a.Action).Distinct().ToListAsync(ct)).Order(StringComparer.Ordinal).ToList();
        return new PageView("/Admin/Audit/AuditPage.cshtml", new AuditPageView(query, actions, rows), "Audit log", Frame.Admin);
    }

    public static IResult HandleCsv(AuditQuery query, AdminDb db, [FromServices] IAccounts accounts, CancellationToken ct) => Csv.File(
        "audit.csv",
        async csv =>
        {
            await csv.WriteLineAsync("sequence,id,at,actorId,actorEmail,action,targetType,targetId,changes,address,hash");
            // In batches: a slow reader keeps no snapshot of the database open.
            for (long? before = long.MaxValue; before is { } at;)
            {
                var (rows, people) = await query.ReadAsync(db, accounts, at, BatchSizeMax, ct);
                foreach (var row in rows.Take(BatchSizeMax)) await csv.WriteLineAsync(Line(row, people).AsMemory(), ct);
                before = rows.Count > BatchSizeMax ? rows[BatchSizeMax - 1].Sequence : null;
            }
        });

    /// <summary>What was done to one thing, for its own page.</summary>
    public static async Task<IReadOnlyList<AuditView>> OfAsync(string target, int limit, AdminDb db, IAccounts accounts, CancellationToken ct)
    {
        var (rows, people) = await new AuditQuery(null, null, target, null, null).ReadAsync(db, accounts, long.MaxValue, limit, ct);
        return [.. rows.Take(limit).Select(a => AuditView.Of(a, people.GetValueOrDefault(a.ActorId)?.Email))];
    }

    private static async Task<Page<AuditView>> PageAsync(
        PageRequest page, AuditQuery query, long before, AdminDb db, IAccounts accounts, CancellationToken ct)
    {
        var (rows, people) = await query.ReadAsync(db, accounts, before, page.Limit, ct);
        return page.Cut(
            rows, a => a.Sequence.ToString(CultureInfo.InvariantCulture),
            a => AuditView.Of(a, people.GetValueOrDefault(a.ActorId)?.Email));
    }

    private static long? Before(PageRequest page) => page.After is not { } cursor ? long.MaxValue
        : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before
        : null;

    private static string Line(AuditRow row, IReadOnlyDictionary<string, Person> people) => Csv.Line(
        row.Sequence, row.Id, row.At, row.ActorId, people.GetValueOrDefault(row.ActorId)?.Email, row.Action, row.TargetType,
        row.TargetId, row.Changes, row.Address, row.Hash);
}

/// <summary>One entry of the audit log.</summary>
internal sealed record AuditView(
    string Id, DateTimeOffset At, AuditActor Actor, string Action, AuditTarget Target, JsonElement Changes, string? Address, string Hash)
{
    /// <summary>For the test that renders every view.</summary>
    public static AuditView Sample => new(
        "aud_1", DateTimeOffset.UnixEpoch, new("usr_1", "ines@example.com"), "settings.update", new("settings", "settings"),
        JsonDocument.Parse("""{"profitMarginPercent":[15,18],"reason":[null,"Summer"]}""").RootElement, "2f9ac01b4d5e6f70", new('a', 64));

    public static AuditView Of(AuditRow row, string? email) => new(
        row.Id, row.At, new(row.ActorId, email), row.Action, new(row.TargetType, row.TargetId),
        JsonDocument.Parse(row.Changes).RootElement, row.Address, row.Hash);
}

/// <summary>Who: the e-mail is null for the system and for people who left.</summary>
internal sealed record AuditActor(string Id, string? Email);

/// <summary>What was changed.</summary>
internal sealed record AuditTarget(string Type, string Id);
