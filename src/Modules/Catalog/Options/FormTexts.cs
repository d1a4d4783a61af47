using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Catalog;

/// <summary>Turns the texts of a form into the types of a schema. What does not fit stays a text, for the check to name it.</summary>
internal static class FormTexts
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static JsonObject Typed(OptionsSchema schema, JsonObject texts)
    {
        var typed = new JsonObject();
        foreach (var (name, value) in texts)
            typed[name] = schema.Property(name) is { } property ? Typed(property, value) : value?.DeepClone();
        return typed;
    }

    private static JsonNode? Typed(JsonElement schema, JsonNode? value)
    {
        if (schema.TryGetProperty("anyOf", out var branches))
        {
            var wanted = value is JsonObject ? "object" : "string";
            var branch = branches.EnumerateArray().FirstOrDefault(b => b.GetProperty("type").GetString() == wanted);
            return branch.ValueKind == JsonValueKind.Undefined ? value?.DeepClone() : Typed(branch, value);
        }

        return (schema.GetProperty("type").GetString(), value) switch
        {
            ("array", JsonArray list) => new JsonArray([.. list.Select(item => Typed(schema.GetProperty("items"), item))]),
            ("array", JsonValue one) => new JsonArray(Typed(schema.GetProperty("items"), one)),
            ("object", JsonObject parts) when schema.TryGetProperty("properties", out var known) => new JsonObject(
                parts.Select(p => KeyValuePair.Create(
                    p.Key, known.TryGetProperty(p.Key, out var part) ? Typed(part, p.Value) : p.Value?.DeepClone()))),
            (var type, JsonValue one) when one.TryGetValue<string>(out var text) => Scalar(type, text.Trim()) ?? one.DeepClone(),
            _ => value?.DeepClone(),
        };
    }

    private static JsonValue? Scalar(string? type, string text) => type switch
    {
        "integer" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
            JsonValue.Create(whole),
        "number" when decimal.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        "boolean" when text is "true" or "on" or "1" => JsonValue.Create(true),
        "boolean" when text is "false" or "off" or "0" => JsonValue.Create(false),
        _ => null,
    };
}
