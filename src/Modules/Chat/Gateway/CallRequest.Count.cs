using System.Text.Json;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>What is sent, counted for the hold.</summary>
internal sealed partial class CallRequest
{
    // The shortest text is a token.
    private const int TokenBytes = 3;

    // Parts that are read by paid extras of the provider.
    private static readonly string[] Unpriced = ["file", "input_file", "video_url", "input_video"];

    // Every text below counts, whatever its role: the provider reads it all. An image counts by itself, not by its base64.
    private Refusal? Count(ref Utf8JsonReader reader, bool onlyFunctions, bool isMessages = false)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType == JsonTokenType.String)
        {
            TextBytes += reader.ValueSpan.Length;
            return null;
        }

        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return isMessages ? Refusal.Invalid("messages", "messages is a list.") : null;
        if (isMessages && reader.TokenType != JsonTokenType.StartArray) return Refusal.Invalid("messages", "messages is a list.");
        var (depth, property) = (reader.CurrentDepth, "");
        while (reader.Read() && !(reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject && reader.CurrentDepth == depth))
        {
            if (reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == depth + 1) Messages++;
            if (reader.TokenType == JsonTokenType.PropertyName) property = reader.GetString()!;
            if (reader.TokenType is JsonTokenType.Number) TextBytes += TokenBytes;
            if (reader.TokenType != JsonTokenType.String) continue;
            if (onlyFunctions && property == "type" && reader.CurrentDepth == depth + 2 && reader.GetString() is not "function")
                return Refusal.Invalid("tools", "Tools are functions of your own.");
            if (property == "type" && reader.ValueTextEquals("image_url"u8)) Images++;
            else if (isMessages && property == "type" && Unpriced.Contains(reader.GetString()!))
                return Refusal.Invalid("messages", "Files and videos are not taken here: what reading them costs is not known before.");
            else if (property != "url" || !reader.ValueSpan.StartsWith("data:"u8)) TextBytes += reader.ValueSpan.Length + (isMessages ? 0 : TokenBytes);
        }

        return null;
    }

    private static bool Only(ref Utf8JsonReader reader, string word)
    {
        if (reader.TokenType == JsonTokenType.Null) return true;
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (reader.TokenType != JsonTokenType.String || reader.GetString() != word) return false;
        return true;
    }
}
