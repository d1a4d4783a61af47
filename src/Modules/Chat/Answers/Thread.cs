using Microsoft.EntityFrameworkCore;

namespace OmniHub.Chat;

/// <summary>Where a message stands in its conversation.</summary>
internal sealed record ThreadNode(string Id, string? ParentId, MessageRole Role, MessageStatus Status, string? ModelId);

/// <summary>The tree of a conversation, without its texts: cheap at thousands of messages.</summary>
internal sealed class Thread(IReadOnlyList<ThreadNode> nodes)
{
    private readonly Dictionary<string, ThreadNode> byId = nodes.ToDictionary(n => n.Id, StringComparer.Ordinal);
    private readonly ILookup<string, ThreadNode> children = nodes.ToLookup(n => n.ParentId ?? "", StringComparer.Ordinal);

    public static async Task<Thread> OfAsync(ChatDb db, string conversationId, CancellationToken ct) => new(await db.Messages
        .Where(m => m.ConversationId == conversationId).OrderBy(m => m.Id)
        .Select(m => new ThreadNode(m.Id, m.ParentId, m.Role, m.Status, m.ModelId)).ToListAsync(ct));

    public ThreadNode? Find(string? id) => id is null ? null : byId.GetValueOrDefault(id);

    /// <summary>From the first message to this one.</summary>
    public IReadOnlyList<ThreadNode> PathTo(string? id)
    {
        var path = new List<ThreadNode>();
        for (var node = Find(id); node is not null; node = Find(node.ParentId)) path.Add(node);
        path.Reverse();
        return path;
    }

    /// <summary>Messages at the same place, this one included, oldest first.</summary>
    public IReadOnlyList<ThreadNode> SiblingsOf(ThreadNode node) => [.. children[node.ParentId ?? ""].Where(n => n.Role == node.Role)];

    /// <summary>The branch that is shown, or the newest one through a message that is not in it.</summary>
    public IReadOnlyList<ThreadNode> PathThrough(string? leafId, string? messageId)
    {
        var path = PathTo(leafId);
        return messageId is null || Find(messageId) is null || path.Any(n => n.Id == messageId) ? path : PathTo(LeafOf(messageId));
    }

    /// <summary>Answers that were asked for at once: their ids differ in the last letter only.</summary>
    public IReadOnlyList<ThreadNode> AskedTogether(ThreadNode node) => [.. SiblingsOf(node).Where(n => n.Id[..^1] == node.Id[..^1])];

    /// <summary>The newest end below a message.</summary>
    public string LeafOf(string id)
    {
        while (children[id].LastOrDefault() is { } next) id = next.Id;
        return id;
    }
}
