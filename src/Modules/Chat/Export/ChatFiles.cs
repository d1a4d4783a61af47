using System.Text.Json;

namespace OmniHub.Chat;

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
        var read = Rows(messages).Select(m => (Role: RoleOf(m), Body: TextOf(m, item), Model: ModelOf(m, item), At: Time(m)))
            .Where(m => m.Role is "user" or "assistant" && !string.IsNullOrWhiteSpace(m.Body))
            .Select(m => new ImportedMessage(m.Role == "assistant", m.Body!, m.Model, m.At)).ToList();
        // By id is no order of its own.
        if (messages.ValueKind == JsonValueKind.Object && read.All(m => m.At is not null)) read = [.. read.OrderBy(m => m.At)];
        var about = Get(item, "conversation") ?? item;
        return new(Text(about, "title") ?? Text(about, "name"), read);
    }

    private static IEnumerable<JsonElement> Rows(JsonElement messages) =>
        messages.ValueKind == JsonValueKind.Array ? messages.EnumerateArray()
        : messages.ValueKind == JsonValueKind.Object ? messages.EnumerateObject().Select(p => p.Value) : [];

    private static string? RoleOf(JsonElement m) =>
        Text(m, "role") ?? (Text(m, "characterId") == "USER" ? "user" : Get(m, "characterId") is null ? null : "assistant");

    // OpenRouter names the model at the message, or at the character that said it.
    private static string? ModelOf(JsonElement m, JsonElement item)
    {
        var meta = Get(m, "metadata");
        if ((Text(m, "model") ?? Text(m, "modelId") ?? (meta is null ? null : Text(meta.Value, "variantSlug"))) is { } own) return own;
        if (Text(m, "characterId") is not { } id || Get(item, "characters") is not { } all || Get(all, id) is not { } character) return null;
        return Text(character, "model") ?? (Get(character, "modelInfo") is { } about ? Text(about, "slug") ?? Text(about, "short_name") : null);
    }

    private static string? TextOf(JsonElement message, JsonElement file) => Get(message, "content") switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } parts => Joined(parts),
        _ => Text(message, "text") ?? TextOfItems(message, file),
    };

    // Since its third version OpenRouter keeps what was said apart from the messages; thoughts are left out.
    private static string? TextOfItems(JsonElement message, JsonElement file)
    {
        if (Get(message, "items") is not { ValueKind: JsonValueKind.Array } refs || Get(file, "items") is not { } items) return null;
        var said = refs.EnumerateArray().OrderBy(r => Get(r, "sequenceIndex") is { ValueKind: JsonValueKind.Number } n && n.TryGetDouble(out var at) ? at : 0)
            .Select(r => Text(r, "id") is { } id && Get(items, id) is { } found ? Get(found, "data") : null)
            .Where(data => data is { } d && Text(d, "type") == "message")
            .Select(data => Get(data!.Value, "content") is { ValueKind: JsonValueKind.Array } parts ? Joined(parts) : "");
        return string.Join("\n\n", said);
    }

    private static string Joined(JsonElement parts) => string.Concat(parts.EnumerateArray().Select(p => Text(p, "text")));

    private static DateTimeOffset? Time(JsonElement m) =>
        DateTimeOffset.TryParse(Text(m, "createdAt") ?? Text(m, "updatedAt"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static DateTimeOffset? Seconds(JsonElement m, string name) =>
        Get(m, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var s) && s is > 0 and < 1e11 ? DateTimeOffset.FromUnixTimeMilliseconds((long)(s * 1000)) : null;

    private static JsonElement? Get(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement item, string name) => Get(item, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
