using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Chat;

/// <summary>The pages of chat, and the parts that htmx asks for.</summary>
internal static class ShowChat
{
    private const int TextLengthMax = 8_000;

    /// <summary>GET /chat: a new conversation. <c>q</c> fills the text in and <c>model</c> chooses; nothing is sent.</summary>
    public static async Task<IResult> Handle(
        string? q, string? model, string? workspace, string? project, string? find, long? before, ICurrentUser me, ReadThread read, ReadSidebar sidebar, CancellationToken ct)
    {
        var text = q?.Length > TextLengthMax ? q[..TextLengthMax] : q;
        var thread = await read.NewAsync(new(text ?? "", model?.Split(',') ?? []) { WorkspaceId = workspace, ProjectId = project }, ct);
        return Page(new(await sidebar.OfAsync(me, null, find, ct, before), thread));
    }

    public static async Task<IResult> HandleOne(string id, string? at, string? find, ICurrentUser me, ReadThread read, ReadSidebar sidebar, CancellationToken ct) =>
        await read.OfAsync(me, id, ct, at: at) is { } thread
            ? Page(new(await sidebar.OfAsync(me, id, find, ct), thread))
            : (Reply)Refusal.NotFound();

    /// <summary>The list as it is searched; with <c>before</c> its next rows.</summary>
    public static async Task<IResult> HandleSidebar(string? find, long? before, ICurrentUser me, ReadSidebar sidebar, CancellationToken ct) =>
        Reply.Nothing().Redirect("/chat")
            .Fragment(before is null ? "/Chat/Pages/Groups.cshtml" : "/Chat/Pages/GroupRows.cshtml", await sidebar.OfAsync(me, null, find, ct, before));

    /// <summary>The newest messages, for a page that does not have them.</summary>
    public static async Task<IResult> HandleLog(string id, ICurrentUser me, ReadThread read, CancellationToken ct) =>
        await read.OfAsync(me, id, ct) is { } thread
            ? Reply.Nothing().Fragment("/Chat/Pages/LogPartial.cshtml", thread).Redirect($"/chat/{id}")
            : (Reply)Refusal.NotFound();

    public static async Task<IResult> HandleEarlier(string id, string? before, ICurrentUser me, ReadThread read, CancellationToken ct) =>
        await read.EarlierAsync(me, id, before ?? "", ct) is { } view
            ? Reply.Nothing().Fragment("/Chat/Pages/Earlier.cshtml", view).Redirect($"/chat/{id}")
            : (Reply)Refusal.NotFound();

    /// <summary>
    /// An answer for a page that has missed something. One that this process writes is shown to a page that listens through its live channel, so
    /// that nothing older comes after something newer; any other page gets it at once.
    /// </summary>
    public static async Task<IResult> HandleBubble(
        string id, bool? live, ICurrentUser me, ReadConversations rows, ReadThread read, LiveAnswers answers, ILive pages, CancellationToken ct)
    {
        if (live == true && pages.IsWatching(me.Id) && answers.Find(id) is { } running && await rows.MessageAsync(id, me.Id, ct) is not null)
        {
            running.WishWhole();
            return Results.NoContent();
        }

        return await read.AnswerAsync(id, me.Id, ct) is { } view
            ? Reply.Nothing().Fragment("/Chat/Pages/BubblePartial.cshtml", view).Redirect("/chat")
            : (Reply)Refusal.NotFound();
    }

    public static async Task<IResult> HandleEstimate(Body<SayForm> body, ICurrentUser me, ReadThread read, CancellationToken ct)
    {
        var form = body.Value;
        return await read.EstimateAsync(form.ConversationId, form.ParentId, new Draft(form.Said(), form.Models ?? []) { Images = form.Attachments?.Count ?? 0 }, me.Id, ct) is { } go
            ? Reply.Nothing().Fragment("/Chat/Pages/EstimatePartial.cshtml", go).Redirect("/chat")
            : (Reply)Refusal.NotFound();
    }

    public static IResult HandleImport() => ImportPage(null);

    public static PageView ImportPage(Refusal? no) => new("/Chat/Pages/ImportPage.cshtml", new ImportPageView(no), "Import conversations") { Status = no?.Status ?? StatusCodes.Status200OK };

    public static async Task<IResult> HandleShared(string token, HttpContext http, ChatDb db, ReadConversations rows, ReadThread read, CancellationToken ct)
    {
        if (await db.FindSharedAsync(rows, token, ct) is not var (conversation, messages)) return (Reply)Refusal.NotFound();
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        return new PageView("/Chat/Pages/SharedPage.cshtml", new SharedView(conversation.Title, await read.SharedAsync(messages, ct)), conversation.Title, Frame.Public);
    }

    public static PageView Page(ChatPageView view, int status = StatusCodes.Status200OK) => new("/Chat/Pages/ChatPage.cshtml", view, view.Thread.Head.Title) { Status = status };
}

/// <summary>The latest conversations, on the dashboard.</summary>
internal sealed class RecentChats(ReadConversations read) : IDashboardPart
{
    private const int CountMax = 5;

    public int Order => 50;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct)
    {
        var rows = await read.LatestAsync(new(), me.Id, null, CountMax, ct);
        return rows.Count == 0 ? null
            : new("/Chat/Pages/RecentChats.cshtml", new RecentChatsView([.. rows.Select(c => new ConversationLink(c.Id, c.Title, c.Credits, c.Pinned, false))]));
    }
}
