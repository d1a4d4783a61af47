using System.Globalization;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>What a finished job would have been billed, in the unit of its price.</summary>
internal static class Units
{
    /// <summary>The megapixel of the price lists: 1024 x 1024 is one, and a begun one counts.</summary>
    private const int Megapixel = 1024 * 1024;
    private const int OpaqueUnitsPerSecond = 10;

    public static decimal Of(FalModel model, JsonObject input, IReadOnlyList<(int Width, int Height)> images)
    {
        var seconds = model.IsVideo ? (decimal)Shapes.Seconds(model, input) : 0;
        var plain = model.Price?.Unit switch
        {
            "megapixels" => images.Sum(i => Math.Ceiling((decimal)i.Width * i.Height / Megapixel)),
            "images" => images.Count,
            "seconds" => seconds,
            "videos" => 1,
            "1m tokens" => Tokens(model, input, seconds) / 1_000_000m,
            "units" => seconds * OpaqueUnitsPerSecond,
            _ => model.IsVideo ? seconds : images.Count,
        };
        return Math.Round(plain * Factor(model, input), 8);
    }

    /// <summary>One price an endpoint: dearer settings are billed as more units.</summary>
    private static decimal Factor(FalModel model, JsonObject input)
    {
        if (model.Price is not { Usd: > 0 } price) return 1;
        var fitting = price.Overrides.FirstOrDefault(o => o.When.All(w => Validation.Same(Shapes.Value(model, input, w.Key), w.Value)));
        return fitting is null ? 1 : fitting.Usd / price.Usd;
    }

    private static decimal Tokens(FalModel model, JsonObject input, decimal seconds)
    {
        var height = Shapes.Value(model, input, "resolution")?.ToString() switch { "480p" => 480, "1080p" => 1080, _ => 720 };
        var (width, drawn) = Shapes.OfVideo(model, input, null);
        return Math.Round(height * ((decimal)height * width / drawn) * 24 * seconds / 1024);
    }

    /// <summary>As fal's apps write the header: whole numbers plain, others with eight decimals.</summary>
    public static string Header(decimal units) =>
        units == decimal.Truncate(units)
            ? decimal.Truncate(units).ToString(CultureInfo.InvariantCulture)
            : units.ToString("F8", CultureInfo.InvariantCulture);
}
