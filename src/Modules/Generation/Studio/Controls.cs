using System.Globalization;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>How the composer's shared controls map to the options that each model names in its own way.</summary>
internal static class Controls
{
    /// <summary>Shapes in the order of the form, with the preset that models with <c>image_size</c> know.</summary>
    private static readonly (string Ratio, string? Preset, int Width, int Height)[] Shapes =
    [
        ("1:1", "square_hd", 1024, 1024), ("4:3", "landscape_4_3", 1024, 768), ("3:2", null, 1152, 768), ("16:9", "landscape_16_9", 1024, 576),
        ("3:4", "portrait_4_3", 768, 1024), ("2:3", null, 768, 1152), ("9:16", "portrait_16_9", 576, 1024),
    ];

    /// <summary>Options that have a control of their own; the rest stands under "More settings".</summary>
    private static readonly string[] Shared = ["aspect_ratio", "image_size", "num_images", "duration", "resolution", "seed"];

    public static IReadOnlyList<string> RatiosOf(IEnumerable<ModelCard> models) =>
        [.. Shapes.Where(shape => models.Any(model => PutRatio(model, [], shape.Ratio))).Select(shape => shape.Ratio)];

    public static int CountMax(IEnumerable<ModelCard> models) =>
        (int)models.Max(model => model.Options.FirstOrDefault(o => o.Name == "num_images")?.Maximum ?? 1);

    public static IReadOnlyList<int> SecondsOf(IEnumerable<ModelCard> models) =>
        [.. models.SelectMany(model => Lengths(model).Select(length => length.Seconds)).Distinct().Order()];

    public static IReadOnlyList<string> ResolutionsOf(IEnumerable<ModelCard> models) =>
        [.. models.SelectMany(model => model.Options.FirstOrDefault(o => o.Name == "resolution")?.Values ?? []).Distinct()];

    public static bool Has(ModelCard model, string option, string? value) =>
        value is not null && model.Options.Any(o => o.Name == option && o.Values.Contains(value));

    public static bool HasSeed(ModelCard model) => model.Options.Any(o => o.Name == "seed");

    /// <summary>The option that takes the input image, the required one first.</summary>
    public static ModelOption? InputOf(ModelCard model) =>
        model.Options.Where(o => o.Kind is OptionKind.Image or OptionKind.Images && o.Name is not "mask_url").OrderByDescending(o => o.Required).FirstOrDefault();

    /// <summary>What is left for "More settings".</summary>
    public static IReadOnlyList<ModelOption> MoreOf(ModelCard model) =>
        [.. model.Options.Where(o => !Shared.Contains(o.Name) && o != InputOf(model) && o.Kind is not OptionKind.Json and not OptionKind.Images)];

    /// <summary>The shape that these options are, exactly; null where no shape of the form is.</summary>
    public static string? RatioIn(ModelCard model, JsonObject options) => Shapes.Select(shape => shape.Ratio).FirstOrDefault(ratio =>
    {
        var made = new JsonObject();
        return PutRatio(model, made, ratio) && made.All(p => JsonNode.DeepEquals(p.Value, options[p.Key]));
    });

    /// <summary>The seconds that these options are, exactly; null where the form cannot say it.</summary>
    public static int? SecondsIn(ModelCard model, JsonObject options) => options["duration"] is not { } duration ? null
        : Lengths(model).Where(length => length.Value == duration.ToString()).Select(length => (int?)length.Seconds).FirstOrDefault();

    public static bool PutRatio(ModelCard model, JsonObject options, string ratio)
    {
        if (model.Options.FirstOrDefault(o => o.Name == "aspect_ratio") is { } aspect && (aspect.Values.Count == 0 || aspect.Values.Contains(ratio)))
        {
            options["aspect_ratio"] = ratio;
            return true;
        }

        var shape = Shapes.FirstOrDefault(s => s.Ratio == ratio);
        if (shape.Ratio is null || model.Options.FirstOrDefault(o => o.Name == "image_size") is not { } size) return false;
        if (shape.Preset is { } preset && size.Values.Contains(preset)) options["image_size"] = preset;
        else if (size.Kind == OptionKind.Json || size.Values.Contains("square_hd"))
            options["image_size"] = new JsonObject { ["width"] = shape.Width, ["height"] = shape.Height };
        else return false;
        return true;
    }

    /// <summary>The model's own way to say a length, the nearest one it makes.</summary>
    public static (string Option, string Value, int Seconds)? LengthOf(ModelCard model, int seconds)
    {
        var lengths = Lengths(model).ToList();
        if (lengths.Count == 0) return null;
        var nearest = lengths.MinBy(length => Math.Abs(length.Seconds - seconds));
        return ("duration", nearest.Value, nearest.Seconds);
    }

    private static IEnumerable<(string Value, int Seconds)> Lengths(ModelCard model)
    {
        if (model.Options.FirstOrDefault(o => o.Name == "duration") is not { } duration) yield break;
        foreach (var value in duration.Values)
        {
            if (int.TryParse(value.TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) yield return (value, seconds);
        }

        if (duration.Values.Count > 0 || duration.Kind is not (OptionKind.Integer or OptionKind.Number)) yield break;
        for (var s = (int)(duration.Minimum ?? 5); s <= (int)Math.Min(duration.Maximum ?? 10, 15); s++)
            yield return (s.ToString(CultureInfo.InvariantCulture), s);
    }
}
