using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OmniHub.Catalog;

/// <summary>Whether a schema that an admin sends is in the part of JSON Schema that is understood here.</summary>
internal static partial class SchemaShape
{
    private const int PropertiesMax = 100;
    private const decimal CountedMax = 100_000;
    private static readonly string[] Scalars = ["string", "integer", "number", "boolean"];
    // Numbers that a price is multiplied with.
    private static readonly string[] Counted = ["num_images", "max_images", "duration", "num_frames", "image_size", "width", "height"];
    private static readonly string[] Bounds = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"];

    /// <summary>What is wrong, as a sentence by field, or null; and the schema as it is kept.</summary>
    public static ((string Field, string Sentence)? Wrong, JsonObject Schema) Read(JsonObject? given)
    {
        if (given is null) return (null, OptionsSchema.Wrap(new JsonObject(), []));
        var schema = JsonSerializer.SerializeToElement(given);
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return (("options", "options is a JSON Schema with properties."), []);
        if (properties.EnumerateObject().Count() > PropertiesMax) return (("options", $"A model has at most {PropertiesMax} options."), []);
        foreach (var property in properties.EnumerateObject())
        {
            var field = $"options.{(property.Name.Length > 60 ? property.Name[..60] : property.Name)}";
            if (!Name().IsMatch(property.Name) || property.Name == "prompt") return ((field, "An option cannot have this name."), []);
            if (Complaint(property.Value) is { } complaint) return ((field, complaint), []);
            if (IsBoundless(property)) return ((field, $"This counts in the price: it needs a maximum of at most {CountedMax}."), []);
            if (property.Value.TryGetProperty("default", out var usual) && !Accepts(property, usual))
                return ((field, "Its default does not fit it."), []);
        }

        var required = OptionsSchema.Texts(schema, "required").ToList();
        return required.Any(name => !properties.TryGetProperty(name, out _))
            ? (("options.required", "A required option has to be among the properties."), [])
            : (null, OptionsSchema.Wrap(given["properties"]!.DeepClone(),
                new JsonArray([.. required.Select(name => (JsonNode?)JsonValue.Create(name))])));
    }

    private static string? Complaint(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object) return "An option is described by a schema.";
        if (schema.TryGetProperty("anyOf", out var branches))
        {
            return branches.ValueKind == JsonValueKind.Array && branches.GetArrayLength() is > 0 and <= 4
                ? branches.EnumerateArray().Select(Complaint).FirstOrDefault(c => c is not null)
                : "anyOf has 1 to 4 schemas.";
        }

        if (!schema.TryGetProperty("type", out var t) || t.ValueKind != JsonValueKind.String) return "An option has a type.";
        if (Bounds.Any(b => schema.TryGetProperty(b, out var bound)
            && !(bound.ValueKind == JsonValueKind.Number && bound.TryGetDecimal(out _))))
            return "A bound is a number.";
        if (schema.TryGetProperty("enum", out var values) && (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0))
            return "An enum is a list of values.";
        return t.GetString() switch
        {
            "array" => schema.TryGetProperty("items", out var items) ? Complaint(items) : "A list says what its items are.",
            "object" => schema.TryGetProperty("properties", out var inner) && inner.ValueKind == JsonValueKind.Object
                ? inner.EnumerateObject().Select(p => Complaint(p.Value)).FirstOrDefault(c => c is not null)
                : "An object says what its properties are.",
            var type => Scalars.Contains(type) ? null : "Its type is one of string, integer, number, boolean, array, object.",
        };
    }

    private static bool IsBoundless(JsonProperty property)
    {
        var schema = property.Value;
        if (!Counted.Contains(property.Name) || schema.TryGetProperty("enum", out _)) return false;
        if (schema.TryGetProperty("anyOf", out var branches))
            return branches.EnumerateArray().Where(b => b.TryGetProperty("properties", out _)).Any(HasBoundless);
        return schema.GetProperty("type").GetString() switch
        {
            "integer" or "number" => !schema.TryGetProperty("maximum", out var most) || most.GetDecimal() > CountedMax,
            "object" => HasBoundless(schema),
            _ => false,
        };
    }

    private static bool HasBoundless(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Any(IsBoundless);

    private static bool Accepts(JsonProperty property, JsonElement value)
    {
        var alone = JsonSerializer.SerializeToElement(OptionsSchema.Wrap(
            new JsonObject { [property.Name] = JsonNode.Parse(property.Value.GetRawText()) }, []));
        var check = new SchemaCheck();
        check.Object(alone, JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { [property.Name] = value }), "options");
        return check.Errors.Count == 0;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
    private static partial Regex Name();
}
