using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Body of a new conversation.</summary>
internal sealed record NewConversationForm(string? ModelId, string? Title, string? SystemPrompt, string? WorkspaceId, string? ProjectId)
{
    /// <summary>From 0 to 2; null leaves it to the model.</summary>
    public JsonElement Temperature { get; init; }

    /// <summary>Longest answer; null is the usual one.</summary>
    public JsonElement MaxTokens { get; init; }
}

/// <summary>Body of changed settings. Null takes a setting away; what is not sent stays.</summary>
internal sealed record ConversationForm(
    string? Title, string? ModelId, JsonElement SystemPrompt, JsonElement Temperature, JsonElement MaxTokens, bool? Pinned, JsonElement ProjectId, string? LeafId);

/// <summary>POST /api/chat/conversations</summary>
internal static class CreateConversation
{
    public static async Task<Reply> Handle(
        Body<NewConversationForm> body, ICurrentUser me, MakeConversation make, CancellationToken ct)
    {
        var (row, no) = await make.MakeAsync(me, body.Value, ct);
        return row is null ? no!
            : Reply.Of(ConversationView.Of(row), 201).Header("Location", $"/api/chat/conversations/{row.Id}").Redirect($"/chat/{row.Id}");
    }
}

/// <summary>Makes conversations, for the API and the pages.</summary>
internal sealed class MakeConversation(ChatDb db, ICatalog catalog, IWorkspaces workspaces, TimeProvider clock, IProjects projects)
{
    public async Task<(Conversation? Row, Refusal? No)> MakeAsync(ICurrentUser me, NewConversationForm form, CancellationToken ct)
    {
        var place = await workspaces.SpendAsync(me.Id, me.KeyId, string.IsNullOrEmpty(form.WorkspaceId) ? null : form.WorkspaceId, ct);
        if (place is SpendingPlace.ReadOnly) return (null, Refusal.Forbidden());
        if (place is not SpendingPlace.Allowed allowed) return (null, Refusal.NotFound("There is no such workspace."));
        if (form.ProjectId is { } project && !await projects.IsInAsync(project, allowed.WorkspaceId, ct))
            return (null, Refusal.NotFound("There is no such project in this workspace."));
        var modelId = form.ModelId ?? (await catalog.ListAsync(Medium.Chat, ct)).Select(m => m.Id).FirstOrDefault();
        if (modelId is null || await catalog.FindAsync(modelId, ct) is not { Type: Medium.Chat })
            return (null, Refusal.NotFound("There is no such chat model."));
        if (ConversationRules.Check(form.Title, form.SystemPrompt) is { } no) return (null, no);
        if (!ConversationRules.TryTemperature(form.Temperature, out var heat)) return (null, ConversationRules.NoTemperature);
        if (!ConversationRules.TryMaxTokens(form.MaxTokens, out var tokens)) return (null, ConversationRules.NoMaxTokens);

        var (title, now) = (form.Title?.Trim(), clock.GetUtcNow());
        var row = new Conversation
        {
            Id = Id.New("cnv"),
            UserId = me.Id,
            WorkspaceId = allowed.WorkspaceId,
            ProjectId = form.ProjectId,
            ModelId = modelId,
            Title = string.IsNullOrEmpty(title) ? Titles.New : title,
            IsNamed = !string.IsNullOrEmpty(title),
            SystemPrompt = string.IsNullOrWhiteSpace(form.SystemPrompt) ? null : form.SystemPrompt,
            TemperatureMilli = heat,
            MaxTokens = tokens,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(row);
        await db.WriteAsync(() => db.SaveChangesAsync(ct), ct);
        return (row, null);
    }
}

/// <summary>What settings may be.</summary>
internal static class ConversationRules
{
    private const int MaxTokensMax = 1_000_000;

    public static Refusal NoTemperature { get; } = Refusal.Invalid("temperature", "A temperature is a number from 0 to 2.");

    public static Refusal NoMaxTokens { get; } = Refusal.Invalid("maxTokens", "The longest answer is a whole number of tokens.");

    public static Refusal? Check(string? title, string? systemPrompt) =>
        title?.Trim().Length > Conversation.TitleLengthMax ? Refusal.Invalid("title", $"A title has at most {Conversation.TitleLengthMax} characters.")
        : systemPrompt?.Length > Conversation.SystemPromptLengthMax
            ? Refusal.Invalid("systemPrompt", $"A system prompt has at most {Conversation.SystemPromptLengthMax:#,##0} characters.")
        : null;

    /// <summary>Thousandths; false where it is no temperature.</summary>
    public static bool TryTemperature(JsonElement sent, out int? milli)
    {
        milli = null;
        if (IsNone(sent)) return true;
        if (!decimal.TryParse(Text(sent), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var heat) || heat is < 0 or > 2) return false;
        milli = (int)decimal.Round(heat * 1000);
        return true;
    }

    public static bool TryMaxTokens(JsonElement sent, out int? tokens)
    {
        tokens = null;
        if (IsNone(sent)) return true;
        if (!int.TryParse(Text(sent), System.Globalization.NumberStyles.None, null, out var number) || number is < 1 or > MaxTokensMax) return false;
        tokens = number;
        return true;
    }

