using System.Buffers;
using System.Text;
using System.Text.Json;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>
/// A request of a client, read once and changed only where it must be: the bytes between stay as they came. What would cost more than the
/// hold covers is refused rather than passed on.
/// </summary>
internal sealed partial class CallRequest
{
    private const int DepthMax = 64;
    private const int ChoicesMax = 8;

    private readonly byte[] body;
    private (int Start, int Length) model;
    private (int Start, int Length)? maxTokens, maxCompletionTokens, streamOptions;
    private readonly HashSet<string> seen = [];

    private CallRequest(byte[] body) => this.body = body;

    public string? Model { get; private set; }

    public bool IsStream { get; private set; }

    /// <summary>The longest answer that was asked for; null leaves it to us.</summary>
    public long? MaxTokens { get; private set; }

    /// <summary>Answers wanted.</summary>
    public int Choices { get; private set; } = 1;

    public long TextBytes { get; private set; }

    public int Messages { get; private set; }

    public int Images { get; private set; }

    /// <summary>Vectors are wanted as base64 of little-endian floats.</summary>
    public bool IsBase64 { get; private set; }

    public static (CallRequest? Request, Refusal? No) Read(byte[] body)
    {
        var request = new CallRequest(body);
        try
        {
            var no = request.Scan();
            return no is null ? (request, null) : (null, no);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, new(400, "malformed_json", "The body is not well-formed JSON."));
        }
    }

    /// <summary>The request with the provider's name of the model, and nothing else changed.</summary>
    public byte[] WithModel(string endpoint) =>
        [.. body.AsSpan(0, model.Start), .. JsonSerializer.SerializeToUtf8Bytes(endpoint), .. body.AsSpan(model.Start + model.Length)];

    /// <summary>The request as it goes to the provider.</summary>
    public byte[] For(string endpoint, int most, bool withUsage)
    {
        var edits = new List<(int Start, int Length, byte[] Text)> { (model.Start, model.Length, JsonSerializer.SerializeToUtf8Bytes(endpoint)) };
        var number = Encoding.ASCII.GetBytes(most.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var given in new[] { maxTokens, maxCompletionTokens })
            if (given is var (start, length)) edits.Add((start, length, number));
        var added = new StringBuilder();
        if (maxTokens is null && maxCompletionTokens is null) added.Append(",\"max_tokens\":").Append(most);
        if (withUsage && IsStream)
        {
            // The charge is counted from it, whether the client wants it or not.
            if (streamOptions is var (from, count)) edits.Add((from, count, "{\"include_usage\":true}"u8.ToArray()));
            else added.Append(",\"stream_options\":{\"include_usage\":true}");
        }

        var close = Array.LastIndexOf(body, (byte)'}');
        edits.Add((close, 0, Encoding.ASCII.GetBytes(added.ToString())));

        var result = new ArrayBufferWriter<byte>(body.Length + 64);
        var at = 0;
        foreach (var (start, length, text) in edits.OrderBy(e => e.Start))
        {
            result.Write(body.AsSpan(at, start - at));
            result.Write(text);
            at = start + length;
        }

        result.Write(body.AsSpan(at));
        return result.WrittenSpan.ToArray();
    }

    private Refusal? Scan()
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DepthMax });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return new(400, "validation_failed", "The body is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            // Which of two counts is the reader's choice: the provider might take the other one.
            if (!seen.Add(name)) return Refusal.Invalid(name, $"{name} stands there twice.");
            reader.Read();
            if (Take(name, ref reader) is { } no) return no;
            reader.Skip();
        }

        while (reader.Read())
        {
            // Anything after the object is malformed and throws.
        }

        if (string.IsNullOrEmpty(Model)) return Refusal.Invalid("model", "Name a model.");
        return null;
    }

    private Refusal? Take(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "model":
                if (reader.TokenType != JsonTokenType.String) return Refusal.Invalid("model", "model is the id of a model.");
                model = ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
                Model = reader.GetString();
                return null;
            case "stream":
                if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null)) return Refusal.Invalid("stream", "stream is true or false.");
                IsStream = reader.TokenType == JsonTokenType.True;
                return null;
            case "stream_options":
                var start = (int)reader.TokenStartIndex;
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null)) return Refusal.Invalid(name, "stream_options is an object.");
                reader.Skip();
                streamOptions = (start, (int)reader.BytesConsumed - start);
                return null;
            case "encoding_format":
                IsBase64 = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("base64"u8);
                return null;
            case "max_tokens" or "max_completion_tokens":
                if (reader.TokenType == JsonTokenType.Null) break;
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var most) || most < 1)
                    return Refusal.Invalid(name, $"{name} is a whole number of tokens from 1 on.");
                MaxTokens = MaxTokens is { } other ? Math.Min(other, most) : most;
                break;
            case "n":
                if (reader.TokenType == JsonTokenType.Null) return null;
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var n) || n is < 1 or > ChoicesMax)
                    return Refusal.Invalid("n", $"n is a whole number from 1 to {ChoicesMax}.");
                Choices = n;
                return null;
            case "models" or "route" or "plugins" or "web_search_options" when reader.TokenType != JsonTokenType.Null:
                // Other models and paid extras have prices that no hold has covered.
                return Refusal.Invalid(name, $"{name} is not supported here: name one model, without paid extras.");
            case "service_tier":
                return reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.GetString() is "auto" or "default" or "flex")
                    ? null : Refusal.Invalid(name, "service_tier is auto, default or flex.");
            case "modalities":
                return Only(ref reader, "text") ? null : Refusal.Invalid(name, "This gateway answers in text.");
            case "tools":
                return Count(ref reader, onlyFunctions: true);
            case "messages" or "input" or "prompt" or "response_format" or "functions":
                return Count(ref reader, onlyFunctions: false, isMessages: name == "messages");
        }

        if (name == "max_tokens") maxTokens = ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
        if (name == "max_completion_tokens") maxCompletionTokens = ((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));
        return null;
    }
}
