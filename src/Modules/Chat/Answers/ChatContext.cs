using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Exactly what is sent, and what it counts: the hold is computed from the same.</summary>
internal sealed record ChatContext(byte[] Body, int SentTokens, int MaxTokens);

/// <summary>Builds a request from a branch: the newest messages that the model's context has room for.</summary>
internal sealed class BuildContext(ChatDb db, IUploads uploads)
{
    private const int BatchSize = 50;
    public const int ContextUsual = 8_192;
    private const int TextFileBytesMax = 256 * 1024;
    private const string GoOn = "Your last message broke off. Continue it exactly where it stopped, without repeating anything.";

    /// <param name="conversation">Its settings go with every request.</param>
    /// <param name="path">The branch, oldest first.</param>
    /// <param name="asked">The new message, or null.</param>
    /// <param name="model">Who answers.</param>
    /// <param name="goOn">The branch ends in an answer that broke off.</param>
    /// <param name="ct">Ends with the request.</param>
    public async Task<(ChatContext? Context, Refusal? No)> OfAsync(
        Conversation conversation, IReadOnlyList<ThreadNode> path, Message? asked, ModelCard model, bool goOn, CancellationToken ct)
    {
        var most = model.OutputTokensMax ?? model.ContextLength ?? int.MaxValue;
        var maxTokens = Math.Min(conversation.MaxTokens ?? ChatSpend.MaxTokensDefault, most);
        var room = (model.ContextLength ?? ContextUsual) - maxTokens;
        var tail = goOn ? GoOn : "";
        var fixedBytes = Bytes(conversation.SystemPrompt) + Bytes(tail);
        var turns = new List<Turn>();
        if (asked is not null) turns.Add(await TurnOfAsync(asked, model, ct));

        // Newest first, in batches, until the context is full.
        for (var end = path.Count; end > 0; end -= BatchSize)
        {
            var ids = path.Skip(Math.Max(0, end - BatchSize)).Take(Math.Min(BatchSize, end)).Select(n => n.Id).ToList();
            var rows = await db.Messages.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
            var isFull = false;
            foreach (var id in ids.AsEnumerable().Reverse())
            {
                if (!rows.TryGetValue(id, out var row) || (row.Content.Length == 0 && row.Attachments == "[]")) continue;
                var turn = await TurnOfAsync(row, model, ct);
                isFull = turns.Count > 0 && Tokens(fixedBytes, [.. turns, turn]) > room;
                if (isFull) break;
                turns.Add(turn);
            }

            if (isFull) break;
        }

        turns.Reverse();
        var sent = Tokens(fixedBytes, turns);
        if (sent > room && turns.Count <= 1 && sent - room > 0 && model.ContextLength is not null)
            return (null, Refusal.Invalid("content", $"This is too long for {model.Name}, which reads {model.ContextLength:#,##0} tokens at once."));
        return (new(Write(conversation, turns, model, maxTokens, tail), sent, maxTokens), null);
    }

    private static int Tokens(int fixedBytes, List<Turn> turns) =>
        ChatSpend.TokensOf(fixedBytes + turns.Sum(t => (long)t.Bytes), turns.Count + 2, turns.Sum(t => t.Images.Count));

    private static byte[] Write(Conversation conversation, List<Turn> turns, ModelCard model, int maxTokens, string tail)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", model.Endpoint);
            json.WriteBoolean("stream", true);
            json.WriteNumber("max_tokens", maxTokens);
            if (conversation.TemperatureMilli is { } heat) json.WriteNumber("temperature", heat / 1000m);
            if (ChatSpend.HostOf(model.Provider) == ChatHost.Compatible)
            {
                json.WriteStartObject("stream_options");
                json.WriteBoolean("include_usage", true);
                json.WriteEndObject();
            }

            json.WriteStartArray("messages");
            if (!string.IsNullOrEmpty(conversation.SystemPrompt)) WriteText(json, "system", conversation.SystemPrompt);
            foreach (var turn in turns) Write(json, turn);
            if (tail.Length > 0) WriteText(json, "user", tail);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Turn turn)
    {
        if (turn.Images.Count == 0)
        {
            WriteText(json, turn.Role, turn.Text);
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", turn.Role);
        json.WriteStartArray("content");
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", turn.Text);
        json.WriteEndObject();
        foreach (var image in turn.Images)
        {
            json.WriteStartObject();
            json.WriteString("type", "image_url");
            json.WriteStartObject("image_url");
            json.WriteString("url", image);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private async Task<Turn> TurnOfAsync(Message message, ModelCard model, CancellationToken ct)
    {
        var (text, images) = (new StringBuilder(message.Content), new List<string>());
        foreach (var file in message.AttachmentsOf())
        {
            var isImage = file.ContentType.StartsWith("image/", StringComparison.Ordinal);
            if (isImage && !model.Capabilities.Contains("vision"))
            {
                text.Append("\n\n[An image was attached here that this model cannot see.]");
                continue;
            }

            await using var content = uploads.Open(file.Id);
            if (content is null) continue;
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, ct);
            if (isImage) images.Add($"data:{file.ContentType};base64,{Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length)}");
            else text.Append($"\n\nFile {file.Name ?? file.Id}:\n```\n").Append(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)Math.Min(bytes.Length, TextFileBytesMax))).Append("\n```");
        }

        var said = text.ToString();
        return new(message.Role == MessageRole.Assistant ? "assistant" : message.Role == MessageRole.System ? "system" : "user", said, Bytes(said), images);
    }

    private static int Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private sealed record Turn(string Role, string Text, int Bytes, IReadOnlyList<string> Images);
}
