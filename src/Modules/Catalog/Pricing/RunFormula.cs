using System.Globalization;
using System.Text.Json.Nodes;

namespace OmniHub.Catalog;

/// <summary>Counts an image or video run before it happens: the most that it can use, from exactly the options that are sent.</summary>
internal static class RunFormula
{
    /// <summary>Where neither an option nor a rule tells the size of a result.</summary>
    private const long PixelsUnknown = 4_194_304;

    /// <summary>Where neither an option nor a rule tells the length.</summary>
    private const int SecondsUnknown = 10;

    private static readonly Dictionary<string, long> Presets = new()
    {
        ["square_hd"] = 1024 * 1024,
        ["square"] = 512 * 512,
        ["portrait_4_3"] = 768 * 1024,
        ["portrait_16_9"] = 576 * 1024,
        ["landscape_4_3"] = 1024 * 768,
        ["landscape_16_9"] = 1024 * 576,
    };

    public static Formula Of(string unit, PriceRules rules, OptionsSchema schema, JsonObject options)
    {
        var run = new Run(rules, schema, options);
        var outputs = run.Whole("num_images") * run.Whole("max_images");
        var formula = new Formula(unit, "1", outputs, run.Times().ToString(), run.Inputs(outputs)?.ToString());
        return unit switch
        {
            Units.Image when rules.OverPixels is { } most => formula with
            {
                Each = run.Pixels() > most ? rules.OverBy! : "1",
                OverPixels = most,
                OverBy = rules.OverBy,
            },
            Units.Megapixel => formula with
            {
                Each = Formula.Megapixels(run.Pixels(), rules.ExtraMegapixel).ToString(),
                Extra = rules.ExtraMegapixel,
            },
            Units.Second => formula with { Each = run.Seconds().ToString() },
            Units.Tokens => formula with
            {
                Each = Formula.Tokens(run.FramePixels(), rules.FramesPerSecond, run.Seconds()).ToString(),
                Frames = rules.FramesPerSecond,
            },
            _ => formula,
        };
    }

    private sealed class Run(PriceRules rules, OptionsSchema schema, JsonObject options)
    {
        public long Whole(string name) =>
            long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 1;

        public Ratio Times() => rules.Times
            .Select(group => group.FirstOrDefault(f => f.When.All(w => Fits(Text(w.Key), w.Value))))
            .Aggregate(Ratio.One, (product, factor) => factor is null ? product : product * Ratio.Parse(factor.By));

        public Ratio? Inputs(long outputs)
        {
            if (rules.ExtraInputs is not { } extra || options[extra.Option] is not JsonArray { Count: var given }
                || given <= extra.Free)
                return null;
            return Ratio.Of((given - extra.Free) * (decimal)outputs) * Ratio.Parse(extra.Each);
        }

        public long Pixels()
        {
            if ((options["image_size"] ?? schema.DefaultOf("image_size")) is JsonObject size)
                return (long)(Side(size["width"]) * Side(size["height"]));
            var name = Text("image_size") ?? "";
            return Presets.TryGetValue(name, out var preset) ? preset
                : rules.Sizes.TryGetValue(name, out var named) ? named
                : rules.Megapixels * 1_000_000L ?? PixelsUnknown;
        }

        public long FramePixels() =>
            rules.Pixels is null ? PixelsUnknown
            : rules.Pixels.TryGetValue(Text("resolution") ?? "", out var pixels) ? pixels
            : rules.Pixels.Values.Max();

        public Ratio Seconds()
        {
            if (rules.Seconds is { Fixed: { } length }) return Ratio.Parse(length);
            if (rules.Seconds is { Option: { } frames } rule)
                return Ratio.Parse(Text(frames) ?? rule.Default!) * new Ratio(1, rule.PerSecond);
            return Ratio.Of(Leading(Text("duration")) ?? schema.TextsOf("duration").Max(Leading) ?? SecondsUnknown);
        }

        private string? Text(string name) => OptionsSchema.Text(options[name] ?? schema.DefaultOf(name));

        private static decimal Side(JsonNode? side) =>
            decimal.Parse(OptionsSchema.Text(side) ?? "0", NumberStyles.Float, CultureInfo.InvariantCulture);

        // "8s", "5" and 8 are all in use.
        private static decimal? Leading(string? text)
        {
            var digits = new string([.. (text ?? "").TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]);
            return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
        }

        private static bool Fits(string? value, string wanted) =>
            wanted.EndsWith('*') ? value is not null && value.StartsWith(wanted[..^1], StringComparison.Ordinal) : value == wanted;
    }
}
