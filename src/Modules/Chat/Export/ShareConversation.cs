using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A new public link; its token is in this answer and nowhere else.</summary>
internal sealed record ShareView(string Url, string Token);

/// <summary>POST and DELETE /api/chat/conversations/{id}/share: a link for reading that ends when it is revoked.</summary>
internal static class ShareConversation
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ChatDb db, ConversationChanges changes, CancellationToken ct)
    {
        var (share, no) = await MakeAsync(id, me, db, changes, ct);
        return share is null ? no! : Reply.Of(share, 201);
    }

    /// <summary>A new link; an older one ends.</summary>
    public static async Task<(ShareView? Share, Refusal? No)> MakeAsync(
        string id, ICurrentUser me, ChatDb db, ConversationChanges changes, CancellationToken ct)
    {
        if ((await changes.MayChangeAsync(id, me, ct)).No is { } no) return (null, no);
        var token = Id.Secret();
        await db.Conversations.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ShareHash, HashOf(token)), ct);
        return (new($"/chat/shared/{token}", token), null);
    }

    public static async Task<Reply> HandleRevoke(string id, ICurrentUser me, ChatDb db, ConversationChanges changes, CancellationToken ct)
    {
        if ((await changes.MayChangeAsync(id, me, ct)).No is { } no) return no;
        await db.Conversations.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ShareHash, (string?)null), ct);
        return Reply.Nothing().Redirect($"/chat/{id}");
    }

    /// <summary>What a link shows: the branch of the moment, without costs. Null where it was revoked.</summary>
    public static async Task<(Conversation Conversation, IReadOnlyList<Message> Messages)?> FindSharedAsync(
        this ChatDb db, ReadConversations read, string token, CancellationToken ct)
    {
        var hash = HashOf(token);
        if (await db.Conversations.AsNoTracking().FirstOrDefaultAsync(c => c.ShareHash == hash && c.DeletedAt == null, ct) is not { } row) return null;
        var path = (await Thread.OfAsync(db, row.Id, ct)).PathTo(row.LeafId).Select(n => n.Id).ToList();
        return (row, await read.MessagesAsync(path, ct));
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
