using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Reads the list of conversations: pinned ones, those of projects, and the others by day, latest first.</summary>
internal sealed class ReadSidebar(ReadConversations read, FindMessages find, IProjects projects, TimeProvider clock)
{
    private const int RowsMax = 60;
    private const int FoundMax = 10;

    /// <param name="me">Who looks.</param>
    /// <param name="currentId">The conversation that is open.</param>
    /// <param name="q">Words of a title or of a message.</param>
    /// <param name="before">Only what was used before this moment, in UTC milliseconds: further down the list.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task<SidebarView> OfAsync(ICurrentUser me, string? currentId, string? q, CancellationToken ct, long? before = null)
    {
        var text = q?.Trim() ?? "";
        if (text.Length > FindMessages.QueryLengthMax) text = text[..FindMessages.QueryLengthMax];
        DateTimeOffset? until = before is >= 0 and < 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(before.Value) : null;
        var filter = new ConversationFilter(Q: text.Length > 0 ? text : null);
        var rows = await read.LatestAsync(filter, me.Id, until, RowsMax + 1, ct);
        var hasMore = rows.Count > RowsMax;
        if (hasMore) rows = [.. rows.Take(RowsMax)];
        var pinned = until is null ? await read.LatestAsync(filter with { Pinned = true }, me.Id, null, RowsMax, ct) : [];
        var names = (await projects.ListAsync(me.Id, null, ct)).ToDictionary(p => p.Id, p => p.Name, StringComparer.Ordinal);
        var today = clock.GetUtcNow().UtcDateTime.Date;

        var groups = new List<SidebarGroup>();
        Add("Pinned", null, pinned);
        foreach (var folder in rows.Where(c => !c.Pinned && c.ProjectId is not null && names.ContainsKey(c.ProjectId)).GroupBy(c => c.ProjectId!))
            Add(names[folder.Key], folder.Key, folder);
        foreach (var day in rows.Where(c => !c.Pinned && (c.ProjectId is null || !names.ContainsKey(c.ProjectId))).GroupBy(c => DayOf(c.UpdatedAt, today)))
            Add(day.Key, null, day);

        var found = text.Length > 1 && until is null ? (await find.FindAsync(text, me.Id, null, FoundMax, ct)).Take(FoundMax).ToList() : [];
        return new(groups, text, found, hasMore ? rows[^1].UpdatedAt.ToUnixTimeMilliseconds() : null);

        void Add(string name, string? projectId, IEnumerable<Conversation> some)
        {
            List<ConversationLink> links = [.. some.Select(c => new ConversationLink(c.Id, c.Title, c.Credits, c.Pinned, c.Id == currentId))];
            if (links.Count > 0) groups.Add(new(name, projectId, links));
        }
    }

    private static string DayOf(DateTimeOffset at, DateTime today) =>
        at.UtcDateTime >= today ? "Today"
        : at.UtcDateTime >= today.AddDays(-1) ? "Yesterday"
        : at.UtcDateTime >= today.AddDays(-7) ? "Last 7 days"
        : at.UtcDateTime >= today.AddDays(-30) ? "Last 30 days"
        : "Earlier";
}
