using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Chat;

/// <summary>Conversations of a project, on its page.</summary>
internal sealed class ChatsInProject(ReadConversations read) : IProjectSection
{
    private const int CountMax = 100;

    public int Order => 20;

    public async Task<Part?> ReadAsync(string projectId, bool mayChange, HttpRequest request, ICurrentUser me, CancellationToken ct)
    {
        var rows = await read.ListAsync(new(ProjectId: projectId), me.Id, null, CountMax, ct);
        return rows.Count == 0 ? null
            : new("/Chat/Pages/RecentChats.cshtml", new RecentChatsView([.. rows.Take(CountMax).Select(c => new ConversationLink(c.Id, c.Title, c.Credits, c.Pinned, false))]));
    }
}
