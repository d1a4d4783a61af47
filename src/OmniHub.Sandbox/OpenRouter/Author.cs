using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>Writes the answers: markdown that suits the prompt, the same for the same prompt.</summary>
internal static class Author
{
    private const int SubjectWordsMax = 12;
    private const int LongParagraphs = 400;

    private static readonly string[] Openers =
        ["Here is a short answer about {0}.", "Let us look at {0} step by step.", "A few thoughts on {0}:", "Good question. This is how I see {0}:"];

    private static readonly string[] Points =
    [
        "Start with what you already have, and change **one thing at a time**.", "Measure before and after: a number beats a feeling.",
        "Keep the parts small, so that each can be understood alone.", "Write down *why* a choice was made; the *what* can be read.",
        "Prefer the plain solution until it hurts.", "Ask who will read this next, and what they need first.",
        "A good default saves more time than a good option.", "Try it on real data early.",
    ];

    public static string Write(ChatRequest request, string model)
    {
        if (request.Format is "json_object" or "json_schema") return Json(request);
        var prompt = Directive.Without(request.Prompt);
        var rng = new Rng(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{prompt}|{model}"))));
        var subject = Subject(prompt);
        var text = new StringBuilder();
        if (request.HasToolResult) text.AppendLine("With what the tool found:").AppendLine();
        if (request.Images > 0) text.AppendLine(CultureInfo.InvariantCulture, $"I see {request.Images} attached image{(request.Images == 1 ? "" : "s")}.").AppendLine();
        text.AppendFormat(CultureInfo.InvariantCulture, Openers[rng.Int(Openers.Length)], subject).AppendLine().AppendLine();
        if (request.System.Length > 0) text.AppendLine("> I keep to the instructions of this conversation.").AppendLine();

        var wants = prompt.ToLowerInvariant();
        foreach (var point in Pick(rng, 3)) text.AppendLine(CultureInfo.InvariantCulture, $"- {point}");
        text.AppendLine();
        if (Any(wants, "code", "function", "program", "script", "c#", "python", "javascript", "sql")) text.Append(Code(wants));
        if (Any(wants, "table", "compare", "versus", " vs ")) text.Append(Table(rng));
        if (Any(wants, "math", "formula", "equation", "integral", "probability"))
            text.AppendLine("## The formula").AppendLine().AppendLine("$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$").AppendLine().AppendLine("where $x$ runs from $0$ to $1$.").AppendLine();
        if (Any(wants, "image", "picture", "logo"))
            text.AppendLine("![A picture elsewhere](https://images.example.com/picture.png)").AppendLine();
        if (Any(wants, "list", "steps", "plan", "how"))
        {
            text.AppendLine("## Steps").AppendLine();
            foreach (var (i, point) in Pick(rng, 4).Index()) text.AppendLine(CultureInfo.InvariantCulture, $"{i + 1}. {point}");
            text.AppendLine();
        }

        var paragraphs = Any(wants, "very long", "[[long]]") ? LongParagraphs : Any(wants, "long", "essay", "detail") ? 12 : 1;
        for (var i = 0; i < paragraphs; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"{string.Join(' ', Pick(rng, 3))} That is worth keeping in mind for {subject}.").AppendLine();
        text.Append("This answer was made by the sandbox.");
        return text.ToString();
    }

    public static string Reasoning(ChatRequest request) =>
        $"The question is about {Subject(Directive.Without(request.Prompt))}. I first look at what is asked, then at what would help most, and keep the answer short.";

    /// <summary>A call of the first tool, with arguments that fit its parameters.</summary>
    public static (string Name, string Arguments) ToolCall(string function)
    {
        var tool = JsonNode.Parse(function)!.AsObject();
        var parameters = tool["parameters"] is JsonObject schema ? JsonSerializer.SerializeToElement(schema) : default;
        return ((string?)tool["name"] ?? "tool", (Value(parameters, "x") as JsonObject ?? []).ToJsonString());
    }

    private static string Json(ChatRequest request)
    {
        var subject = Subject(Directive.Without(request.Prompt));
        return request.Schema is { } schema
            ? (Value(schema, subject) ?? new JsonObject()).ToJsonString(Answer.Plain)
            : new JsonObject { ["subject"] = subject, ["answer"] = "This answer was made by the sandbox.", ["confidence"] = 0.9 }.ToJsonString(Answer.Plain);
    }

    private static JsonNode? Value(JsonElement schema, string text)
    {
        if (schema.ValueKind != JsonValueKind.Object) return text;
        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0) return JsonNode.Parse(values[0].GetRawText());
        var type = schema.TryGetProperty("type", out var t) ? t.ValueKind == JsonValueKind.Array ? t[0].GetString() : t.GetString() : "object";
        switch (type)
        {
            case "string": return text;
            case "integer": return schema.TryGetProperty("minimum", out var least) && least.TryGetInt32(out var number) ? number : 1;
            case "number": return 1.5;
            case "boolean": return true;
            case "null": return null;
            case "array": return new JsonArray(schema.TryGetProperty("items", out var items) ? Value(items, text) : text);
            default:
                var result = new JsonObject();
                if (schema.TryGetProperty("properties", out var properties))
                    foreach (var property in properties.EnumerateObject()) result[property.Name] = Value(property.Value, text);
                return result;
        }
    }

    private static string Code(string wants)
    {
        var (language, body) = wants switch
        {
            _ when wants.Contains("python") => ("python", "def total(values):\n    \"\"\"Adds what is there.\"\"\"\n    return sum(v for v in values if v is not None)\n\n\nprint(total([1, 2, None, 3]))"),
            _ when wants.Contains("javascript") => ("javascript", "const total = values => values\n  .filter(v => v != null)\n  .reduce((sum, v) => sum + v, 0);\n\nconsole.log(total([1, 2, null, 3]));"),
            _ when wants.Contains("sql") => ("sql", "SELECT account, SUM(amount) AS total\nFROM entries\nWHERE amount IS NOT NULL\nGROUP BY account;"),
            _ => ("csharp", "static int Total(IEnumerable<int?> values) =>\n    values.Where(v => v is not null).Sum(v => v!.Value);\n\nConsole.WriteLine(Total([1, 2, null, 3])); // 6"),
        };
        return $"```{language}\n{body}\n```\n\n";
    }

    private static string Table(Rng rng) =>
        $"| Way | Cost | Speed | Good for |\n| --- | ---: | :---: | --- |\n| Plain | {rng.Int(9) + 1} | fast | starting |\n| Careful | {rng.Int(90) + 10} | steady | growing |\n| Clever | {rng.Int(900) + 100} | it depends | showing off |\n\n";

    private static IEnumerable<string> Pick(Rng rng, int count)
    {
        var at = rng.Int(Points.Length);
        return Enumerable.Range(0, count).Select(i => Points[(at + (i * 3)) % Points.Length]);
    }

    private static string Subject(string prompt)
    {
        var words = prompt.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var subject = string.Join(' ', words.Take(SubjectWordsMax)).TrimEnd('?', '.', '!', ':');
        return subject.Length == 0 ? "this" : $"“{subject}{(words.Length > SubjectWordsMax ? "…" : "")}”";
    }

    private static bool Any(string text, params string[] words) => words.Any(w => text.Contains(w, StringComparison.Ordinal));
}
