using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>What OpenAI's words (<c>n</c>, <c>size</c>, <c>seconds</c>) mean in the options of a model. Its own options pass by their names.</summary>
internal static class OpenAiOptions
{
    private const string Count = "num_images", ImageSize = "image_size", Ratio = "aspect_ratio", Resolution = "resolution", Duration = "duration";
    private const int SideMax = 16_384;

    /// <summary>1792x1024 is meant as 16:9, but 3:2 is not 4:3.</summary>
    private const double RatioTolerance = 0.04;

    private static readonly string[] Words = ["model", "prompt", "n", "size", "seconds", "response_format", "stream", "user", "input_reference"];

    /// <summary>The options of a run, or what cannot be had from this model.</summary>
    public static (JsonObject Options, Refusal? No) Of(ModelCard model, JsonObject body)
    {
        var options = new JsonObject();
        foreach (var option in model.Options.Where(o => !Words.Contains(o.Name)))
        {
            if (body[option.Name] is not { } given || IsUnset(option, given)) continue;
            options[option.Name] = given.DeepClone();
        }

        return (options, PutCount(model, body["n"], options) ?? PutSize(model, body["size"], options) ?? PutSeconds(model, body["seconds"], options));
    }

    /// <summary>The same refusal in OpenAI's words.</summary>
    public static Refusal InTheirWords(Refusal no, JsonObject body)
    {
        if (no.Errors is not { Count: > 0 } errors) return no;
        return no with { Errors = errors.GroupBy(e => Word(e.Key)).ToDictionary(e => e.Key, e => e.First().Value) };

        // A refused width is a refused size.
        string Word(string path) => path.Split('.') switch { ["options", var name, ..] => name, [var name, ..] => name, _ => path } switch
        {
            Count when body["n"] is not null => "n",
            Duration when body["seconds"] is not null => "seconds",
            ImageSize or Ratio or Resolution when body["size"] is not null => "size",
            "modelId" => "model",
            var name => name,
        };
    }

    /// <summary>Text of a member; null for anything else.</summary>
    public static string? Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    // "auto" and "standard" are how OpenAI's clients say nothing.
    private static bool IsUnset(ModelOption option, JsonNode given) =>
        option.Kind == OptionKind.Choice && Text(given) is "auto" or "standard" && !option.Values.Contains(Text(given)!);

    private static Refusal? PutCount(ModelCard model, JsonNode? n, JsonObject options)
    {
        if (n is null) return null;
        if (Whole(n) is not { } count || count < 1) return Refusal.Invalid("n", "n is a whole number from 1 on.");
        var most = Option(model, Count) is { } option ? (int)(option.Maximum ?? 1) : 1;
        if (count > most) return Refusal.Invalid("n", most == 1 ? $"{model.Name} makes one image at a time." : $"{model.Name} makes at most {most} images at a time.");
        if (Option(model, Count) is not null) options[Count] = count;
        return null;
    }

    private static Refusal? PutSize(ModelCard model, JsonNode? given, JsonObject options)
    {
        if (given is null || Text(given) is "auto") return null;
        if (Text(given) is not { } size) return Refusal.Invalid("size", "size is a text such as 1024x1024.");
        foreach (var name in new[] { ImageSize, Ratio, Resolution })
        {
            if (Option(model, name)?.Values.FirstOrDefault(v => v.Equals(size, StringComparison.OrdinalIgnoreCase)) is not { } own) continue;
            options[name] = own;
            return null;
        }

        if (Pixels(size) is not var (width, height)) return Refusal.Invalid("size", "size is a width and a height such as 1024x1024, or auto.");
        if (Option(model, ImageSize) is not null)
        {
            options[ImageSize] = new JsonObject { ["width"] = width, ["height"] = height };
            return null;
        }

        return PutShape(model, width, height, options);
    }

    // The shape and, of videos, the lines: what a model does not make is not replaced by something else.
    private static Refusal? PutShape(ModelCard model, int width, int height, JsonObject options)
    {
        var (ratio, lines) = (Option(model, Ratio), model.Type == Medium.Video ? Option(model, Resolution) : null);
        if (ratio is null && lines is null) return Refusal.Invalid("size", $"{model.Name} chooses the size itself: leave size out.");
        if (ratio is not null)
        {
            var nearest = ratio.Values.Select(v => (Value: v, Ratio: RatioOf(v))).Where(v => v.Ratio > 0).OrderBy(v => Off(v.Ratio)).FirstOrDefault();
            if (nearest.Value is null || Off(nearest.Ratio) > RatioTolerance)
                return Refusal.Invalid("size", $"{model.Name} makes these shapes: {string.Join(", ", ratio.Values)}.");
            options[Ratio] = nearest.Value;
        }

        if (lines is null) return null;
        var wanted = $"{Math.Min(width, height)}p";
        if (lines.Values.FirstOrDefault(v => v.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is not { } resolution)
            return Refusal.Invalid("size", $"{model.Name} makes these resolutions: {string.Join(", ", lines.Values)}.");
        options[Resolution] = resolution;
        return null;

        double Off(double other) => Math.Abs(Math.Log(other * height / width));
    }

    private static Refusal? PutSeconds(ModelCard model, JsonNode? given, JsonObject options)
    {
        if (given is null) return null;
        if (Whole(given) is not { } seconds || seconds < 1) return Refusal.Invalid("seconds", "seconds is a whole number of seconds.");
        if (Option(model, Duration) is not { } option) return Refusal.Invalid("seconds", $"{model.Name} chooses the length itself: leave seconds out.");
        if (option.Values.Count == 0)
        {
            if (seconds < option.Minimum || seconds > option.Maximum)
                return Refusal.Invalid("seconds", $"{model.Name} makes {option.Minimum} to {option.Maximum} seconds.");
            options[Duration] = seconds;
            return null;
        }

        if (option.Values.FirstOrDefault(v => v.TrimEnd('s') == seconds.ToString(CultureInfo.InvariantCulture)) is not { } own)
            return Refusal.Invalid("seconds", $"{model.Name} makes these lengths: {string.Join(", ", option.Values)}.");
        options[Duration] = option.Default?.GetValueKind() == JsonValueKind.Number ? JsonValue.Create(seconds) : JsonValue.Create(own);
        return null;
    }

    /// <summary>Width and height of a text such as 1280x720.</summary>
    public static (int Width, int Height)? Pixels(string size) =>
        size.Split('x', 'X') is [var w, var h] && Side(w) is { } width && Side(h) is { } height ? (width, height) : null;

    /// <summary>Width by height of a shape such as 16:9; 0 for a word.</summary>
    public static double RatioOf(string shape) =>
        shape.Split(':') is [var w, var h] && double.TryParse(w, CultureInfo.InvariantCulture, out var width)
        && double.TryParse(h, CultureInfo.InvariantCulture, out var height) && width > 0 && height > 0 ? width / height : 0;

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= SideMax ? side : null;

    // A form has texts, and OpenAI's seconds are one in JSON as well.
    private static int? Whole(JsonNode node) =>
        node is JsonValue && int.TryParse(node.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static ModelOption? Option(ModelCard model, string name) => model.Options.FirstOrDefault(o => o.Name == name);
}
