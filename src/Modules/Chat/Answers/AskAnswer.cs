using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Opens the holds, writes the rows, and begins the answers: all or none. Pages and the API ask through here.</summary>
internal sealed class AskAnswer(
    ChatDb db, ReadConversations read, ICatalog catalog, ICredits credits, IWorkspaces workspaces, IUploads uploads, BuildContext build,
    RunAnswer run, TimeProvider clock)
{
    public const int ModelsMax = 4;
    public const int ContentLengthMax = 100_000;
    public const int AttachmentsMax = 10;

    private static readonly TimeSpan OrphanReview = TimeSpan.FromMinutes(2);

    public async Task<AskResult> AskAsync(AskOrder order, CancellationToken ct)
    {
        if (await FindAsync(order, ct) is { Count: > 0 } before) return Again(before);
        if (await read.RowAsync(order.ConversationId, order.UserId, ct) is not { } conversation) return No(Refusal.NotFound());
        var place = await workspaces.SpendAsync(order.UserId, order.KeyId, conversation.WorkspaceId, ct);
        if (place is SpendingPlace.ReadOnly) return No(Refusal.Forbidden());
        if (place is not SpendingPlace.Allowed allowed) return No(Refusal.NotFound());

        var thread = await Thread.OfAsync(db, conversation.Id, ct);
        var (parentId, asked, no) = await PlaceAsync(order, conversation, thread, ct);
        if (no is not null) return No(no);
        var path = thread.PathTo(asked?.ParentId ?? (asked is null ? parentId : null));
        var models = order.ModelIds.Count > 0 ? order.ModelIds : [conversation.ModelId];
        var answers = new List<(Message Row, byte[] Body, ModelCard Model)>();
        foreach (var (slot, modelId) in models.Index())
        {
            if (await catalog.FindAsync(modelId, ct) is not { Type: Medium.Chat } model) return No(Refusal.NotFound($"The chat model {modelId} does not exist, or is closed."));
            if (asked?.AttachmentsOf().Any(a => a.ContentType.StartsWith("image/", StringComparison.Ordinal)) == true && !model.Capabilities.Contains("vision"))
                return No(Refusal.Invalid("attachments", $"{model.Name} does not see images. Take another model, or send the message without them."));
            var (context, tooLong) = await build.OfAsync(conversation, path, asked, model, order.ContinueId is not null, ct);
            if (context is null) return No(tooLong!);
            answers.Add((Row(order, conversation, allowed, model, context, slot, asked?.Id ?? parentId), context.Body, model));
        }

        return await OpenAsync(order, conversation, allowed, asked, answers, ct);
    }

    private async Task<(string? ParentId, Message? Asked, Refusal? No)> PlaceAsync(
        AskOrder order, Conversation conversation, Thread thread, CancellationToken ct)
    {
        if (order.AgainId is not null)
            return thread.Find(order.AgainId) is { Role: MessageRole.Assistant, ParentId: { } above } ? (above, null, null) : (null, null, Refusal.NotFound());
        if (order.ContinueId is not null)
            return thread.Find(order.ContinueId) is { Role: MessageRole.Assistant } ? (order.ContinueId, null, null) : (null, null, Refusal.NotFound());

        var parentId = order.ParentId == AskOrder.Root ? null : order.ParentId ?? conversation.LeafId;
        if (order.ParentId is not null and not AskOrder.Root && thread.Find(parentId) is null) return (null, null, Refusal.NotFound("There is no such message."));
        if (thread.Find(parentId) is { Status: MessageStatus.Streaming })
            return (null, null, Refusal.Conflict("The last answer is still being written. Wait for it, or stop it."));
        var content = AskOrder.Clean(order.Content);
        if (content.Length == 0 && order.Attachments.Count == 0) return (null, null, Refusal.Invalid("content", "Write a message."));
        if (content.Length > ContentLengthMax) return (null, null, Refusal.Invalid("content", $"A message has at most {ContentLengthMax:#,##0} characters."));
        if (order.Attachments.Count > AttachmentsMax) return (null, null, Refusal.Invalid("attachments", $"A message has at most {AttachmentsMax} attachments."));
        var files = new List<Attachment>();
        foreach (var id in order.Attachments.Distinct(StringComparer.Ordinal))
        {
            if (await uploads.UseAsync(id, order.UserId, ct) is not { } file) return (null, null, Refusal.Invalid("attachments", "There is no such upload."));
            files.Add(new(file.Id, file.ContentType, null, file.Bytes));
        }

        return (parentId, new Message
        {
            Id = order.UserMessageId,
            ConversationId = conversation.Id,
            WorkspaceId = conversation.WorkspaceId,
            UserId = order.UserId,
            ParentId = parentId,
            Role = MessageRole.User,
            Content = content,
            Attachments = JsonSerializer.Serialize(files, Json.Options),
            CreatedAt = clock.GetUtcNow(),
            Operation = order.Operation,
        }, null);
    }

    private Message Row(
        AskOrder order, Conversation conversation, SpendingPlace.Allowed place, ModelCard model, ChatContext context, int slot, string? parentId)
    {
        var (terms, now) = (catalog.TermsOf(model), clock.GetUtcNow());
        return new()
        {
            Id = order.AnswerId(slot),
            ConversationId = conversation.Id,
            WorkspaceId = conversation.WorkspaceId,
            UserId = order.UserId,
            KeyId = order.KeyId,
            ParentId = parentId,
            Role = MessageRole.Assistant,
            Status = MessageStatus.Streaming,
            CreatedAt = now,
            Operation = order.Operation,
            ModelId = model.Id,
            Provider = model.Provider,
            Payer = place.Payer,
            Terms = JsonSerializer.Serialize(terms, Json.Options),
            HoldMicros = ChatSpend.MostOf(terms, context.SentTokens, context.MaxTokens).Value,
            SentTokens = context.SentTokens,
            Node = LiveAnswers.Node,
            LeaseUntil = now + StoreParts.Lease,
        };
    }

    private async Task<AskResult> OpenAsync(
        AskOrder order, Conversation conversation, SpendingPlace.Allowed place, Message? asked,
        List<(Message Row, byte[] Body, ModelCard Model)> answers, CancellationToken ct)
    {
        var review = clock.GetUtcNow() + OrphanReview;
        var holds = answers.Select(a => new HoldRequest(
            a.Row.Id, place.Payer, new(a.Row.HoldMicros), ChatHolds.HoldPurpose, review, place.Caps,
            new(order.UserId, order.KeyId, conversation.WorkspaceId, conversation.ProjectId, a.Model.Id, a.Model.Name))).ToList();
        switch (await credits.HoldAllAsync(holds, ct))
        {
            case HoldResult.NotEnough no: return No(Refusal.NotEnough(no.Required, no.Available));
            case HoldResult.OverCap no: return No(Refusal.NotEnough(no.Required, no.Available, no.Cap.Sentence));
            // A try that died before its rows: its holds go back at their review, and this one is made under new ids.
            case HoldResult.AlreadyHeld:
                return await FindAsync(order, ct) is { Count: > 0 } before ? Again(before)
                    : order.IdBase == order.Operation ? await AskAsync(order with { IdBase = Id.New("x")[2..] }, ct)
                    : throw new InvalidOperationException("A new id is held already.");
        }

        try
        {
            await InsertAsync(conversation, asked, answers.Select(a => a.Row).ToList());
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            return await FindAsync(order, ct) is { Count: > 0 } other ? Again(other) : No(Refusal.Conflict("The same request is being worked on."));
        }

        foreach (var (row, body, _) in answers) run.Begin(row, body);
        return Again([.. answers.Select(a => a.Row)]);
    }

    private Task InsertAsync(Conversation conversation, Message? asked, List<Message> answers) => db.WriteAsync(
        async () =>
        {
            db.ChangeTracker.Clear();
            if (asked is not null) db.Add(asked);
            db.AddRange(answers);
            await db.SaveChangesAsync();
            var (leaf, now) = (answers[0].Id, clock.GetUtcNow());
            var title = conversation is { IsNamed: false, LeafId: null } && asked is not null ? Titles.Of(asked.Content) : conversation.Title;
            await db.Conversations.Where(c => c.Id == conversation.Id).ExecuteUpdateAsync(set =>
            {
                set.SetProperty(c => c.LeafId, leaf).SetProperty(c => c.UpdatedAt, now);
                if (title != conversation.Title) set.SetProperty(c => c.Title, title);
                if (answers.Count == 1) set.SetProperty(c => c.ModelId, answers[0].ModelId);
            });
        },
        CancellationToken.None);

    private Task<List<Message>> FindAsync(AskOrder order, CancellationToken ct) => db.Messages.AsNoTracking()
        .Where(m => m.Operation == order.Operation && m.UserId == order.UserId && m.Role == MessageRole.Assistant).OrderBy(m => m.Id).ToListAsync(ct);

    private static AskResult.Started Again(List<Message> answers) => new(answers[0].ParentId ?? "", answers);

    private static AskResult.Refused No(Refusal refusal) => new(refusal);
}

/// <summary>Names conversations by what they begin with.</summary>
internal static class Titles
{
    public const string New = "New conversation";

    private const int LengthMax = 60;

    public static string Of(string content)
    {
        var line = content.Split('\n').Select(l => l.Trim(' ', '#', '*', '>', '`', '\r', '-')).FirstOrDefault(l => l.Length > 0);
        if (line is null) return New;
        if (line.Length <= LengthMax) return line;
        var cut = line.LastIndexOf(' ', LengthMax);
        var end = cut > LengthMax / 2 ? cut : LengthMax;
        if (char.IsHighSurrogate(line[end - 1])) end--;
        return line[..end].TrimEnd(',', '.', ';', ':') + "…";
    }
}
