using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OmniHub.Kernel;

/// <summary>A request body as one record, from JSON or from a form (<c>options[duration]=5</c> nests). Wrong shapes are a 400.</summary>
public sealed record Body<T>(T Value) where T : class
{
    /// <summary>Minimal-API binding.</summary>
    public static async ValueTask<Body<T>> BindAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.HasFormContentType)
            return new(Shape(FormFields.ToJson(await request.ReadFormAsync(http.RequestAborted)), FormFields.Options));
        if (request.ContentLength is null or 0 && !(http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false))
            return new(Shape(new JsonObject(), Json.Options));
        if (!request.HasJsonContentType())
            throw new RefusedException(new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send application/json."));
        return new(Shape(await ParseAsync(http), Json.Options));
    }

    private static async Task<JsonNode?> ParseAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, null, new JsonDocumentOptions { MaxDepth = Json.DepthMax }, http.RequestAborted);
        }
        catch (JsonException)
        {
            throw new RefusedException(new(StatusCodes.Status400BadRequest, "malformed_json", "The body is not well-formed JSON."));
        }
    }

    private static T Shape(JsonNode? node, JsonSerializerOptions options)
    {
        if (node is not JsonObject)
            throw new RefusedException(new(StatusCodes.Status400BadRequest, "validation_failed", "The body is a JSON object."));
        try
        {
            return node.Deserialize<T>(options)!;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            var path = (e as JsonException)?.Path?.TrimStart('$', '.');
            throw new RefusedException(Refusal.Invalid(string.IsNullOrEmpty(path) ? "body" : path, "This value does not have the right type."));
        }
    }
}

/// <summary>Forms, read as the JSON they would have been.</summary>
internal static class FormFields
{
    private const int NestingMax = 4;

    public static readonly JsonSerializerOptions Options = Make();

    public static JsonObject ToJson(IFormCollection form)
    {
        var root = new JsonObject();
        foreach (var (key, values) in form)
        {
            if (key.StartsWith("__", StringComparison.Ordinal)) continue;
            var filled = values.Where(v => !string.IsNullOrEmpty(v)).ToArray();
            if (filled.Length == 0) continue;
            JsonNode value = filled.Length == 1 ? JsonValue.Create(filled[0])! : new JsonArray([.. filled.Select(v => (JsonNode?)JsonValue.Create(v))]);
            Put(root, key.Split('[', NestingMax).Select(part => part.TrimEnd(']')).Where(part => part.Length > 0).ToArray(), value);
        }

        return root;
    }

    private static void Put(JsonObject at, string[] path, JsonNode value)
    {
        foreach (var step in path[..^1])
        {
            if (at[step] is not JsonObject next) at[step] = next = [];
            at = next;
        }

        at[path[^1]] = value;
    }

    private static JsonSerializerOptions Make()
    {
        var options = Json.Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        options.NumberHandling = JsonNumberHandling.AllowReadingFromString;
        options.Converters.Add(new Flag());
        options.Converters.Add(new Several());
        options.Converters.Insert(0, new Amount());
        return options;
    }

    private sealed class Flag : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
            ? reader.GetString() is "true" or "on" or "1"
            : reader.GetBoolean();

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
    }

    private sealed class Several : JsonConverter<IReadOnlyList<string>>
    {
        public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? [reader.GetString()!] : JsonSerializer.Deserialize<string[]>(ref reader, options)!;

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }

    private sealed class Amount : JsonConverter<Micros>
    {
        public override Micros Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            decimal.TryParse(reader.GetString(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var credits)
            && Micros.Exactly(credits) is { } micros
                ? micros
                : throw new JsonException("An amount is a number with at most 6 decimals.");

        public override void Write(Utf8JsonWriter writer, Micros value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Credits);
    }
}
