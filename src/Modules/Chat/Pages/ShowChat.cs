using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Chat;

/// <summary>The pages of chat, and the parts that htmx asks for.</summary>
internal static class ShowChat
{
    private const int TextLengthMax = 8_000;

    /// <summary>GET /chat: a new conversation. <c>q</c> fills the text in and <c>model</c> chooses; nothing is sent.</summary>
    public static async Task<IResult> Handle(string? q, string? model, string? find, ICurrentUser me, ReadThread read, CancellationToken ct)
    {
        var text = q?.Length > TextLengthMax ? q[..TextLengthMax] : q;
        var thread = await read.NewAsync(text, model?.Split(',') ?? [], null, ct);
        return Page(new(await read.SidebarAsync(me, null, find, ct), thread));
    }

    public static async Task<IResult> HandleOne(string id, string? find, ICurrentUser me, ReadThread read, CancellationToken ct) =>
        await read.OfAsync(me, id, ct) is { } thread
            ? Page(new(await read.SidebarAsync(me, id, find, ct), thread))
            : (Reply)Refusal.NotFound();

    public static async Task<IResult> HandleSidebar(string? find, bool? sheet, ICurrentUser me, ReadThread read, CancellationToken ct)
    {
        var view = await read.SidebarAsync(me, null, find, ct, sheet == true);
        return Reply.Nothing().Fragment("/Chat/Pages/Sidebar.cshtml", view).Redirect("/chat");
    }

    public static async Task<IResult> HandleEarlier(string id, string? before, ICurrentUser me, ReadThread read, CancellationToken ct) =>
        await read.EarlierAsync(me, id, before ?? "", ct) is { } view
            ? Reply.Nothing().Fragment("/Chat/Pages/Earlier.cshtml", view).Redirect($"/chat/{id}")
            : Refusal.NotFound();

    public static async Task<IResult> HandleBubble(string id, ICurrentUser me, ReadThread read, CancellationToken ct) =>
        await read.BubbleAsync(id, me.Id, ct) is { } view
            ? Reply.Nothing().Fragment("/Chat/Pages/Bubble.cshtml", view).Redirect("/chat")
            : Refusal.NotFound();

    public static IResult HandleImport() => new PageView("/Chat/Pages/ImportPage.cshtml", new ImportPageView(), "Import conversations");

    public static async Task<IResult> HandleShared(string token, HttpContext http, ChatDb db, ReadConversations rows, ReadThread read, CancellationToken ct)
    {
        if (await db.FindSharedAsync(rows, token, ct) is not var (conversation, messages)) return (Reply)Refusal.NotFound();
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        return new PageView("/Chat/Pages/SharedPage.cshtml", new SharedView(conversation.Title, await read.SharedAsync(messages, ct)), conversation.Title, Frame.Public);
    }

    public static PageView Page(ChatPageView view, int status = StatusCodes.Status200OK) => new("/Chat/Pages/ChatPage.cshtml", view, view.Thread.Title) { Status = status };
}

/// <summary>The newest conversations, on the dashboard.</summary>
internal sealed class RecentChats(ReadConversations read) : IDashboardPart
{
    private const int CountMax = 5;

    public int Order => 50;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct)
    {
        var rows = await read.ListAsync(new(), me.Id, null, CountMax, ct);
        return rows.Count == 0 ? null
            : new("/Chat/Pages/RecentChats.cshtml", new RecentChatsView([.. rows.Take(CountMax).Select(c => new ConversationLink(c.Id, c.Title, c.Credits, c.Pinned, false))]));
    }
}
