using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Body of a message from a page.</summary>
internal sealed record SayForm(string? Content, IReadOnlyList<string>? Models, IReadOnlyList<string>? Attachments);

/// <summary>Asks from the pages: the same decisions as the API's, answered with the thread.</summary>
internal static class SayInChat
{
    public static async Task<IResult> HandleNew(
        Body<SayForm> body, HttpContext http, ICurrentUser me, MakeConversation make, AskAnswer ask, ReadThread read, ChatDb db, CancellationToken ct)
    {
        var form = body.Value;
        var models = form.Models ?? [];
        if (string.IsNullOrWhiteSpace(form.Content) && form.Attachments is null)
            return await NewAgainAsync(Refusal.Invalid("content", "Write a message."), form, me, read, ct);
        var (row, no) = await make.MakeAsync(me, new(models.Count > 0 ? models[0] : null, null, null, null, null), ct);
        if (row is null) return await NewAgainAsync(no!, form, me, read, ct);
        if (await ask.AskAsync(Order(http, me, row.Id, form), ct) is AskResult.Refused refused)
        {
            db.ChangeTracker.Clear();
            db.Remove(row);
            await db.WriteAsync(() => db.SaveChangesAsync(ct), ct);
            return await NewAgainAsync(refused.No, form, me, read, ct);
        }

        return Reply.Nothing().Redirect($"/chat/{row.Id}");
    }

    public static async Task<IResult> Handle(
        string id, Body<SayForm> body, HttpContext http, ICurrentUser me, AskAnswer ask, ReadThread read, CancellationToken ct) =>
        await AnswerAsync(id, await ask.AskAsync(Order(http, me, id, body.Value), ct), body.Value, me, read, ct);

    public static Task<IResult> HandleAgain(string id, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, CancellationToken ct) =>
        RepeatAsync(id, http, me, rows, ask, read, (order, m) => order with { AgainId = m.Id }, null, ct);

    public static Task<IResult> HandleContinue(string id, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, CancellationToken ct) =>
        RepeatAsync(id, http, me, rows, ask, read, (order, m) => order with { ContinueId = m.Id }, null, ct);

    public static Task<IResult> HandleEdit(
        string id, Body<SayForm> body, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, CancellationToken ct) =>
        RepeatAsync(id, http, me, rows, ask, read, (order, m) => order with { Content = body.Value.Content ?? "", ParentId = m.ParentId ?? AskOrder.Root, ModelIds = [] }, body.Value, ct);

    private static async Task<IResult> RepeatAsync(
        string id, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, Func<AskOrder, Message, AskOrder> make, SayForm? form,
        CancellationToken ct)
    {
        if (await rows.MessageAsync(id, me.Id, ct) is not { } message) return Reply.No(Refusal.NotFound());
        var order = make(new(OperationId.Of(http), me.Id, me.KeyId, message.ConversationId, message.ModelId is { } model ? [model] : []), message);
        return await AnswerAsync(message.ConversationId, await ask.AskAsync(order, ct), form ?? new(null, null, null), me, read, ct);
    }

    private static AskOrder Order(HttpContext http, ICurrentUser me, string id, SayForm form) =>
        new(OperationId.Of(http), me.Id, me.KeyId, id, [.. (form.Models ?? []).Take(AskAnswer.ModelsMax)]) { Content = form.Content ?? "", Attachments = form.Attachments ?? [] };

    private static async Task<IResult> AnswerAsync(string id, AskResult result, SayForm form, ICurrentUser me, ReadThread read, CancellationToken ct)
    {
        var no = (result as AskResult.Refused)?.No;
        if (await read.OfAsync(me, id, ct, no is null ? "" : form.Content, no, form.Models) is not { } thread) return Reply.No(Refusal.NotFound());
        var reply = no is null ? Reply.Nothing() : Reply.No(no).Page(ShowChat.Page(new(await read.SidebarAsync(me, id, null, ct), thread), no.Status));
        return reply.Fragment("/Chat/Pages/Thread.cshtml", thread).Redirect($"/chat/{id}");
    }

    private static async Task<IResult> NewAgainAsync(Refusal no, SayForm form, ICurrentUser me, ReadThread read, CancellationToken ct)
    {
        var thread = await read.NewAsync(form.Content, form.Models ?? [], no, ct);
        return Reply.No(no).Page(ShowChat.Page(new(await read.SidebarAsync(me, null, null, ct), thread), no.Status)).Fragment("/Chat/Pages/Thread.cshtml", thread);
    }
}
