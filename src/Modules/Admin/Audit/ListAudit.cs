using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>GET /api/admin/audit?actor=&amp;action=&amp;target=: newest first.</summary>
internal static class ListAudit
{
    public static async Task<Reply> Handle(
        PageRequest page, AdminDb db, [FromServices] IAccounts accounts, CancellationToken ct,
        string? actor = null, string? action = null, string? target = null)
    {
        var before = long.MaxValue;
        if (page.After is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return Refusal.Invalid("cursor", "This cursor is not one of ours.");

        var rows = db.Audit.AsNoTracking().Where(a => a.Sequence < before);
        if (!string.IsNullOrEmpty(actor))
        {
            var id = await ActorAsync(accounts, actor, ct);
            rows = rows.Where(a => a.ActorId == id);
        }

        if (!string.IsNullOrEmpty(action)) rows = rows.Where(a => a.Action == action);
        if (!string.IsNullOrEmpty(target)) rows = rows.Where(a => a.TargetId == target);
        var found = await rows.OrderByDescending(a => a.Sequence).Take(page.Limit + 1).ToListAsync(ct);
        var people = await accounts.FindAsync([.. found.Select(a => a.ActorId).Distinct()], ct);
        return Reply.Of(page.Cut(
            found, a => a.Sequence.ToString(CultureInfo.InvariantCulture),
            a => AuditView.Of(a, people.GetValueOrDefault(a.ActorId)?.Email)));
    }

    // The log knows ids only; an e-mail is looked up for as long as its owner is there.
    private static async Task<string> ActorAsync(IAccounts accounts, string actor, CancellationToken ct)
    {
        if (!actor.Contains('@', StringComparison.Ordinal)) return actor;
        var found = await accounts.ListAsync(actor, null, new PageRequest(PageRequest.LimitMax, null), ct);
        return found.Items.FirstOrDefault(p => string.Equals(p.Email, actor, StringComparison.OrdinalIgnoreCase))?.Id ?? actor;
    }
}

/// <summary>One entry of the audit log.</summary>
internal sealed record AuditView(
    string Id, DateTimeOffset At, AuditActor Actor, string Action, AuditTarget Target, JsonElement Changes, string? Address, string Hash)
{
    public static AuditView Of(AuditRow row, string? email) => new(
        row.Id, row.At, new(row.ActorId, email), row.Action, new(row.TargetType, row.TargetId),
        JsonDocument.Parse(row.Changes).RootElement, row.Address, row.Hash);
}

/// <summary>Who: the e-mail is null for the system and for people who left.</summary>
internal sealed record AuditActor(string Id, string? Email);

/// <summary>What was changed.</summary>
internal sealed record AuditTarget(string Type, string Id);
