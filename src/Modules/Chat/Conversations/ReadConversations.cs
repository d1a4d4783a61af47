using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>A conversation, as the API shows it.</summary>
internal sealed record ConversationView(
    string Id, string Title, string ModelId, string? SystemPrompt, decimal? Temperature, int? MaxTokens, bool Pinned, string WorkspaceId,
    string? ProjectId, Micros Credits, string? LeafId, bool Shared, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ConversationView Of(Conversation c) => new(
        c.Id, c.Title, c.ModelId, c.SystemPrompt, c.TemperatureMilli / 1000m, c.MaxTokens, c.Pinned, c.WorkspaceId, c.ProjectId, c.Credits, c.LeafId,
        c.ShareHash is not null, c.CreatedAt, c.UpdatedAt);
}

/// <summary>Why an answer failed.</summary>
internal sealed record MessageError(string Code, string Message);

/// <summary>A file of a message.</summary>
internal sealed record AttachmentView(string Id, string ContentType, long Bytes, string? Url, string? ThumbnailUrl);

/// <summary>A message, as the API shows it. <paramref name="Credits"/> is null until it is known what was charged.</summary>
internal sealed record MessageView(
    string Id, string? ParentId, MessageRole Role, string Content, string Reasoning, string? ModelId, MessageStatus Status,
    IReadOnlyList<AttachmentView> Attachments, int? PromptTokens, int? CompletionTokens, Micros? Credits, bool Estimated, MessageError? Error,
    bool? Sandbox, DateTimeOffset CreatedAt);

/// <summary>The one way to see conversations and messages: what a user may see. Reads rows only, never a provider.</summary>
internal sealed class ReadConversations(ChatDb db, IWorkspaces workspaces, IUploads uploads)
{
    /// <summary>Or null where this user sees none.</summary>
    public async Task<Conversation?> RowAsync(string id, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        return await db.Conversations.AsNoTracking()
            .FirstOrDefaultAsync(c => c.Id == id && visible.Contains(c.WorkspaceId) && c.DeletedAt == null, ct);
    }

    /// <summary>Or null where this user sees none.</summary>
    public async Task<Message?> MessageAsync(string id, string userId, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        return await db.Messages.AsNoTracking().FirstOrDefaultAsync(
            m => m.Id == id && visible.Contains(m.WorkspaceId) && db.Conversations.Any(c => c.Id == m.ConversationId && c.DeletedAt == null), ct);
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Conversation>> ListAsync(ConversationFilter filter, string userId, string? before, int count, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        if (filter.WorkspaceId is { } only) visible = [.. visible.Where(id => id == only)];
        var rows = new List<Conversation>();
        // One ordered walk along an index for each workspace, and a merge.
        foreach (var workspaceId in visible)
        {
            var some = Narrow(
                db.Conversations.AsNoTracking().Where(c => c.WorkspaceId == workspaceId && c.DeletedAt == null && (before == null || string.Compare(c.Id, before) < 0)), filter);
            rows.AddRange(await some.OrderByDescending(c => c.Id).Take(count).ToListAsync(ct));
        }

        rows.Sort((a, b) => string.CompareOrdinal(b.Id, a.Id));
        return rows;
    }

    /// <summary>Latest used first, of all workspaces that this user sees.</summary>
    public async Task<IReadOnlyList<Conversation>> LatestAsync(ConversationFilter filter, string userId, DateTimeOffset? before, int count, CancellationToken ct)
    {
        var visible = await workspaces.VisibleAsync(userId, ct);
        var rows = new List<Conversation>();
        foreach (var workspaceId in visible)
        {
            var some = Narrow(db.Conversations.AsNoTracking().Where(c => c.WorkspaceId == workspaceId && c.DeletedAt == null), filter);
            if (before is not null) some = some.Where(c => c.UpdatedAt < before);
            rows.AddRange(await some.OrderByDescending(c => c.UpdatedAt).Take(count).ToListAsync(ct));
        }

        return [.. rows.OrderByDescending(c => c.UpdatedAt).Take(count)];
    }

    private IQueryable<Conversation> Narrow(IQueryable<Conversation> some, ConversationFilter filter)
    {
        if (filter.ProjectId is not null) some = some.Where(c => c.ProjectId == filter.ProjectId);
        if (filter.Pinned is not null) some = some.Where(c => c.Pinned == filter.Pinned);
        if (filter.Q is not { } q) return some;
        var pattern = $"%{q.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
        return db.Database.IsNpgsql() ? some.Where(c => EF.Functions.ILike(c.Title, pattern, "\\")) : some.Where(c => EF.Functions.Like(c.Title, pattern, "\\"));
    }

    /// <summary>Several, in the order given.</summary>
    public async Task<IReadOnlyList<Message>> MessagesAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        var rows = await db.Messages.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
        return [.. ids.Select(id => rows.GetValueOrDefault(id)).OfType<Message>()];
    }

    /// <summary>As the API shows them; a running one has what is stored of it.</summary>
    public async Task<IReadOnlyList<MessageView>> ShowAsync(IReadOnlyList<Message> rows, CancellationToken ct)
    {
        var files = rows.SelectMany(m => m.AttachmentsOf()).Select(a => a.Id).Distinct().ToList();
        var links = await uploads.LinksAsync(files, ct);
        var views = new List<MessageView>(rows.Count);
        foreach (var m in rows)
        {
            var (reasoning, content) = m.Status == MessageStatus.Streaming ? await db.TextOfAsync(m.Id, ct) : (m.Reasoning, m.Content);
            views.Add(new(
                m.Id, m.ParentId, m.Role, content, reasoning, m.ModelId, m.Status,
                [.. m.AttachmentsOf().Select(a => new AttachmentView(a.Id, a.ContentType, a.Bytes, links.GetValueOrDefault(a.Id)?.Url, links.GetValueOrDefault(a.Id)?.ThumbnailUrl))],
                m.PromptTokens, m.CompletionTokens, m.ChargedMicros is { } charged ? new Micros(charged) : null, m.IsEstimated,
                m.ErrorCode is null ? null : new(m.ErrorCode, m.ErrorMessage ?? ""), m.IsSandbox ? true : null, m.CreatedAt));
        }

        return views;
    }
}

/// <summary>Which conversations.</summary>
internal sealed record ConversationFilter(string? WorkspaceId = null, string? ProjectId = null, bool? Pinned = null, string? Q = null);
