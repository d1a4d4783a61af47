using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Body of a message from a page. <paramref name="Files"/> are texts, with their names in the first line.</summary>
internal sealed record SayForm(
    string? Content, IReadOnlyList<string>? Models, IReadOnlyList<string>? Attachments, IReadOnlyList<string>? Files, string? ConversationId, string? ParentId, string? ProjectId)
{
    /// <summary>Where a new conversation goes.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>What a new conversation begins with.</summary>
    public string? SystemPrompt { get; init; }

    /// <inheritdoc cref="SystemPrompt"/>
    public JsonElement Temperature { get; init; }

    /// <inheritdoc cref="SystemPrompt"/>
    public JsonElement MaxTokens { get; init; }

    /// <summary>What is said: the text, and each file as a block of code under its name.</summary>
    public string Said()
    {
        var said = new StringBuilder(AskOrder.Clean(Content));
        foreach (var file in Files ?? [])
        {
            var cut = file.IndexOf('\n', StringComparison.Ordinal);
            var (name, text) = cut < 0 ? ("File", file) : (file[..cut].Trim(), file[(cut + 1)..].TrimEnd());
            var fence = text.Contains("```", StringComparison.Ordinal) ? "~~~~" : "```";
            said.Append("\n\n`").Append(name.Replace('`', '\'')).Append("`\n\n").Append(fence).Append(Path.GetExtension(name).TrimStart('.')).Append('\n').Append(text).Append('\n').Append(fence);
        }

        return AskOrder.Clean(said.ToString());
    }

    public Draft ToDraft(Refusal? no = null) => new(Content ?? "", Models ?? []) { No = no, WorkspaceId = WorkspaceId, ProjectId = ProjectId, Images = Attachments?.Count ?? 0, Start = new(SystemPrompt ?? "", Temperature.ToString(), MaxTokens.ToString()) };
}

/// <summary>Asks from the pages: the same decisions as the API's, answered with the messages.</summary>
internal static class SayInChat
{
    public static async Task<IResult> HandleNew(
        Body<SayForm> body, HttpContext http, ICurrentUser me, MakeConversation make, AskAnswer ask, ReadThread read, ReadSidebar sidebar, ChatDb db, CancellationToken ct)
    {
        var (form, said) = (body.Value, body.Value.Said());
        if (said.Length == 0 && form.Attachments is null) return await NewAgainAsync(Refusal.Invalid("content", "Write a message."), form, me, read, sidebar, ct);
        var project = string.IsNullOrEmpty(form.ProjectId) ? null : form.ProjectId;
        var (row, no) = await make.MakeAsync(me, new(form.Models is { Count: > 0 } models ? models[0] : null, null, form.SystemPrompt, form.WorkspaceId, project)
        {
            Temperature = form.Temperature,
            MaxTokens = form.MaxTokens,
        }, ct);
        if (row is null) return await NewAgainAsync(no!, form, me, read, sidebar, ct);
        if (await ask.AskAsync(Order(http, me, row.Id, form with { ParentId = null }, said), ct) is AskResult.Refused refused)
        {
            db.ChangeTracker.Clear();
            db.Remove(row);
            await db.WriteAsync(() => db.SaveChangesAsync(ct), ct);
            return await NewAgainAsync(refused.No, form, me, read, sidebar, ct);
        }

        return Reply.Nothing().Redirect($"/chat/{row.Id}");
    }

    public static async Task<IResult> Handle(
        string id, Body<SayForm> body, HttpContext http, ICurrentUser me, AskAnswer ask, ReadThread read, ReadSidebar sidebar, CancellationToken ct)
    {
        var form = body.Value;
        var no = (await ask.AskAsync(Order(http, me, id, form, form.Said()), ct) as AskResult.Refused)?.No;
        if (no is { Status: StatusCodes.Status409Conflict }) return Reply.No(no);
        if (await read.OfAsync(me, id, ct, no is null ? new("", form.Models ?? []) : form.ToDraft(no)) is not { } thread) return Reply.No(Refusal.NotFound());
        var reply = no is null ? Reply.Nothing().Redirect($"/chat/{id}") : Reply.No(no).Page(ShowChat.Page(new(await sidebar.OfAsync(me, id, null, ct), thread), no.Status));
        reply.Fragment("/Chat/Pages/Composer.cshtml", thread.Composer);
        return no is null ? reply.Fragment("/Chat/Pages/LogPartial.cshtml", thread) : reply;
    }

    /// <summary>By the model that is chosen in the composer, where one is.</summary>
    public static Task<IResult> HandleAgain(
        string id, Body<SayForm> body, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, CancellationToken ct) =>
        RepeatAsync(id, http, me, rows, ask, read, (order, m) => order with { AgainId = m.Id, ModelIds = body.Value.Models is [var one] ? [one] : order.ModelIds }, ct);

    public static Task<IResult> HandleContinue(string id, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, CancellationToken ct) =>
        RepeatAsync(id, http, me, rows, ask, read, (order, m) => order with { ContinueId = m.Id }, ct);

    public static Task<IResult> HandleEdit(
        string id, Body<SayForm> body, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, CancellationToken ct) =>
        RepeatAsync(
            id, http, me, rows, ask, read,
            (order, m) => order with
            {
                Content = body.Value.Content ?? "",
                ParentId = m.ParentId ?? AskOrder.Root,
                // What was attached stays attached.
                Attachments = [.. m.AttachmentsOf().Select(a => a.Id)],
                ModelIds = [.. (body.Value.Models ?? []).Distinct(StringComparer.Ordinal).Take(AskAnswer.ModelsMax)],
            },
            ct);

    private static async Task<IResult> RepeatAsync(
        string id, HttpContext http, ICurrentUser me, ReadConversations rows, AskAnswer ask, ReadThread read, Func<AskOrder, Message, AskOrder> make, CancellationToken ct)
    {
        if (await rows.MessageAsync(id, me.Id, ct) is not { } message) return Reply.No(Refusal.NotFound());
        if (message.Status == MessageStatus.Streaming) return Reply.No(Refusal.Conflict("This answer is still being written. Stop it first."));
        var order = make(new(OperationId.Of(http), me.Id, me.KeyId, message.ConversationId, message.ModelId is { } model ? [model] : []), message);
        if (await ask.AskAsync(order, ct) is AskResult.Refused refused) return Reply.No(refused.No);
        return await read.OfAsync(me, message.ConversationId, ct) is { } thread
            ? Reply.Nothing().Fragment("/Chat/Pages/LogPartial.cshtml", thread).Redirect($"/chat/{message.ConversationId}")
            : Reply.No(Refusal.NotFound());
    }

    private static AskOrder Order(HttpContext http, ICurrentUser me, string id, SayForm form, string said) =>
        new(OperationId.Of(http), me.Id, me.KeyId, id, [.. (form.Models ?? []).Distinct(StringComparer.Ordinal).Take(AskAnswer.ModelsMax)])
        {
            Content = said,
            Attachments = form.Attachments ?? [],
            ParentId = string.IsNullOrEmpty(form.ParentId) ? null : form.ParentId,
        };

    private static async Task<IResult> NewAgainAsync(Refusal no, SayForm form, ICurrentUser me, ReadThread read, ReadSidebar sidebar, CancellationToken ct)
    {
        var thread = await read.NewAsync(form.ToDraft(no), ct);
        return Reply.No(no).Page(ShowChat.Page(new(await sidebar.OfAsync(me, null, null, ct), thread), no.Status)).Fragment("/Chat/Pages/Composer.cshtml", thread.Composer);
    }
}
