using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Catalog;

/// <summary>The options of chat models: what an estimate takes, the same for all.</summary>
internal static class ChatOptions
{
    public const string MaxTokens = "maxTokens", SystemPrompt = "systemPrompt", Messages = "messages", Images = "images";

    private const int MaxTokensMax = 1_000_000, MessagesMax = 10_000, ImagesMax = 100, SystemPromptLengthMax = 100_000;

    public static OptionsSchema Schema(int? limit)
    {
        var most = limit is { } l ? $" At most {l.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture)} are used." : "";
        var properties = new JsonObject
        {
            [MaxTokens] = new JsonObject
            {
                ["title"] = "Longest answer",
                ["type"] = "integer",
                ["minimum"] = 1,
                ["maximum"] = MaxTokensMax,
                ["default"] = Math.Min(ChatFormula.MaxTokensDefault, limit ?? ChatFormula.MaxTokensDefault),
                ["description"] = "Tokens of the answer." + most,
                ["x-primary"] = true,
            },
            ["temperature"] = new JsonObject
            {
                ["title"] = "Temperature",
                ["type"] = "number",
                ["minimum"] = 0,
                ["maximum"] = 2,
                ["description"] = "Higher is more varied.",
            },
            [SystemPrompt] = new JsonObject
            {
                ["title"] = "System prompt",
                ["type"] = "string",
                ["maxLength"] = SystemPromptLengthMax,
                ["description"] = "What the model is told before the conversation.",
            },
            [Messages] = Count("Messages", 1, MessagesMax, 1, "Messages of the conversation that the prompt's text makes up."),
            [Images] = Count("Images", 0, ImagesMax, 0, "Attached images."),
        };
        return OptionsSchema.Parse(JsonSerializer.SerializeToElement(OptionsSchema.Wrap(properties, [])));
    }

    private static JsonObject Count(string title, int least, int most, int usual, string description) => new()
    {
        ["title"] = title,
        ["type"] = "integer",
        ["minimum"] = least,
        ["maximum"] = most,
        ["default"] = usual,
        ["description"] = description,
    };
}
