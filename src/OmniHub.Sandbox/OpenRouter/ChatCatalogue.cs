using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>A chat model with its prices in USD a token.</summary>
internal sealed record ChatModel(
    string Id, string Name, string Description, int ContextLength, int OutputMax, decimal PromptUsd, decimal CompletionUsd, bool Reasons, bool Sees)
{
    public JsonObject Show() => new()
    {
        ["id"] = Id,
        ["canonical_slug"] = Id,
        ["hugging_face_id"] = null,
        ["name"] = Name,
        ["created"] = 1_715_558_400,
        ["description"] = Description,
        ["context_length"] = ContextLength,
        ["architecture"] = new JsonObject
        {
            ["modality"] = Sees ? "text+image->text" : "text->text",
            ["input_modalities"] = Sees ? new JsonArray("text", "image") : new JsonArray("text"),
            ["output_modalities"] = new JsonArray("text"),
            ["tokenizer"] = "Other",
            ["instruct_type"] = null,
        },
        ["pricing"] = new JsonObject { ["prompt"] = Text(PromptUsd), ["completion"] = Text(CompletionUsd) },
        ["top_provider"] = new JsonObject { ["context_length"] = ContextLength, ["max_completion_tokens"] = OutputMax, ["is_moderated"] = false },
        ["per_request_limits"] = null,
        ["supported_parameters"] = new JsonArray("max_tokens", "temperature", "top_p", "stop", "tools", "tool_choice", "response_format", "reasoning"),
        ["default_parameters"] = new JsonObject(),
        ["supported_voices"] = null,
        ["knowledge_cutoff"] = null,
        ["expiration_date"] = null,
        ["links"] = new JsonObject { ["details"] = $"/api/v1/models/{Id}/endpoints" },
    };

    public static string Text(decimal amount) => amount.ToString("0.##################", CultureInfo.InvariantCulture);
}

/// <summary>The chat models that the sandbox plays.</summary>
internal static class ChatCatalogue
{
    private const int ContextUsual = 128_000, OutputUsual = 16_384;

    public static IReadOnlyList<ChatModel> All { get; } = Load();

    private static readonly FrozenDictionary<string, ChatModel> ById = All.ToFrozenDictionary(m => m.Id);

    /// <summary>With or without a variant such as <c>:free</c>.</summary>
    public static ChatModel? Find(string id) => ById.GetValueOrDefault(id) ?? ById.GetValueOrDefault(id.Split(':')[0]);

    private static List<ChatModel> Load()
    {
        using var stream = typeof(ChatCatalogue).Assembly.GetManifestResourceStream("chat-catalogue.json")!;
        using var json = JsonDocument.Parse(stream);
        return [.. json.RootElement.GetProperty("models").EnumerateArray().Select(Read)];
    }

    private static ChatModel Read(JsonElement item)
    {
        var can = item.TryGetProperty("capabilities", out var words) && words.ValueKind == JsonValueKind.Array
            ? words.EnumerateArray().Select(w => w.GetString()).ToHashSet() : [];
        return new(
            item.GetProperty("id").GetString()!, item.GetProperty("name").GetString()!, item.GetProperty("description").GetString() ?? "",
            Whole("contextLength", ContextUsual), Whole("outputTokensMax", OutputUsual), Price("promptPer1M"), Price("completionPer1M"),
            can.Contains("reasoning"), can.Contains("vision"));

        int Whole(string name, int usual) => item.TryGetProperty(name, out var value) && value.TryGetIntegral(out var number) ? number : usual;

        decimal Price(string name) => item.TryGetProperty("pricing", out var prices) && prices.ValueKind == JsonValueKind.Object
            && prices.TryGetProperty(name, out var value) && decimal.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var price)
                ? price / 1_000_000 : 0;
    }

    private static bool TryGetIntegral(this JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number);
    }
}
