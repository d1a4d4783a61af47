using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>GET /api/chat/conversations</summary>
internal static class ListConversations
{
    public static async Task<Reply> Handle(
        PageRequest page, string? workspaceId, string? projectId, bool? pinned, string? q, ICurrentUser me, ReadConversations read, CancellationToken ct)
    {
        var filter = new ConversationFilter(workspaceId, projectId, pinned, string.IsNullOrWhiteSpace(q) ? null : q.Trim());
        var rows = await read.ListAsync(filter, me.Id, page.After, page.Limit + 1, ct);
        return Reply.Of(page.Cut(rows, c => c.Id, ConversationView.Of));
    }
}

/// <summary>GET /api/chat/conversations/{id}</summary>
internal static class ShowConversation
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ReadConversations read, CancellationToken ct) =>
        await read.RowAsync(id, me.Id, ct) is { } row ? Reply.Of(ConversationView.Of(row)) : Refusal.NotFound();
}

/// <summary>GET /api/chat/conversations/{id}/messages: oldest first; all branches, or with <c>branch=current</c> the one that is shown.</summary>
internal static class ListMessages
{
    public static async Task<Reply> Handle(
        string id, PageRequest page, string? branch, ICurrentUser me, ChatDb db, ReadConversations read, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } conversation) return Refusal.NotFound();
        if (branch is not (null or "current" or "all")) return Refusal.Invalid("branch", "branch is current or all.");
        List<string> ids;
        if (branch == "current")
        {
            var path = (await Thread.OfAsync(db, id, ct)).PathTo(conversation.LeafId).Select(n => n.Id);
            ids = [.. path.SkipWhile(m => page.After is not null && string.CompareOrdinal(m, page.After) <= 0).Take(page.Limit + 1)];
        }
        else
        {
            ids = await db.Messages.Where(m => m.ConversationId == id && (page.After == null || string.Compare(m.Id, page.After) > 0))
                .OrderBy(m => m.Id).Take(page.Limit + 1).Select(m => m.Id).ToListAsync(ct);
        }

        var cut = page.Cut(ids, m => m, m => m);
        return Reply.Of(new Page<MessageView>(await read.ShowAsync(await read.MessagesAsync(cut.Items, ct), ct), cut.NextCursor));
    }
}
