using System.Text.Json;
using System.Text.Json.Serialization;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>How one run is counted, frozen at its submission and kept as JSON with its terms.</summary>
/// <param name="Count">One of <see cref="Units"/>.</param>
/// <param name="Each">Most units of one output, before <paramref name="By"/>.</param>
/// <param name="Outputs">Most outputs.</param>
/// <param name="By">Factor of the chosen options.</param>
/// <param name="Plus">Units on top, once.</param>
/// <param name="Extra">A megapixel after the first, as a part of the first.</param>
/// <param name="OverPixels">An image of more pixels costs <paramref name="OverBy"/> times as much.</param>
/// <param name="OverBy">See there.</param>
/// <param name="Frames">Token-priced videos: frames of a second.</param>
internal sealed record Formula(
    string Count, string Each, long Outputs, string By, string? Plus = null,
    string? Extra = null, long? OverPixels = null, string? OverBy = null, int? Frames = null)
{
    private const long PixelsOfMegapixel = 1_000_000;
    private const decimal PixelsOfToken = 1024, TokensOfUnit = 1_000_000;

    /// <summary>A longer video is a mistake in its data.</summary>
    private const decimal SecondsMax = 100_000;

    private static readonly JsonSerializerOptions Compact =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The most that this run can use.</summary>
    [JsonIgnore]
    public Ratio Quoted => Total(Ratio.Parse(Each) * Ratio.Of(Outputs));

    public static Formula Parse(string json) => JsonSerializer.Deserialize<Formula>(json, Compact)!;

    public override string ToString() => JsonSerializer.Serialize(this, Compact);

    /// <summary>What the result shows; where it does not show enough, what was quoted for one output. Never more than quoted.</summary>
    public Ratio Shown(IReadOnlyList<UsedFile> files)
    {
        if (files.Count == 0) return Ratio.Of(0);
        var sum = Total(files.Select(Of).Aggregate((a, b) => a + b));
        return sum < Quoted ? sum : Quoted;
    }

    /// <summary>Whole megapixels of an image, a begun one counted; the first at full price.</summary>
    public static Ratio Megapixels(long pixels, string? extra)
    {
        var whole = Math.Max(1, (pixels + PixelsOfMegapixel - 1) / PixelsOfMegapixel);
        return extra is null ? Ratio.Of(whole) : Ratio.One + (Ratio.Of(whole - 1) * Ratio.Parse(extra));
    }

    /// <summary>Millions of tokens of a video: pixels of a frame × frames ÷ 1024.</summary>
    public static Ratio Tokens(long pixels, int frames, Ratio seconds) =>
        seconds * new Ratio(pixels * (decimal)frames, PixelsOfToken * TokensOfUnit);

    private Ratio Total(Ratio outputs) => (outputs * Ratio.Parse(By)) + (Plus is null ? Ratio.Of(0) : Ratio.Parse(Plus));

    private Ratio Of(UsedFile file)
    {
        var pixels = (long)file.Width * file.Height;
        return Count switch
        {
            Units.Image when OverPixels is { } most && pixels > 0 => pixels > most ? Ratio.Parse(OverBy!) : Ratio.One,
            Units.Megapixel when pixels > 0 => Megapixels(pixels, Extra),
            Units.Second when file.Seconds is > 0 and < SecondsMax and var seconds => Ratio.Of(seconds),
            Units.Tokens when pixels > 0 && file.Seconds is > 0 and < SecondsMax and var seconds => Tokens(pixels, Frames ?? 0, Ratio.Of(seconds)),
            _ => Ratio.Parse(Each),
        };
    }
}
