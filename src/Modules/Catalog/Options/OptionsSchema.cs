using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>A model's options as JSON Schema, read once: the part of draft 2020-12 that providers' inputs need.</summary>
internal sealed class OptionsSchema
{
    /// <summary>Marks a text that is an image: an upload id, a data URI or a URL.</summary>
    public const string ImageType = "image/*";

    private readonly Dictionary<string, JsonElement> properties;

    private OptionsSchema(JsonElement json)
    {
        Json = json;
        properties = json.GetProperty("properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        Required = Texts(json, "required").ToHashSet();
        Options = [.. properties.Select(p => Option(p.Key, p.Value))];
    }

    public JsonElement Json { get; }

    public IReadOnlySet<string> Required { get; }

    public IReadOnlyList<ModelOption> Options { get; }

    public static OptionsSchema Parse(JsonElement json) => new(json.Clone());

    /// <summary>The schema around its properties.</summary>
    public static JsonObject Wrap(JsonNode properties, JsonArray required) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = required,
        ["additionalProperties"] = false,
    };

    public JsonElement? Property(string name) => properties.TryGetValue(name, out var property) ? property : null;

    public JsonNode? DefaultOf(string name) => Options.FirstOrDefault(o => o.Name == name)?.Default;

    /// <summary>The values of a choice, as texts.</summary>
    public IReadOnlyList<string> TextsOf(string name) => Options.FirstOrDefault(o => o.Name == name)?.Values ?? [];

    /// <summary>A scalar as text: <c>true</c>, <c>8</c>, <c>8s</c>; null for anything else.</summary>
    public static string? Text(JsonNode? node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Null => null,
        _ => value.ToJsonString(),
    };

    public static IEnumerable<string> Texts(JsonElement schema, string member) =>
        schema.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(v => v.ToString()) : [];

    private ModelOption Option(string name, JsonElement schema)
    {
        var choice = schema.TryGetProperty("anyOf", out var branches) ? branches.EnumerateArray().First() : schema;
        var fallback = schema.TryGetProperty("default", out var d) ? JsonNode.Parse(d.GetRawText()) : null;
        return new ModelOption(
            name, Word(schema, "title") ?? name, KindOf(schema), Required.Contains(name), fallback, [.. Texts(choice, "enum")],
            Number(schema, "minimum"), Number(schema, "maximum"), Word(schema, "description") ?? "",
            schema.TryGetProperty("x-primary", out var primary) && primary.ValueKind == JsonValueKind.True);
    }

    private static OptionKind KindOf(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out _) || schema.TryGetProperty("anyOf", out _)) return OptionKind.Choice;
        return Word(schema, "type") switch
        {
            "string" => Word(schema, "contentMediaType") switch
            {
                null => OptionKind.Text,
                ImageType => OptionKind.Image,
                _ => OptionKind.File,
            },
            "integer" => OptionKind.Integer,
            "number" => OptionKind.Number,
            "boolean" => OptionKind.Flag,
            "array" when schema.TryGetProperty("items", out var items) && Word(items, "contentMediaType") == ImageType => OptionKind.Images,
            _ => OptionKind.Json,
        };
    }

    private static string? Word(JsonElement schema, string member) =>
        schema.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal? Number(JsonElement schema, string member) =>
        schema.TryGetProperty(member, out var value) && value.TryGetDecimal(out var number) ? number : null;
}
