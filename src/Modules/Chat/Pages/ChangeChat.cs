using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Chat;

/// <summary>Body of settings from a page. <paramref name="All"/>: the whole form was sent, and an empty field takes its setting away.</summary>
internal sealed record ChatSettingsForm(string? Title, string? SystemPrompt, string? Temperature, string? MaxTokens, bool? Pinned, string? ProjectId, bool? All);

/// <summary>Body of a switch to another branch.</summary>
internal sealed record BranchForm(string? LeafId);

/// <summary>Changes from the pages, answered with what they change there.</summary>
internal static class ChangeChat
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(3);

    /// <summary>Stops all that is being written in a conversation.</summary>
    public static async Task<IResult> StopAll(
        string id, ICurrentUser me, ChatDb db, ConversationChanges changes, StopAnswers stop, AnswerFeed feed, ReadThread read, CancellationToken ct)
    {
        if ((await changes.MayChangeAsync(id, me, ct)).No is { } no) return Reply.No(no);
        return await StopAsync(db.Messages.Where(m => m.ConversationId == id), id, me, stop, feed, read, ct);
    }

    public static async Task<IResult> Stop(
        string id, ICurrentUser me, ChatDb db, ReadConversations rows, ConversationChanges changes, StopAnswers stop, AnswerFeed feed, ReadThread read, CancellationToken ct)
    {
        if (await rows.MessageAsync(id, me.Id, ct) is not { } message) return Reply.No(Refusal.NotFound());
        if ((await changes.MayChangeAsync(message.ConversationId, me, ct)).No is { } no) return Reply.No(no);
        return await StopAsync(db.Messages.Where(m => m.Id == id), message.ConversationId, me, stop, feed, read, ct);
    }

    private static async Task<IResult> StopAsync(
        IQueryable<Message> messages, string conversationId, ICurrentUser me, StopAnswers stop, AnswerFeed feed, ReadThread read, CancellationToken ct)
    {
        var running = await messages.Where(m => m.Status == MessageStatus.Streaming).Select(m => m.Id).ToListAsync(ct);
        await stop.StopAsync(messages, ct);
        var reply = Reply.Nothing().Redirect($"/chat/{conversationId}");
        foreach (var id in running) await StopAnswers.UntilEndedAsync(feed, id, StopMax, ct);
        foreach (var id in running)
            if (await read.AnswerAsync(id, me.Id, ct) is { } ended) reply.Fragment("/Chat/Pages/BubblePartial.cshtml", ended);
        return reply;
    }

    public static async Task<IResult> Pick(
        string id, ICurrentUser me, ReadConversations rows, ICatalog catalog, ConversationChanges changes, ReadThread read, CancellationToken ct)
    {
        if (await rows.MessageAsync(id, me.Id, ct) is not { Role: MessageRole.Assistant } message) return Reply.No(Refusal.NotFound());
        var model = await catalog.FindAsync(message.ModelId!, ct) is null ? null : message.ModelId;
        return await LeafAsync(message.ConversationId, new(null, model, default, default, default, null, default, id), me, changes, read, ct);
    }

    public static async Task<IResult> Branch(
        string id, Body<BranchForm> body, ICurrentUser me, ReadConversations rows, ConversationChanges changes, ReadThread read, CancellationToken ct) =>
        await rows.MessageAsync(id, me.Id, ct) is { } message
            ? await LeafAsync(message.ConversationId, new(null, null, default, default, default, null, default, body.Value.LeafId ?? id), me, changes, read, ct)
            : Reply.No(Refusal.NotFound());

    private static async Task<IResult> LeafAsync(string id, ConversationForm form, ICurrentUser me, ConversationChanges changes, ReadThread read, CancellationToken ct)
    {
        if ((await changes.ApplyAsync(id, form, me, ct)).No is { } no) return Reply.No(no);
        return await read.OfAsync(me, id, ct) is { } thread
            ? Reply.Nothing().Redirect($"/chat/{id}").Fragment("/Chat/Pages/LogPartial.cshtml", thread).Fragment("/Chat/Pages/ModelPartial.cshtml", thread.Composer)
            : Reply.No(Refusal.NotFound());
    }

    /// <summary>GET /chat/{id}/settings: in a dialog, or as a page.</summary>
    public static async Task<IResult> ShowSettings(string id, ICurrentUser me, ReadConversations read, IWorkspaces workspaces, IProjects projects, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return Reply.No(Refusal.NotFound());
        var mayChange = await workspaces.SpendAsync(me.Id, me.KeyId, row.WorkspaceId, ct) is SpendingPlace.Allowed;
        var view = new SettingsView(
            id, row.Title, row.SystemPrompt ?? "", row.TemperatureMilli / 1000m, row.MaxTokens, row.Pinned, await projects.ListAsync(me.Id, row.WorkspaceId, ct), row.ProjectId,
            new(id, row.ShareHash is not null, null), mayChange);
        return Reply.Nothing().Fragment("/Chat/Pages/Settings.cshtml", view).Page(new PageView("/Chat/Pages/SettingsPage.cshtml", view, row.Title));
    }

    public static async Task<IResult> Settings(
        string id, Body<ChatSettingsForm> body, HttpContext http, ICurrentUser me, ConversationChanges changes, ReadThread read, ReadSidebar sidebar, CancellationToken ct)
    {
        var form = body.Value;
        var all = form.All == true;
        var pinned = form.Pinned ?? (all ? false : null);
        var change = new ConversationForm(
            form.Title, null, Sent(form.SystemPrompt, all), Sent(form.Temperature, all), Sent(form.MaxTokens, all), pinned, Sent(form.ProjectId, all), null);
        if ((await changes.ApplyAsync(id, change, me, ct)).No is { } no) return Reply.No(no);
        return await read.OfAsync(me, id, ct) is { } thread
            ? Reply.Nothing().Redirect($"/chat/{id}")
                .Fragment("/Chat/Pages/ChangedPartial.cshtml", new ChangedView(thread.Head, thread.Composer.Go, await sidebar.OfAsync(me, OpenOf(http), null, ct)))
            : Reply.No(Refusal.NotFound());
    }

    public static async Task<IResult> Delete(
        string id, HttpContext http, ICurrentUser me, ChatDb db, ConversationChanges changes, StopAnswers stop, ReadSidebar sidebar, TimeProvider clock, CancellationToken ct)
    {
        var gone = await DeleteConversation.Handle(id, me, db, changes, stop, clock, ct);
        return gone.Refusal is not null || OpenOf(http) is not { } open || open == id
            ? gone
            : Reply.Nothing().Redirect("/chat").Fragment("/Chat/Pages/GroupsPartial.cshtml", await sidebar.OfAsync(me, open, null, ct));
    }

    public static async Task<IResult> Share(string id, HttpContext http, ICurrentUser me, ChatDb db, ConversationChanges changes, CancellationToken ct)
    {
        var (share, no) = await ShareConversation.MakeAsync(id, me, db, changes, ct);
        return share is null ? Reply.No(no!)
            : Reply.Of(share, 201).Redirect(share.Url)
                .Fragment("/Chat/Pages/Sharing.cshtml", new SharingView(id, true, $"{http.Request.Scheme}://{http.Request.Host}{share.Url}"));
    }

    public static async Task<IResult> Unshare(string id, ICurrentUser me, ChatDb db, ConversationChanges changes, CancellationToken ct) =>
        (await ShareConversation.HandleRevoke(id, me, db, changes, ct)).Fragment("/Chat/Pages/Sharing.cshtml", new SharingView(id, false, null));

    // The conversation that the page shows which asks.
    private static string? OpenOf(HttpContext http) =>
        Uri.TryCreate(http.Request.Headers["HX-Current-URL"].ToString(), UriKind.Absolute, out var url) && url.AbsolutePath.StartsWith("/chat/cnv_", StringComparison.Ordinal)
            ? url.AbsolutePath["/chat/".Length..].TrimEnd('/') : null;

    private static JsonElement Sent(string? text, bool all) => text is null && !all ? default : JsonSerializer.SerializeToElement(text);
}
