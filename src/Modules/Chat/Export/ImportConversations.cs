using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>What was imported.</summary>
internal sealed record ImportView(int Conversations, int Messages, IReadOnlyList<string> Ids);

/// <summary>POST /api/chat/import: the export files of ChatGPT (conversations.json), of OpenRouter, and our own; as JSON or as a file.</summary>
internal static class ImportConversations
{
    private const int BytesMax = 20 * 1024 * 1024;
    private const int ConversationsMax = 2_000;
    private const int MessagesMax = 5_000;

    /// <summary>POST /chat/import: the same from the page, which comes back with what is wrong.</summary>
    public static async Task<IResult> HandlePage(
        HttpContext http, ICurrentUser me, IWorkspaces workspaces, ICatalog catalog, ChatDb db, TimeProvider clock, CancellationToken ct)
    {
        var reply = await Handle(http, me, workspaces, catalog, db, clock, ct);
        return reply.Refusal is { } no ? reply.Page(ShowChat.ImportPage(no)) : reply;
    }

    public static async Task<Reply> Handle(
        HttpContext http, ICurrentUser me, IWorkspaces workspaces, ICatalog catalog, ChatDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await workspaces.SpendAsync(me.Id, me.KeyId, null, ct) is not SpendingPlace.Allowed place) return Refusal.Forbidden();
        var (json, no) = await ReadAsync(http, ct);
        if (json is null) return no!;
        var threads = ChatFiles.Read(json.Value).Take(ConversationsMax).ToList();
        if (threads.Count == 0) return Refusal.Invalid("file", "This is no export of ChatGPT, OpenRouter or OmniHub that has conversations.");
        var model = (await catalog.ListAsync(Medium.Chat, ct)).Select(m => m.Id).FirstOrDefault() ?? "";
        var (ids, count) = (new List<string>(), 0);
        foreach (var thread in threads)
        {
            var conversation = new Conversation
            {
                Id = Id.New("cnv"),
                UserId = me.Id,
                WorkspaceId = place.WorkspaceId,
                ModelId = model,
                CreatedAt = clock.GetUtcNow(),
                UpdatedAt = clock.GetUtcNow(),
                Title = Cut(thread.Title) is { Length: > 0 } title ? title : Titles.Of(thread.Messages[0].Text),
                IsNamed = true,
            };
            db.Add(conversation);
            string? parent = null;
            foreach (var said in thread.Messages.Take(MessagesMax))
            {
                var message = new Message
                {
                    Id = Id.New("msg"),
                    ConversationId = conversation.Id,
                    WorkspaceId = place.WorkspaceId,
                    UserId = me.Id,
                    ParentId = parent,
                    Role = said.IsAnswer ? MessageRole.Assistant : MessageRole.User,
                    Content = said.Text,
                    CreatedAt = said.At ?? clock.GetUtcNow(),
                    ModelId = said.IsAnswer ? said.Model : null,
                };
                db.Add(message);
                parent = message.Id;
                count++;
            }

            conversation.LeafId = parent;
            ids.Add(conversation.Id);
            await db.WriteAsync(() => db.SaveChangesAsync(ct), ct);
            db.ChangeTracker.Clear();
        }

        return Reply.Of(new ImportView(ids.Count, count, ids), 201).Redirect($"/chat/{ids[0]}");
    }

    private static async Task<(JsonElement? Json, Refusal? No)> ReadAsync(HttpContext http, CancellationToken ct)
    {
        var request = http.Request;
        if (request.ContentLength > BytesMax) return (null, new(413, "payload_too_large", "An import has at most 20 MB."));
        try
        {
            var file = request.HasFormContentType ? (await request.ReadFormAsync(ct)).Files.GetFile("file") : null;
            if (request.HasFormContentType && file is not { Length: > 0 }) return (null, Refusal.Invalid("file", "Choose a file."));
            await using var stream = file?.OpenReadStream() ?? request.Body;
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
            return (document.RootElement.Clone(), null);
        }
        catch (JsonException)
        {
            return (null, new(400, "malformed_json", "The file is not well-formed JSON."));
        }
        catch (InvalidDataException)
        {
            return (null, Refusal.Invalid("file", "The form is malformed."));
        }
    }

    private static string Cut(string? title)
    {
        var line = title?.ReplaceLineEndings(" ").Trim() ?? "";
        return line.Length <= Conversation.TitleLengthMax ? line : line[..(Conversation.TitleLengthMax - 1)] + "…";
    }
}

