using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Body of a message. <paramref name="ParentId"/> begins a branch after an earlier message, or with <c>root</c> at the beginning.</summary>
internal sealed record MessageForm(
    string? Content, string? ModelId, IReadOnlyList<string>? ModelIds, IReadOnlyList<string>? Attachments, string? ParentId)
{
    /// <summary>Models that shall answer; none: the conversation's.</summary>
    public (IReadOnlyList<string> Models, Refusal? No) ModelsOf() =>
        ModelIds is null ? (string.IsNullOrEmpty(ModelId) ? [] : [ModelId], null)
        : ModelId is not null ? ([], Refusal.Invalid("modelIds", "Send modelId or modelIds, not both."))
        : ModelIds.Count is < 2 or > AskAnswer.ModelsMax || ModelIds.Distinct(StringComparer.Ordinal).Count() != ModelIds.Count || ModelIds.Any(string.IsNullOrEmpty)
            ? ([], Refusal.Invalid("modelIds", $"modelIds has 2 to {AskAnswer.ModelsMax} different ids."))
        : (ModelIds, null);
}

/// <summary>POST /api/chat/conversations/{id}/messages: the answers as a stream.</summary>
internal static class SendMessage
{
    public static async Task<IResult> Handle(
        string id, Body<MessageForm> body, HttpContext http, ICurrentUser me, AskAnswer ask, AnswerFeed feed, CancellationToken ct)
    {
        var form = body.Value;
        var (models, wrong) = form.ModelsOf();
        if (wrong is not null) return Reply.No(wrong);
        var order = new AskOrder(OperationId.Of(http), me.Id, me.KeyId, id, models)
        {
            Content = form.Content ?? "",
            Attachments = form.Attachments ?? [],
            ParentId = form.ParentId,
        };
        return await ask.AskAsync(order, ct) switch
        {
            AskResult.Started started => AnswerStream.Of(feed, started.UserMessageId, [.. started.Answers.Select(a => a.Id)], default, ct),
            AskResult.Refused refused => Reply.No(refused.No),
            _ => throw new InvalidOperationException(),
        };
    }
}

/// <summary>GET /api/chat/messages/{id}/stream: from <c>Last-Event-ID</c> on, while it runs and afterwards.</summary>
internal static class StreamMessage
{
    public static async Task<IResult> Handle(string id, HttpContext http, ICurrentUser me, ReadConversations read, AnswerFeed feed, CancellationToken ct) =>
        await read.MessageAsync(id, me.Id, ct) is { Role: MessageRole.Assistant } message
            ? AnswerStream.Of(feed, message.ParentId ?? "", [id], AnswerPlace.Parse(http.Request.Headers["Last-Event-ID"]), ct)
            : Reply.No(Refusal.NotFound());
}

/// <summary>GET /api/chat/messages/{id}</summary>
internal static class ShowMessage
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ReadConversations read, CancellationToken ct) =>
        await read.MessageAsync(id, me.Id, ct) is { } message ? Reply.Of((await read.ShowAsync([message], ct))[0]) : Refusal.NotFound();
}

/// <summary>Body of a repeat.</summary>
internal sealed record RegenerateForm(string? ModelId);

/// <summary>POST /api/chat/messages/{id}/regenerate and /continue: another answer, as a stream.</summary>
internal static class Regenerate
{
    public static Task<IResult> Handle(
        string id, Body<RegenerateForm> body, HttpContext http, ICurrentUser me, ReadConversations read, AskAnswer ask, AnswerFeed feed, CancellationToken ct) =>
        AskAsync(id, body.Value.ModelId, false, http, me, read, ask, feed, ct);

    public static Task<IResult> HandleContinue(
        string id, Body<RegenerateForm> body, HttpContext http, ICurrentUser me, ReadConversations read, AskAnswer ask, AnswerFeed feed, CancellationToken ct) =>
        AskAsync(id, body.Value.ModelId, true, http, me, read, ask, feed, ct);

    private static async Task<IResult> AskAsync(
        string id, string? modelId, bool goesOn, HttpContext http, ICurrentUser me, ReadConversations read, AskAnswer ask, AnswerFeed feed, CancellationToken ct)
    {
        if (await read.MessageAsync(id, me.Id, ct) is not { Role: MessageRole.Assistant } message) return Reply.No(Refusal.NotFound());
        if (message.Status == MessageStatus.Streaming) return Reply.No(Refusal.Conflict("This answer is still being written. Stop it first."));
        var order = new AskOrder(OperationId.Of(http), me.Id, me.KeyId, message.ConversationId, [string.IsNullOrEmpty(modelId) ? message.ModelId! : modelId])
        {
            AgainId = goesOn ? null : id,
            ContinueId = goesOn ? id : null,
        };
        return await ask.AskAsync(order, ct) switch
        {
            AskResult.Started started => AnswerStream.Of(feed, started.UserMessageId, [.. started.Answers.Select(a => a.Id)], default, ct),
            AskResult.Refused refused => Reply.No(refused.No),
            _ => throw new InvalidOperationException(),
        };
    }
}

/// <summary>POST /api/chat/messages/{id}/stop: keeps and bills what had arrived.</summary>
internal static class StopMessage
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(5);

    public static async Task<Reply> Handle(
        string id, ICurrentUser me, ChatDb db, ReadConversations read, ConversationChanges changes, StopAnswers stop, AnswerFeed feed, CancellationToken ct)
    {
        if (await read.MessageAsync(id, me.Id, ct) is not { Role: MessageRole.Assistant } message) return Refusal.NotFound();
        if ((await changes.MayChangeAsync(message.ConversationId, me, ct)).No is { } no) return no;
        await stop.StopAsync(db.Messages.Where(m => m.Id == id), ct);
        await StopAnswers.UntilEndedAsync(feed, id, StopMax, ct);
        return await read.MessageAsync(id, me.Id, ct) is { } now ? Reply.Of((await read.ShowAsync([now], ct))[0]) : Refusal.NotFound();
    }
}

/// <summary>Stops answers wherever they run: this process at once, others when they look.</summary>
internal sealed class StopAnswers(LiveAnswers live)
{
    public async Task StopAsync(IQueryable<Message> messages, CancellationToken ct)
    {
        foreach (var id in await messages.Where(m => m.Status == MessageStatus.Streaming).Select(m => m.Id).ToListAsync(ct))
        {
            if (live.Find(id) is not { } running) continue;
            try
            {
                await running.Stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself in the meantime.
            }
        }
    }

    /// <summary>Waits for the end of an answer that was stopped, for a moment.</summary>
    public static async Task UntilEndedAsync(AnswerFeed feed, string id, TimeSpan most, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(most);
        try
        {
            await foreach (var step in feed.FollowAsync(id, new(int.MaxValue, int.MaxValue, false, false), limit.Token))
                if (step.Kind is AnswerEventKind.Done or AnswerEventKind.Error) return;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // It runs on another node, or is slow to end.
        }
    }
}
