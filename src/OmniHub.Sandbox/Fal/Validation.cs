using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>Checks an input as the model's own app would: in pydantic's words, with its leniency.</summary>
internal static class Validation
{
    private const int SideMax = 14142;
    private static readonly HashSet<string> BooleanWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "1", "0", "yes", "no", "on", "off",
    };

    private const string ErrorUrl = "https://errors.pydantic.dev/2.10/v/";

    public static JsonArray Check(FalModel model, JsonObject input)
    {
        var errors = new JsonArray();
        foreach (var field in model.Input)
        {
            var value = input[field.Name];
            if (value is null)
            {
                if (field.Required) errors.Add(Detail("missing", [field.Name], "Field required", input.DeepClone()));
                continue;
            }
            if (Problem(field, value) is { } problem) errors.Add(problem);
        }
        return errors;
    }

    /// <summary>One entry of a 422 answer.</summary>
    public static JsonNode Detail(
        string type, IEnumerable<JsonNode?> location, string message, JsonNode? input, JsonObject? context = null, string? url = null)
    {
        var detail = new JsonObject
        {
            ["type"] = type,
            ["loc"] = new JsonArray(["body", .. location]),
            ["msg"] = message,
            ["input"] = input,
        };
        if (context is not null) detail["ctx"] = context;
        detail["url"] = url ?? ErrorUrl + type;
        return detail;
    }

    private static JsonNode? Problem(FalInput field, JsonNode value) => field.Type switch
    {
        "string" => Text(field, value),
        "integer" => Whole(field, value),
        "number" => Number(field, value),
        "boolean" => Boolean(field, value),
        "strings" => Strings(field, value),
        "size" => Size(field, value),
        "object" when value is not JsonObject => Detail("dict_type", [field.Name], "Input should be a valid dictionary", value.DeepClone()),
        "objects" when value is not JsonArray => NotAList(field, value),
        _ => null,
    };

    private static JsonNode? Text(FalInput field, JsonNode value)
    {
        if (value.GetValueKind() != JsonValueKind.String)
            return Detail("string_type", [field.Name], "Input should be a valid string", value.DeepClone());
        if (field.File) return Url([field.Name], value);
        return field.Enum is null ? null : OneOf(field, value);
    }

    private static JsonNode? Url(IEnumerable<JsonNode?> location, JsonNode value)
    {
        var text = value.GetValue<string>();
        var known = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        return known ? null : Detail("value_error", location, "Value error, value must be a valid URL", value.DeepClone());
    }

    private static JsonNode? OneOf(FalInput field, JsonNode value)
    {
        if (field.Enum!.Any(allowed => Same(allowed, value))) return null;
        var names = field.Enum!.Select(e => e!.GetValueKind() == JsonValueKind.String ? $"'{e}'" : e.ToString()).ToList();
        var expected = names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
        return Detail("literal_error", [field.Name], $"Input should be {expected}", value.DeepClone(), new() { ["expected"] = expected });
    }

    /// <summary>Equal as JSON, with numbers compared by value.</summary>
    public static bool Same(JsonNode? left, JsonNode? right) =>
        AsNumber(left) is { } a && AsNumber(right) is { } b && left!.GetValueKind() == right!.GetValueKind()
            ? a == b
            : JsonNode.DeepEquals(left, right);

    private static JsonNode? Whole(FalInput field, JsonNode value)
    {
        if (AsNumber(value) is not { } number)
        {
            return value.GetValueKind() == JsonValueKind.String
                ? Detail(
                    "int_parsing", [field.Name], "Input should be a valid integer, unable to parse string as an integer", value.DeepClone())
                : Detail("int_type", [field.Name], "Input should be a valid integer", value.DeepClone());
        }
        if (number != decimal.Truncate(number))
        {
            return Detail("int_from_float", [field.Name],
                "Input should be a valid integer, got a number with a fractional part", value.DeepClone());
        }
        return Range(field, number, value) ?? (field.Enum is null ? null : OneOf(field, value));
    }

    private static JsonNode? Number(FalInput field, JsonNode value)
    {
        if (AsNumber(value) is not { } number)
            return Detail("float_type", [field.Name], "Input should be a valid number", value.DeepClone());
        return Range(field, number, value) ?? (field.Enum is null ? null : OneOf(field, value));
    }

    private static JsonNode? Range(FalInput field, decimal number, JsonNode value)
    {
        if (field.Min is { } min && number < min)
        {
            return Detail("greater_than_equal", [field.Name], $"Input should be greater than or equal to {Plain(min)}",
                value.DeepClone(), new() { ["ge"] = min });
        }
        if (field.Max is { } max && number > max)
        {
            return Detail("less_than_equal", [field.Name], $"Input should be less than or equal to {Plain(max)}",
                value.DeepClone(), new() { ["le"] = max });
        }
        return null;
    }

    private static JsonNode? Boolean(FalInput field, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => null,
        JsonValueKind.Number when AsNumber(value) is 0 or 1 => null,
        JsonValueKind.String when BooleanWords.Contains(value.GetValue<string>()) => null,
        JsonValueKind.String => Detail("bool_parsing", [field.Name],
            "Input should be a valid boolean, unable to interpret input", value.DeepClone()),
        _ => Detail("bool_type", [field.Name], "Input should be a valid boolean", value.DeepClone()),
    };

    private static JsonNode? Strings(FalInput field, JsonNode value)
    {
        if (value is not JsonArray list) return NotAList(field, value);
        if (field is { File: true, Required: true } && list.Count == 0)
        {
            return Detail("too_short", [field.Name], "List should have at least 1 item after validation, not 0",
                value.DeepClone(), new() { ["field_type"] = "List", ["min_length"] = 1, ["actual_length"] = 0 });
        }
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not { } item || item.GetValueKind() != JsonValueKind.String)
                return Detail("string_type", [field.Name, i], "Input should be a valid string", list[i]?.DeepClone());
            if (field.File && Url([field.Name, i], item) is { } problem) return problem;
        }
        return null;
    }

    private static JsonNode NotAList(FalInput field, JsonNode value) =>
        Detail("list_type", [field.Name], "Input should be a valid list", value.DeepClone());

    private static JsonNode? Size(FalInput field, JsonNode value)
    {
        if (value is not JsonObject size) return OneOf(field, value);
        foreach (var side in (ReadOnlySpan<string>)["width", "height"])
        {
            if (size[side] is not { } length) continue;
            if (AsNumber(length) is not { } number || number != decimal.Truncate(number))
                return Detail("int_parsing", [field.Name, "ImageSize", side], "Input should be a valid integer", length.DeepClone());
            if (number <= 0)
            {
                return Detail("greater_than", [field.Name, "ImageSize", side], "Input should be greater than 0",
                    length.DeepClone(), new() { ["gt"] = 0 });
            }
            var max = field.Max ?? SideMax;
            if (number > max)
            {
                return Detail("less_than_equal", [field.Name, "ImageSize", side], $"Input should be less than or equal to {Plain(max)}",
                    length.DeepClone(), new() { ["le"] = max });
            }
        }
        return null;
    }

    public static decimal? AsNumber(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number or JsonValueKind.String when decimal.TryParse(
            value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string Plain(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
