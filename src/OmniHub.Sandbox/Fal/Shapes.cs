using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OmniHub.Sandbox;

/// <summary>How large and how long an input asks its result to be.</summary>
internal static partial class Shapes
{
    private const int PixelsOf1K = 1024 * 1024;

    /// <summary>Nothing larger is drawn; what is asked beyond that comes smaller, in the same shape.</summary>
    public const int PixelsDrawnMax = 4 * PixelsOf1K;
    private const int PixelsOfVideo = 640 * 360;
    private const double SecondsDefault = 5;
    public const double SecondsMax = 20;

    private static readonly Dictionary<string, (int, int)> Presets = new()
    {
        ["square_hd"] = (1024, 1024),
        ["square"] = (512, 512),
        ["portrait_4_3"] = (768, 1024),
        ["portrait_16_9"] = (576, 1024),
        ["landscape_4_3"] = (1024, 768),
        ["landscape_16_9"] = (1024, 576),
    };

    /// <summary>The size of a picture as asked, before <see cref="Drawn"/> bounds it.</summary>
    public static (int Width, int Height) OfImage(FalModel model, JsonObject input, (int Width, int Height)? source)
    {
        var size = Value(model, input, "image_size");
        if (size is JsonObject custom) return (Side(custom, "width"), Side(custom, "height"));
        var name = size?.ToString() ?? "";
        if (Presets.TryGetValue(name, out var preset)) return preset;
        if (Exact().Match(name) is { Success: true } exact) return (Int(exact, 1), Int(exact, 2));

        var pixels = Kilo().Match(name.Length > 0 ? name : Value(model, input, "resolution")?.ToString() ?? "") is { Success: true } kilo
            ? PixelsOf1K * Math.Pow(double.Parse(kilo.Groups[1].Value, CultureInfo.InvariantCulture), 2)
            : PixelsOf1K;
        return Fit(Ratio(model, input) ?? (source is { } s ? s.Width / (double)s.Height : 1), pixels, 32);
    }

    public static (int Width, int Height) OfVideo(FalModel model, JsonObject input, (int Width, int Height)? source)
    {
        var ratio = Ratio(model, input) ?? (source is { } s ? s.Width / (double)s.Height : 16 / 9.0);
        return Fit(Math.Clamp(ratio, 0.4, 2.5), PixelsOfVideo, 8);
    }

    public static (int Width, int Height) Drawn((int Width, int Height) asked)
    {
        var scale = Math.Min(1, Math.Sqrt(PixelsDrawnMax / ((double)asked.Width * asked.Height)));
        return (Math.Max(1, (int)(asked.Width * scale)), Math.Max(1, (int)(asked.Height * scale)));
    }

    /// <summary>The length in seconds, in every encoding the families use: "8s", "5", 8, or frames and a rate.</summary>
    public static double Seconds(FalModel model, JsonObject input)
    {
        var text = Value(model, input, "duration")?.ToString().TrimEnd('s');
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return Math.Clamp(seconds, 1, SecondsMax);
        var rate = Value(model, input, "frames_per_second") ?? Value(model, input, "fps");
        if (Validation.AsNumber(Value(model, input, "num_frames")) is { } frames)
            return Math.Clamp(Math.Round((double)(frames / Math.Max(1, Validation.AsNumber(rate) ?? 24)), 2), 1, SecondsMax);
        return model.Endpoint.Contains("minimax", StringComparison.Ordinal) ? 6 : SecondsDefault;
    }

    /// <summary>What the input says, or what the model takes when it does not.</summary>
    public static JsonNode? Value(FalModel model, JsonObject input, string field) => input[field] ?? model.Find(field)?.Default;

    public static int Count(FalModel model, JsonObject input) =>
        (int)Math.Clamp(Validation.AsNumber(Value(model, input, "num_images")) ?? 1, 1, 10);

    public static bool Flag(FalModel model, JsonObject input, string field) =>
        Value(model, input, field) is { } value && value.ToString().ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";

    private static double? Ratio(FalModel model, JsonObject input)
    {
        foreach (var field in (ReadOnlySpan<string>)["aspect_ratio", "resolution"])
        {
            var match = Proportion().Match(Value(model, input, field)?.ToString() ?? "");
            if (match.Success && double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) is > 0 and var height)
                return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / height;
        }
        return null;
    }

    private static (int, int) Fit(double ratio, double pixels, int step)
    {
        int Round(double side) => Math.Max(step, (int)Math.Round(side / step) * step);
        return (Round(Math.Sqrt(pixels * ratio)), Round(Math.Sqrt(pixels / ratio)));
    }

    private static int Side(JsonObject size, string name) => (int)(Validation.AsNumber(size[name]) ?? 512);

    private static int Int(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d{2,5})x(\d{2,5})$")]
    private static partial Regex Exact();

    [GeneratedRegex(@"([\d.]+)[kK]$")]
    private static partial Regex Kilo();

    [GeneratedRegex(@"^([\d.]+)[:x]([\d.]+)$")]
    private static partial Regex Proportion();
}
