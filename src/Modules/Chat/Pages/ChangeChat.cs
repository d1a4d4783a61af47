using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Body of settings from a page. <paramref name="All"/>: the whole form was sent, and an empty field takes its setting away.</summary>
internal sealed record ChatSettingsForm(string? Title, string? SystemPrompt, string? Temperature, string? MaxTokens, bool? Pinned, string? ProjectId, bool? All);

/// <summary>Body of a switch to another branch.</summary>
internal sealed record BranchForm(string? LeafId);

/// <summary>Changes from the pages, answered with the thread.</summary>
internal static class ChangeChat
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(3);

    public static async Task<IResult> Stop(
        string id, ICurrentUser me, ChatDb db, ReadConversations rows, ConversationChanges changes, StopAnswers stop, AnswerFeed feed, ReadThread read, CancellationToken ct)
    {
        if (await rows.MessageAsync(id, me.Id, ct) is not { } message) return Reply.No(Refusal.NotFound());
        if ((await changes.MayChangeAsync(message.ConversationId, me, ct)).No is { } no) return Reply.No(no);
        await stop.StopAsync(db.Messages.Where(m => m.Id == id), ct);
        await StopAnswers.UntilEndedAsync(feed, id, StopMax, ct);
        return await ThreadAsync(message.ConversationId, me, read, ct);
    }

    public static async Task<IResult> Pick(string id, ICurrentUser me, ReadConversations rows, ConversationChanges changes, ReadThread read, CancellationToken ct)
    {
        if (await rows.MessageAsync(id, me.Id, ct) is not { Role: MessageRole.Assistant } message) return Reply.No(Refusal.NotFound());
        // The lanes are one turn as long as the branch ends in them: the one that goes on is told by the next message.
        return await ApplyAsync(message.ConversationId, new(null, message.ModelId, default, default, default, null, default, id), me, changes, read, ct);
    }

    public static async Task<IResult> Branch(
        string id, Body<BranchForm> body, ICurrentUser me, ReadConversations rows, ConversationChanges changes, ReadThread read, CancellationToken ct) =>
        await rows.MessageAsync(id, me.Id, ct) is { } message
            ? await ApplyAsync(message.ConversationId, new(null, null, default, default, default, null, default, body.Value.LeafId), me, changes, read, ct)
            : Reply.No(Refusal.NotFound());

    public static async Task<IResult> Settings(
        string id, Body<ChatSettingsForm> body, ICurrentUser me, ConversationChanges changes, ReadThread read, CancellationToken ct)
    {
        var form = body.Value;
        var all = form.All == true;
        return await ApplyAsync(
            id, new(form.Title, null, Sent(form.SystemPrompt, all), Sent(form.Temperature, all), Sent(form.MaxTokens, all), form.Pinned, Sent(form.ProjectId, all), null), me,
            changes, read, ct);
    }

    public static async Task<IResult> Share(string id, HttpContext http, ICurrentUser me, ChatDb db, ConversationChanges changes, CancellationToken ct)
    {
        var (share, no) = await ShareConversation.MakeAsync(id, me, db, changes, ct);
        return share is null ? Reply.No(no!)
            : Reply.Of(share, 201).Redirect(share.Url)
                .Fragment("/Chat/Pages/SharedLink.cshtml", new SharedLinkView(id, $"{http.Request.Scheme}://{http.Request.Host}{share.Url}"));
    }

    private static async Task<IResult> ApplyAsync(
        string id, ConversationForm form, ICurrentUser me, ConversationChanges changes, ReadThread read, CancellationToken ct)
    {
        var (row, no) = await changes.ApplyAsync(id, form, me, ct);
        return row is null ? Reply.No(no!) : await ThreadAsync(id, me, read, ct);
    }

    private static async Task<IResult> ThreadAsync(string id, ICurrentUser me, ReadThread read, CancellationToken ct) =>
        await read.OfAsync(me, id, ct) is { } thread
            ? Reply.Nothing().Fragment("/Chat/Pages/Thread.cshtml", thread).Redirect($"/chat/{id}")
            : Reply.No(Refusal.NotFound());

    private static JsonElement Sent(string? text, bool all) => text is null && !all ? default : JsonSerializer.SerializeToElement(text);
}
