namespace OmniHub.Catalog;

/// <summary>How a model's options change its price: data of the catalogue, beside the price of one unit.</summary>
internal sealed record PriceRules
{
    /// <summary>Length of a video where no option <c>duration</c> says it.</summary>
    public SecondsRule? Seconds { get; init; }

    /// <summary>Groups of factors: the first that fits counts in each, and the groups multiply.</summary>
    public IReadOnlyList<IReadOnlyList<Factor>> Times { get; init; } = [];

    /// <summary>What a megapixel after the first one costs, as a part of the first.</summary>
    public string? ExtraMegapixel { get; init; }

    /// <summary>Megapixels to assume where the size of the result is not known before.</summary>
    public int? Megapixels { get; init; }

    /// <summary>Pixels of sizes that are named and not presets.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; init; } = new Dictionary<string, long>();

    /// <summary>An image of more pixels costs <see cref="OverBy"/> times as much.</summary>
    public long? OverPixels { get; init; }

    /// <inheritdoc cref="OverPixels"/>
    public string? OverBy { get; init; }

    /// <summary>Input images that are charged.</summary>
    public ExtraInputs? ExtraInputs { get; init; }

    /// <summary>Token-priced videos: most pixels of a frame by resolution, over all shapes.</summary>
    public IReadOnlyDictionary<string, long>? Pixels { get; init; }

    /// <summary>Token-priced videos: frames of a second.</summary>
    public int FramesPerSecond { get; init; } = 24;
}

/// <summary>A fixed length, or frames ÷ <paramref name="PerSecond"/> of an option.</summary>
internal sealed record SecondsRule(string? Fixed, string? Option, int PerSecond, string? Default);

/// <summary>Multiplies the price when every named option has its value; <c>*</c> at the end stands for anything.</summary>
internal sealed record Factor(IReadOnlyDictionary<string, string> When, string By);

/// <summary>Each image of <paramref name="Option"/> after the <paramref name="Free"/> ones costs <paramref name="Each"/> units.</summary>
internal sealed record ExtraInputs(string Option, int Free, string Each);
