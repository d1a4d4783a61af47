using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Which entries of the log: <c>?actor=&amp;action=&amp;target=&amp;from=&amp;to=</c>; an actor by id or e-mail, days in UTC.</summary>
internal sealed record AuditQuery(string? Actor, string? Action, string? Target, DateOnly? From, DateOnly? To)
{
    private const int TextLengthMax = 200;

    /// <summary>Minimal-API binding; a bad day is a 400.</summary>
    public static ValueTask<AuditQuery> BindAsync(HttpContext http)
    {
        var query = http.Request.Query;
        return ValueTask.FromResult(new AuditQuery(Text("actor"), Text("action"), Text("target"), Day("from"), Day("to")));

        string? Text(string name) => query[name].ToString().Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, TextLengthMax)] : null;
        DateOnly? Day(string name) => Text(name) is not { } text ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999
                ? day
                : throw new RefusedException(Refusal.Invalid(name, $"{name} is a day, as 2026-09-01."));
    }

    public bool IsEmpty => this is { Actor: null, Action: null, Target: null, From: null, To: null };

    /// <summary>The filters as a query string, for links.</summary>
    public string Href(string path, string? cursor = null) => Links.To(
        path, ("actor", Actor), ("action", Action), ("target", Target), ("from", Day(From)), ("to", Day(To)), ("cursor", cursor));

    public static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Newest first, one more than asked for; the e-mails of their actors as far as these are still here.</summary>
    public async Task<(List<AuditRow> Rows, IReadOnlyDictionary<string, Person> People)> ReadAsync(
        AdminDb db, IAccounts accounts, long before, int limit, CancellationToken ct)
    {
        var rows = db.Audit.AsNoTracking().Where(a => a.Sequence < before);
        if (Actor is not null)
        {
            var id = await ActorAsync(accounts, Actor, ct);
            rows = rows.Where(a => a.ActorId == id);
        }

        if (Action is not null) rows = rows.Where(a => a.Action == Action);
        if (Target is not null) rows = rows.Where(a => a.TargetId == Target);
        if (From is { } from)
        {
            var at = Start(from);
            rows = rows.Where(a => a.At >= at);
        }

        if (To is { } to)
        {
            var at = Start(to.AddDays(1));
            rows = rows.Where(a => a.At < at);
        }

        var found = await rows.OrderByDescending(a => a.Sequence).Take(limit + 1).ToListAsync(ct);
        return (found, await accounts.FindAsync([.. found.Select(a => a.ActorId).Distinct()], ct));
    }

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    // The log knows ids only; an e-mail is looked up for as long as its owner is there.
    private static async Task<string> ActorAsync(IAccounts accounts, string actor, CancellationToken ct)
    {
        if (!actor.Contains('@', StringComparison.Ordinal)) return actor;
        var found = await accounts.ListAsync(actor, null, new PageRequest(PageRequest.LimitMax, null), ct);
        return found.Items.FirstOrDefault(p => string.Equals(p.Email, actor, StringComparison.OrdinalIgnoreCase))?.Id ?? actor;
    }
}
