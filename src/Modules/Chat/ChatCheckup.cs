using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts;

namespace OmniHub.Chat;

/// <summary>Chat's part of <c>doctor</c>.</summary>
internal sealed class ChatCheckup(ChatDb db, TimeProvider clock) : ICheckup
{
    private static readonly TimeSpan LateMax = TimeSpan.FromMinutes(10);

    public string Name => "Chat";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var orphans = await db.Messages.CountAsync(m => !db.Conversations.Any(c => c.Id == m.ConversationId), ct);
        if (orphans > 0) yield return new(Condition.Bad, $"{orphans} messages belong to a conversation that is not there.");
        var before = clock.GetUtcNow() - LateMax;
        var late = await db.Messages.CountAsync(m => m.LeaseUntil != null && m.LeaseUntil < before && m.Status == MessageStatus.Streaming, ct);
        if (late > 0) yield return new(Condition.Notice, $"{late} answers were cut off. They are closed and settled when the server runs.");
        if (orphans + late == 0) yield return new(Condition.Good, "Every message has its conversation, and no answer hangs.");
    }
}