/// <summary>One message of an imported file.</summary>
internal sealed record ImportedMessage(bool IsAnswer, string Text, string? Model, DateTimeOffset? At);

/// <summary>One conversation of an imported file.</summary>
internal sealed record ImportedThread(string? Title, IReadOnlyList<ImportedMessage> Messages);

/// <summary>Reads what other products export. What it does not know it leaves out.</summary>
internal static class ChatFiles
{
    private const int PathMax = 10_000;

    public static IEnumerable<ImportedThread> Read(JsonElement file)
    {
        var items = file.ValueKind == JsonValueKind.Array ? file.EnumerateArray().ToList()
            : Get(file, "conversations") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()]
            : [file];
        foreach (var item in items)
        {
            var thread = Get(item, "mapping") is { ValueKind: JsonValueKind.Object } mapping ? OfChatGpt(item, mapping)
                : Get(item, "messages") is { } messages ? OfMessages(item, messages)
                : null;
            if (thread is { Messages.Count: > 0 }) yield return thread;
        }
    }

    // A tree of nodes; the branch that ends in current_node is what was shown.
    private static ImportedThread OfChatGpt(JsonElement item, JsonElement mapping)
    {
        var path = new List<ImportedMessage>();
        var id = Text(item, "current_node");
        for (var steps = 0; id is not null && steps < PathMax && Get(mapping, id) is { } node; id = Text(node, "parent"), steps++)
        {
            if (Get(node, "message") is not { } message) continue;
            var role = Get(message, "author") is { } author ? Text(author, "role") : null;
            var parts = Get(message, "content") is { } content && Get(content, "parts") is { ValueKind: JsonValueKind.Array } list
                ? string.Join("\n\n", list.EnumerateArray().Where(p => p.ValueKind == JsonValueKind.String).Select(p => p.GetString())) : "";
            if (role is not ("user" or "assistant") || string.IsNullOrWhiteSpace(parts)) continue;
            var model = Get(message, "metadata") is { } meta ? Text(meta, "model_slug") : null;
            path.Add(new(role == "assistant", parts, model, Seconds(message, "create_time")));
        }

        path.Reverse();
        return new(Text(item, "title"), path);
    }

    // OpenRouter's rooms keep messages as an object by id or as a list; ours and plain lists of roles read the same.
    private static ImportedThread OfMessages(JsonElement item, JsonElement messages)
    {
        var rows = messages.ValueKind == JsonValueKind.Array ? messages.EnumerateArray().ToList()
            : messages.ValueKind == JsonValueKind.Object ? [.. messages.EnumerateObject().Select(p => p.Value)] : [];
        var read = rows.Select(m => (Role: Text(m, "role") ?? (Text(m, "characterId") == "USER" ? "user" : Get(m, "characterId") is null ? null : "assistant"),
                Body: TextOf(m), Model: Text(m, "model") ?? Text(m, "modelId"), At: Time(m)))
            .Where(m => m.Role is "user" or "assistant" && !string.IsNullOrWhiteSpace(m.Body))
            .Select(m => new ImportedMessage(m.Role == "assistant", m.Body!, m.Model, m.At)).ToList();
        var about = Get(item, "conversation") ?? item;
        return new(Text(about, "title") ?? Text(about, "name"), read);
    }

    private static string? TextOf(JsonElement message) => Get(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(p => Text(p, "text"))),
        _ => Text(message, "text"),
    };

    private static DateTimeOffset? Time(JsonElement m) =>
        DateTimeOffset.TryParse(Text(m, "createdAt") ?? Text(m, "updatedAt"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static DateTimeOffset? Seconds(JsonElement m, string name) =>
        Get(m, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var s) && s is > 0 and < 1e11 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(s * 1000)) : null;

    private static JsonElement? Get(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement item, string name) => Get(item, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
