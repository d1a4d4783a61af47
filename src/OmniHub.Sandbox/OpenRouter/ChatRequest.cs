using System.Text;
using System.Text.Json;

namespace OmniHub.Sandbox;

/// <summary>What a request for an answer says that matters here.</summary>
internal sealed record ChatRequest(
    string Model, string Prompt, string System, bool Stream, int? MaxTokens, int PromptTokens, IReadOnlyList<string> Stops, string? Tool,
    bool HasToolResult, string? Format, JsonElement? Schema, bool WantsReasoning, int Images, int Turns)
{
    private const int BytesOfToken = 4;
    private const int TokensOfMessage = 4;
    private const int TokensOfImage = 800;

    /// <summary>Null where it is no such request; the sentence says why.</summary>
    public static (ChatRequest? Request, string? Wrong) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) return (null, "Input required: specify \"prompt\" or \"messages\"");
        if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            return (null, "Input required: specify \"prompt\" or \"messages\"");
        var (bytes, images, prompt, system, toolResult) = (0, 0, "", "", false);
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object) return (null, "messages: Expected object");
            var role = Text(message, "role");
            if (role is not ("system" or "developer" or "user" or "assistant" or "tool")) return (null, "messages.0.role: Invalid option");
            var (text, pictures) = ContentOf(message);
            bytes += Encoding.UTF8.GetByteCount(text);
            images += pictures;
            toolResult = role == "tool";
            if (role == "user") prompt = text;
            if (role is "system" or "developer") system = text;
        }

        if (body.TryGetProperty("temperature", out var heat) && heat.ValueKind == JsonValueKind.Number && heat.GetDouble() is < 0 or > 2)
            return (null, "temperature: must be between 0 and 2");
        var tokens = (bytes / BytesOfToken) + (messages.GetArrayLength() * TokensOfMessage) + (images * TokensOfImage);
        var format = body.TryGetProperty("response_format", out var f) && f.ValueKind == JsonValueKind.Object ? Text(f, "type") : null;
        JsonElement? schema = format == "json_schema" && f.TryGetProperty("json_schema", out var s) && s.TryGetProperty("schema", out var inner) ? inner.Clone() : null;
        return (new(
            Text(body, "model") ?? "openai/gpt-4o-mini", prompt, system, Flag(body, "stream"), Whole(body, "max_tokens") ?? Whole(body, "max_completion_tokens"),
            tokens, Stop(body), ToolOf(body), toolResult, format, schema, body.TryGetProperty("reasoning", out _) || body.TryGetProperty("reasoning_effort", out _),
            images, messages.GetArrayLength()), null);
    }

    private static (string Text, int Images) ContentOf(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content)) return ("", 0);
        if (content.ValueKind == JsonValueKind.String) return (content.GetString()!, 0);
        if (content.ValueKind != JsonValueKind.Array) return ("", 0);
        var (text, images) = (new StringBuilder(), 0);
        foreach (var part in content.EnumerateArray())
        {
            if (Text(part, "type") == "text") text.Append(Text(part, "text"));
            else if (Text(part, "type") == "image_url") images++;
        }

        return (text.ToString(), images);
    }

    private static string? ToolOf(JsonElement body) =>
        body.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0
            && !(body.TryGetProperty("tool_choice", out var choice) && choice.ValueKind == JsonValueKind.String && choice.GetString() == "none")
            && tools[0].TryGetProperty("function", out var function) ? function.GetRawText() : null;

    private static IReadOnlyList<string> Stop(JsonElement body) => !body.TryGetProperty("stop", out var stop) ? []
        : stop.ValueKind == JsonValueKind.String ? [stop.GetString()!]
        : stop.ValueKind == JsonValueKind.Array ? [.. stop.EnumerateArray().Where(x => x.ValueKind == JsonValueKind.String).Select(x => x.GetString()!)] : [];

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Whole(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number : null;

    private static bool Flag(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
