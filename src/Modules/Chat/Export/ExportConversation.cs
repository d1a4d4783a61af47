using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A conversation with all its branches.</summary>
internal sealed record ConversationFile(ConversationView Conversation, IReadOnlyList<MessageView> Messages);

/// <summary>GET /api/chat/conversations/{id}/export?format=md|json: Markdown has the branch that is shown, JSON has all.</summary>
internal static class ExportConversation
{
    public static async Task<IResult> Handle(
        string id, string? format, HttpContext http, ICurrentUser me, ChatDb db, ReadConversations read, CancellationToken ct)
    {
        if (format is not (null or "md" or "json")) return Reply.No(Refusal.Invalid("format", "format is md or json."));
        if (await read.RowAsync(id, me.Id, ct) is not { } conversation) return Reply.No(Refusal.NotFound());
        if (format == "json")
        {
            var all = await db.Messages.AsNoTracking().Where(m => m.ConversationId == id).OrderBy(m => m.Id).ToListAsync(ct);
            var file = new ConversationFile(ConversationView.Of(conversation), await read.ShowAsync(all, ct));
            return Results.File(JsonSerializer.SerializeToUtf8Bytes(file, Json.Options), "application/json", $"{id}.json");
        }

        var path = (await Thread.OfAsync(db, id, ct)).PathTo(conversation.LeafId).Select(n => n.Id).ToList();
        var messages = await read.ShowAsync(await read.MessagesAsync(path, ct), ct);
        return Results.File(Encoding.UTF8.GetBytes(Markdown(conversation, messages)), "text/markdown; charset=utf-8", $"{id}.md");
    }

    private static string Markdown(Conversation conversation, IReadOnlyList<MessageView> messages)
    {
        var text = new StringBuilder().Append("# ").AppendLine(conversation.Title).AppendLine();
        if (conversation.SystemPrompt is { } prompt) text.Append("> ").AppendLine(prompt.ReplaceLineEndings("\n> ")).AppendLine();
        foreach (var m in messages)
        {
            text.Append("## ").Append(m.Role == MessageRole.Assistant ? m.ModelId ?? "Unknown model" : "You").AppendLine().AppendLine();
            text.AppendLine(m.Content).AppendLine();
            foreach (var file in m.Attachments) text.Append(CultureInfo.InvariantCulture, $"*Attached: {file.ContentType}, {file.Bytes} bytes*").AppendLine().AppendLine();
            if (m.Error is { } error) text.Append('*').Append(error.Message).AppendLine("*").AppendLine();
        }

        return text.ToString();
    }
}

/// <summary>All conversations of a person, in the export of their data.</summary>
internal sealed class ExportChats(ChatDb db, ReadConversations read) : IExportPart
{
    public async Task WriteAsync(string userId, IExport export, CancellationToken ct)
    {
        foreach (var conversation in await db.Conversations.AsNoTracking().Where(c => c.UserId == userId && c.DeletedAt == null).ToListAsync(ct))
            await AddAsync(conversation, export, ct);
        await export.AddJsonAsync("calls.json", db.Calls.AsNoTracking().Where(c => c.UserId == userId).OrderBy(c => c.Id).AsAsyncEnumerable(), ct);
    }

    public async Task AddAsync(Conversation conversation, IExport export, CancellationToken ct)
    {
        var rows = await db.Messages.AsNoTracking().Where(m => m.ConversationId == conversation.Id).OrderBy(m => m.Id).ToListAsync(ct);
        await export.AddJsonAsync($"chat/{conversation.Id}.json", new ConversationFile(ConversationView.Of(conversation), await read.ShowAsync(rows, ct)), ct);
    }
}

/// <summary>Conversations of a project: how many, what they cost, its download.</summary>
internal sealed class ChatsOfProject(ChatDb db, ExportChats files) : IProjectPart
{
    public async Task<IReadOnlyDictionary<string, ProjectContent>> CountAsync(IReadOnlyCollection<ProjectCover> projects, CancellationToken ct)
    {
        var ids = projects.Select(p => p.ProjectId).ToList();
        var rows = await db.Conversations.Where(c => c.ProjectId != null && ids.Contains(c.ProjectId) && c.DeletedAt == null)
            .Select(c => new { c.ProjectId, c.Credits }).ToListAsync(ct);
        return rows.GroupBy(r => r.ProjectId!).ToDictionary(
            g => g.Key, g => new ProjectContent(g.Count(), g.Aggregate(Micros.Zero, (sum, r) => sum + r.Credits), null));
    }

    public Task LeaveAsync(string projectId, CancellationToken ct) =>
        db.Conversations.Where(c => c.ProjectId == projectId).ExecuteUpdateAsync(set => set.SetProperty(c => c.ProjectId, (string?)null), ct);

    public async Task WriteAsync(string projectId, IExport export, CancellationToken ct)
    {
        foreach (var conversation in await db.Conversations.AsNoTracking().Where(c => c.ProjectId == projectId && c.DeletedAt == null).ToListAsync(ct))
            await files.AddAsync(conversation, export, ct);
    }
}

/// <summary>A person or a workspace leaves: conversations are out of sight at once, and gone when their answers are settled.</summary>
internal sealed class ForgetChats(ChatDb db, StopAnswers stop, TimeProvider clock) : IForgetPart
{
    public Task ForgetAsync(string userId, CancellationToken ct) => ForgetAsync(db.Conversations.Where(c => c.UserId == userId), ct);

    public Task ForgetWorkspaceAsync(string workspaceId, CancellationToken ct) => ForgetAsync(db.Conversations.Where(c => c.WorkspaceId == workspaceId), ct);

    private async Task ForgetAsync(IQueryable<Conversation> rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await rows.Where(c => c.DeletedAt == null).ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, now).SetProperty(c => c.ShareHash, (string?)null), ct);
        await stop.StopAsync(db.Messages.Where(m => rows.Any(c => c.Id == m.ConversationId)), ct);
    }
}
