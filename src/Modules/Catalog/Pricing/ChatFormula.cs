using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OmniHub.Catalog;

/// <summary>The most that an answer can cost before the margin, in USD: tokens of the context by their bytes, and all tokens that may be written.</summary>
internal static class ChatFormula
{
    public const int MaxTokensDefault = 4096;
    private const int BytesOfToken = 3;
    private const int TokensOfMessage = 16;
    private const int TokensOfImage = 1600;

    public static Formula Of(Entry model, string? prompt, JsonObject options)
    {
        var system = OptionsSchema.Text(options[ChatOptions.SystemPrompt]);
        var messages = Whole(options, ChatOptions.Messages, 1) + (system is null ? 0 : 1);
        long bytes = Encoding.UTF8.GetByteCount(prompt ?? "") + Encoding.UTF8.GetByteCount(system ?? "");
        var input = ((bytes + BytesOfToken - 1) / BytesOfToken)
            + (TokensOfMessage * messages) + (TokensOfImage * Whole(options, ChatOptions.Images, 0));
        var output = Whole(options, ChatOptions.MaxTokens, MaxTokensDefault);
        if (model.OutputLimit is { } most) output = Math.Min(output, most);
        var usd = new Ratio((input * model.Asked(Units.PromptPer1M)) + (output * model.Asked(Units.CompletionPer1M)), 1_000_000);
        return new Formula(Units.Usd, usd.ToString(), 1, "1");
    }

    private static long Whole(JsonObject options, string name, long otherwise) =>
        long.TryParse(OptionsSchema.Text(options[name]), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : otherwise;
}