    private static bool IsNone(JsonElement sent) =>
        sent.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (sent.ValueKind == JsonValueKind.String && sent.GetString()!.Length == 0);

    private static string Text(JsonElement sent) => sent.ValueKind == JsonValueKind.String ? sent.GetString()! : sent.GetRawText();
}

/// <summary>PATCH /api/chat/conversations/{id}</summary>
internal static class ChangeConversation
{
    public static async Task<Reply> Handle(
        string id, Body<ConversationForm> body, ICurrentUser me, ConversationChanges changes, CancellationToken ct)
    {
        var (row, no) = await changes.ApplyAsync(id, body.Value, me, ct);
        return row is null ? no! : Reply.Of(ConversationView.Of(row)).Redirect($"/chat/{id}");
    }
}

/// <summary>Changes settings, for the API and the pages.</summary>
internal sealed class ConversationChanges(ChatDb db, ReadConversations read, ICatalog catalog, IWorkspaces workspaces, IProjects projects)
{
    public async Task<(Conversation? Row, Refusal? No)> ApplyAsync(string id, ConversationForm form, ICurrentUser me, CancellationToken ct)
    {
        var (row, refused) = await MayChangeAsync(id, me, ct);
        if (row is null) return (null, refused);
        var systemPrompt = form.SystemPrompt.ValueKind == JsonValueKind.String ? form.SystemPrompt.GetString() : null;
        if (ConversationRules.Check(form.Title, systemPrompt) is { } no) return (null, no);
        if (form.Title is not null && form.Title.Trim().Length == 0) return (null, Refusal.Invalid("title", "Enter a title."));
        if (!ConversationRules.TryTemperature(form.Temperature, out var heat)) return (null, ConversationRules.NoTemperature);
        if (!ConversationRules.TryMaxTokens(form.MaxTokens, out var tokens)) return (null, ConversationRules.NoMaxTokens);
        if (form.ModelId is { } model && await catalog.FindAsync(model, ct) is not { Type: Medium.Chat }) return (null, Refusal.NotFound("There is no such chat model."));
        var project = form.ProjectId.ValueKind == JsonValueKind.String && form.ProjectId.GetString() is { Length: > 0 } p ? p : null;
        if (project is not null && !await projects.IsInAsync(project, row.WorkspaceId, ct)) return (null, Refusal.NotFound("There is no such project in this workspace."));
        if (form.LeafId is { } leaf && !await db.Messages.AnyAsync(m => m.Id == leaf && m.ConversationId == id, ct)) return (null, Refusal.NotFound("There is no such message."));

        await db.Conversations.Where(c => c.Id == id && c.DeletedAt == null).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(c => c.Id, id);
                if (form.Title is not null) set.SetProperty(c => c.Title, form.Title.Trim()).SetProperty(c => c.IsNamed, true);
                if (form.ModelId is not null) set.SetProperty(c => c.ModelId, form.ModelId);
                if (form.Pinned is { } pinned) set.SetProperty(c => c.Pinned, pinned);
                if (form.SystemPrompt.ValueKind != JsonValueKind.Undefined) set.SetProperty(c => c.SystemPrompt, string.IsNullOrWhiteSpace(systemPrompt) ? null : systemPrompt);
                if (form.Temperature.ValueKind != JsonValueKind.Undefined) set.SetProperty(c => c.TemperatureMilli, heat);
                if (form.MaxTokens.ValueKind != JsonValueKind.Undefined) set.SetProperty(c => c.MaxTokens, tokens);
                if (form.ProjectId.ValueKind != JsonValueKind.Undefined) set.SetProperty(c => c.ProjectId, project);
                if (form.LeafId is not null) set.SetProperty(c => c.LeafId, form.LeafId);
            },
            ct);
        return await read.RowAsync(id, me.Id, ct) is { } changed ? (changed, null) : (null, Refusal.NotFound());
    }

    /// <summary>The row, or the refusal that hides it or names the role.</summary>
    public async Task<(Conversation? Row, Refusal? No)> MayChangeAsync(string id, ICurrentUser me, CancellationToken ct)
    {
        if (await read.RowAsync(id, me.Id, ct) is not { } row) return (null, Refusal.NotFound());
        return await workspaces.SpendAsync(me.Id, me.KeyId, row.WorkspaceId, ct) switch
        {
            SpendingPlace.Allowed => (row, null),
            SpendingPlace.ReadOnly => (null, Refusal.Forbidden()),
            _ => (null, Refusal.NotFound()),
        };
    }
}

/// <summary>DELETE /api/chat/conversations/{id}: out of sight at once; running answers stop, and are paid for as far as they came.</summary>
internal static class DeleteConversation
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ChatDb db, ConversationChanges changes, StopAnswers stop, TimeProvider clock, CancellationToken ct)
    {
        var (row, no) = await changes.MayChangeAsync(id, me, ct);
        if (row is null) return no!;
        var now = clock.GetUtcNow();
        await db.Conversations.Where(c => c.Id == id && c.DeletedAt == null).ExecuteUpdateAsync(set => set.SetProperty(c => c.DeletedAt, now), ct);
        await stop.StopAsync(db.Messages.Where(m => m.ConversationId == id), ct);
        return Reply.Nothing().Redirect("/chat");
    }
}
