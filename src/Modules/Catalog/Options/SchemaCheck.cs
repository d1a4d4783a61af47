using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Catalog;

/// <summary>Checks a value against a schema, strictly, and gives it back as it may be sent: whole numbers as whole numbers.</summary>
internal sealed class SchemaCheck
{
    private const int ValuesShownMax = 12;
    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>Sentences by field; empty when all is well.</summary>
    public IReadOnlyDictionary<string, string[]> Errors => errors;

    /// <summary>An object: no unknown members, all required ones (unless told otherwise), each as its schema says.</summary>
    public JsonObject Object(JsonElement schema, JsonElement value, string path, bool needsAll = true)
    {
        var known = schema.GetProperty("properties");
        var result = new JsonObject();
        foreach (var member in value.EnumerateObject())
        {
            if (!known.TryGetProperty(member.Name, out _)) Fail($"{path}.{Shown(member.Name)}", "There is no such option here.");
        }

        foreach (var property in known.EnumerateObject())
        {
            var at = $"{path}.{property.Name}";
            if (value.TryGetProperty(property.Name, out var given)) result[property.Name] = Value(property.Value, given, at);
            else if (needsAll && OptionsSchema.Texts(schema, "required").Contains(property.Name)) Fail(at, "This option is needed.");
        }

        return result;
    }

    private JsonNode? Value(JsonElement schema, JsonElement value, string path)
    {
        if (schema.TryGetProperty("anyOf", out var branches))
        {
            var branch = branches.EnumerateArray().FirstOrDefault(b => IsOfType(b, value));
            return branch.ValueKind == JsonValueKind.Undefined ? Fail(path, "This value does not have the right type.")
                : Value(branch, value, path);
        }

        if (!IsOfType(schema, value)) return Fail(path, $"This is {Article(schema)}.");
        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)))
            return Fail(path, $"This is one of: {List([.. OptionsSchema.Texts(schema, "enum")])}.");
        return schema.GetProperty("type").GetString() switch
        {
            "string" => String(schema, value.GetString()!, path),
            "integer" or "number" => Number(schema, value, path),
            "boolean" => JsonValue.Create(value.GetBoolean()),
            "array" => Array(schema, value, path),
            _ => Object(schema, value, path),
        };
    }

    private JsonNode? String(JsonElement schema, string text, string path)
    {
        if (schema.TryGetProperty("contentMediaType", out var media) && media.GetString() == OptionsSchema.ImageType)
            return ImageText.Complaint(text) is { } complaint ? Fail(path, complaint) : JsonValue.Create(text);
        if (Limit(schema, "maxLength") is { } most && text.Length > most) return Fail(path, $"This has at most {most} characters.");
        if (Limit(schema, "minLength") is { } least && text.Length < least) return Fail(path, $"This has at least {least} characters.");
        return text.Contains('\0') ? Fail(path, "This has a character that is not allowed.") : JsonValue.Create(text);
    }

    private JsonNode? Number(JsonElement schema, JsonElement value, string path)
    {
        var number = value.GetDecimal();
        var (least, most) = (Limit(schema, "minimum"), Limit(schema, "maximum"));
        if (number < least || number > most) return Fail(path, Range(least, most));
        return schema.GetProperty("type").GetString() == "integer" ? JsonValue.Create((long)number) : JsonValue.Create(number);
    }

    private JsonArray? Array(JsonElement schema, JsonElement value, string path)
    {
        var count = value.GetArrayLength();
        var (least, most) = (Limit(schema, "minItems") ?? 0, Limit(schema, "maxItems") ?? decimal.MaxValue);
        if (count < least || count > most) return (JsonArray?)Fail(path, $"This has {least} to {most} items.");
        var items = schema.GetProperty("items");
        return [.. value.EnumerateArray().Select((item, i) => Value(items, item, $"{path}[{i}]"))];
    }

    private JsonNode? Fail(string path, string sentence)
    {
        errors.TryAdd(path, [sentence]);
        return null;
    }

    private static bool IsOfType(JsonElement schema, JsonElement value) => schema.GetProperty("type").GetString() switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var whole) && decimal.Truncate(whole) == whole
            && whole is >= long.MinValue and <= long.MaxValue,
        "number" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static decimal? Limit(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var limit) ? limit.GetDecimal() : null;

    private static string Range(decimal? least, decimal? most) => (least, most) switch
    {
        (null, _) => $"This is at most {most}.",
        (_, null) => $"This is at least {least}.",
        _ => $"This is from {least} to {most}.",
    };

    private static string Article(JsonElement schema) => schema.GetProperty("type").GetString() switch
    {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        _ => "an object",
    };

    private static string List(string[] values) =>
        string.Join(", ", values.Take(ValuesShownMax)) + (values.Length > ValuesShownMax ? ", …" : "");

    // A name that somebody else chose comes back in the answer: short, and without control characters.
    private static string Shown(string name) => new([.. name.Where(c => !char.IsControl(c)).Take(60)]);
}
