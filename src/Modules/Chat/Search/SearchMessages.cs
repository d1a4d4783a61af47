using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A message that was found, with the words around the first hit.</summary>
internal sealed record FoundMessage(
    string Id, string ConversationId, string ConversationTitle, MessageRole Role, string? ModelId, string Snippet, DateTimeOffset CreatedAt);

/// <summary>GET /api/chat/search?q=: messages by their words, newest first.</summary>
internal static class SearchMessages
{
    public static async Task<Reply> Handle(PageRequest page, string? q, ICurrentUser me, FindMessages find, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(q)) return Refusal.Invalid("q", "Say what to look for.");
        if (q.Length > FindMessages.QueryLengthMax) return Refusal.Invalid("q", $"A search has at most {FindMessages.QueryLengthMax} characters.");
        return Reply.Of(page.Cut(await find.FindAsync(q, me.Id, page.After, page.Limit + 1, ct), m => m.Id, m => m));
    }
}

/// <summary>Full text: FTS5 on SQLite, a GIN index on PostgreSQL; both are made by the migration and kept by the database.</summary>
internal sealed class FindMessages(ChatDb db, IWorkspaces workspaces)
{
    public const int QueryLengthMax = 200;

    private const string Holding = "SELECT * FROM chat.messages WHERE to_tsvector('simple', content) @@ to_tsquery('simple', {0})";
    private const int FewMax = 5_000, WordsMax = 12, SnippetBefore = 60, SnippetLength = 200;

    public async Task<IReadOnlyList<FoundMessage>> FindAsync(string q, string userId, string? before, int count, CancellationToken ct)
    {
        var words = Words(q);
        if (words.Count == 0) return [];
        var visible = await workspaces.VisibleAsync(userId, ct);
        var hits = await HitsAsync(words, ct);
        var rows = await (
            from m in hits
            join c in db.Conversations on m.ConversationId equals c.Id
            where visible.Contains(m.WorkspaceId) && c.DeletedAt == null && (before == null || string.Compare(m.Id, before) < 0)
            orderby m.Id descending
            select new { m.Id, m.ConversationId, c.Title, m.Role, m.ModelId, m.Content, m.CreatedAt }).Take(count).ToListAsync(ct);
        return [.. rows.Select(r => new FoundMessage(r.Id, r.ConversationId, r.Title, r.Role, r.ModelId, Snippet(r.Content, words[0]), r.CreatedAt))];
    }

    // Few hits are taken from the index of words and sorted. Many are met soon on the way back through all messages, which a word that
    // is nowhere would make us read to the end: by itself PostgreSQL takes that way for every word.
    private async Task<IQueryable<Message>> HitsAsync(List<string> words, CancellationToken ct)
    {
        var hits = Indexed(db, words);
        if (!db.Database.IsNpgsql() || await hits.Select(m => m.Id).Take(FewMax).CountAsync(ct) < FewMax) return hits;
        return db.Messages.FromSqlRaw(Holding, Tsquery(words));
    }

    /// <summary>The messages that hold a word that begins with each of these, by the index of words alone.</summary>
    public static IQueryable<Message> Indexed(ChatDb db, IReadOnlyList<string> words) => db.Database.IsNpgsql()
        ? db.Messages.FromSqlRaw(Holding + " OFFSET 0", Tsquery(words))
        : db.Messages.FromSqlRaw(
            "SELECT m.* FROM chat_search f JOIN chat_messages m ON m.rowid = f.rowid WHERE chat_search MATCH {0}",
            string.Join(' ', words.Select(w => $"\"{w}\"*")));

    private static string Tsquery(IEnumerable<string> words) => string.Join(" & ", words.Select(w => $"'{w}':*"));

    // Only letters and digits reach the query language of the index.
    private static List<string> Words(string q) =>
        [.. new string([.. q.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(WordsMax)];

    private static string Snippet(string content, string word)
    {
        var at = Math.Max(0, content.IndexOf(word, StringComparison.OrdinalIgnoreCase));
        var from = Math.Max(0, at - SnippetBefore);
        var to = Math.Min(content.Length, from + SnippetLength);
        if (from > 0 && char.IsLowSurrogate(content[from])) from--;
        if (to < content.Length && char.IsLowSurrogate(content[to])) to++;
        return $"{(from > 0 ? "…" : "")}{content[from..to].ReplaceLineEndings(" ")}{(to < content.Length ? "…" : "")}";
    }
}
