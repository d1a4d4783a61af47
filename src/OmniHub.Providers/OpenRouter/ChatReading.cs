using System.Buffers;
using System.Text.Json;

namespace OmniHub.Providers;

/// <summary>
/// What the events of an answer have said so far. Usage may come on any of them (three shapes are in use) and the last one counts; a finish
/// reason may come twice; an error may stand beside choices or in one.
/// </summary>
internal sealed class ChatReading
{
    private const int TokensMax = 100_000_000;
    private const decimal CostMax = 100_000;

    public string? Id { get; set; }

    public string? Model { get; private set; }

    public string? FinishReason { get; private set; }

    public ChatUsage? Usage { get; private set; }

    public ChatFailure? Failure { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>How it ended, once nothing more comes.</summary>
    public ChatEnd End(ChatFailure? trouble) => Failure is { } failure
        ? new(ChatOutcome.Failed, FinishReason, Usage, failure, Model)
        : FinishReason is not null || IsDone ? new(ChatOutcome.Finished, FinishReason, Usage, null, Model)
        : trouble is not null ? new(ChatOutcome.Failed, null, Usage, trouble, Model)
        : new(ChatOutcome.Cut, null, Usage, ChatFailures.Of(ChatFailureKind.Cut), Model);

    /// <summary>Reads the data of one event and adds what it brought.</summary>
    public void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            IsDone = true;
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("choices"u8)) ReadChoices(ref reader, deltas);
                else if (reader.ValueTextEquals("usage"u8)) Usage = ReadUsage(ref reader) ?? Usage;
                else if (reader.ValueTextEquals("error"u8)) ReadError(ref reader);
                else if (Id is null && reader.ValueTextEquals("id"u8)) Id = NextText(ref reader);
                else if (Model is null && reader.ValueTextEquals("model"u8)) Model = NextText(ref reader);
                else SkipNext(ref reader);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Failure ??= ChatFailures.Of(ChatFailureKind.Malformed);
        }
    }

    private void ReadChoices(ref Utf8JsonReader reader, List<ChatDelta> deltas)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8)) ReadDelta(ref reader, deltas);
                else if (reader.ValueTextEquals("error"u8)) ReadError(ref reader);
                else if (reader.ValueTextEquals("finish_reason"u8)) ReadFinish(NextText(ref reader));
                else SkipNext(ref reader);
            }
        }
    }

    private void ReadFinish(string? reason)
    {
        FinishReason = reason ?? FinishReason;
        // It may come without any error object (a tool call that the model could not spell).
        if (reason == "error") Failure ??= ChatFailures.Of(ChatFailureKind.Unavailable);
    }

    private static void ReadDelta(ref Utf8JsonReader reader, List<ChatDelta> deltas)
    {
        if (!Enter(ref reader, JsonTokenType.StartObject)) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8)) Add(ChatDeltaKind.Content, NextText(ref reader), deltas);
            // reasoning_details says the same once more, and some hosts call it reasoning_content.
            else if (reader.ValueTextEquals("reasoning"u8) || reader.ValueTextEquals("reasoning_content"u8))
                Add(ChatDeltaKind.Reasoning, NextText(ref reader), deltas);
            else if (reader.ValueTextEquals("tool_calls"u8)) ReadToolCalls(ref reader, deltas);
            else if (reader.ValueTextEquals("images"u8)) ReadImages(ref reader, deltas);
            else SkipNext(ref reader);
        }
    }

    private static void ReadToolCalls(ref Utf8JsonReader reader, List<ChatDelta> deltas)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray)) return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            deltas.Add(new(ChatDeltaKind.ToolCall, JsonElement.ParseValue(ref reader).GetRawText()));
    }

    private static void ReadImages(ref Utf8JsonReader reader, List<ChatDelta> deltas)
    {
        if (!Enter(ref reader, JsonTokenType.StartArray)) return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var url = JsonElement.ParseValue(ref reader).Get("image_url")?.Text("url");
            if (url?.StartsWith("data:image/", StringComparison.Ordinal) == true) deltas.Add(new(ChatDeltaKind.Image, url));
        }
    }

    private void ReadError(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.Null or JsonTokenType.False) return;
        var error = JsonElement.ParseValue(ref reader);
        Failure = error.ValueKind == JsonValueKind.Object ? ChatFailures.Of(error) : ChatFailures.Of(ChatFailureKind.Unavailable);
    }

    private static ChatUsage? ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject ? UsageOf(JsonElement.ParseValue(ref reader)) : Skipped(ref reader);
    }

    /// <summary>Figures that cannot be true are none.</summary>
    public static ChatUsage? UsageOf(JsonElement usage)
    {
        var (prompt, completion) = (usage.Int("prompt_tokens"), usage.Get("completion_tokens") is null ? 0 : usage.Int("completion_tokens"));
        if (prompt is not (>= 0 and <= TokensMax) || completion is not (>= 0 and <= TokensMax)) return null;
        var cost = usage.Decimal("cost");
        // With a key of one's own the provider behind takes its part beside the fee.
        if (usage.Get("is_byok") is { ValueKind: JsonValueKind.True })
            cost += usage.Get("cost_details")?.Decimal("upstream_inference_cost") ?? 0;
        return new(
            prompt.Value, completion.Value, usage.Get("completion_tokens_details")?.Int("reasoning_tokens") ?? 0,
            usage.Get("prompt_tokens_details")?.Int("cached_tokens") ?? 0, cost is >= 0 and <= CostMax ? cost : null);
    }

    private static void Add(ChatDeltaKind kind, string? text, List<ChatDelta> deltas)
    {
        if (!string.IsNullOrEmpty(text)) deltas.Add(new(kind, text));
    }

    private static string? NextText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            Skipped(ref reader);
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no text: one broken character costs no answer.
            return Bounded.Parse(new[] { (byte)'"' }.Concat(reader.ValueSpan.ToArray()).Append((byte)'"').ToArray())?.GetString() ?? "\ufffd";
        }
    }

    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        if (reader.TokenType == type) return true;
        Skipped(ref reader);
        return false;
    }

    private static void SkipNext(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static ChatUsage? Skipped(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return null;
    }
}
