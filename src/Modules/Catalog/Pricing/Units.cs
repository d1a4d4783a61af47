namespace OmniHub.Catalog;

/// <summary>What prices count, and the name of its component in <c>pricing</c>.</summary>
internal static class Units
{
    public const string Image = "image", Megapixel = "megapixel", Second = "second", Video = "video", Tokens = "1M tokens";

    /// <summary>Provider's cost in USD, told after the run: chat.</summary>
    public const string Usd = "usd";

    public const string PromptPer1M = "promptPer1M", CompletionPer1M = "completionPer1M";

    private static readonly Dictionary<string, string> Components = new()
    {
        [Image] = "perImage",
        [Megapixel] = "perMegapixel",
        [Second] = "perSecond",
        [Video] = "perVideo",
        [Tokens] = "per1M",
    };

    public static IReadOnlyList<string> OfImages { get; } = ["perImage", "perMegapixel"];

    public static IReadOnlyList<string> OfVideos { get; } = ["perSecond", "perVideo", "per1M"];

    public static IReadOnlyList<string> OfChat { get; } = [PromptPer1M, CompletionPer1M, "cacheReadPer1M", "cacheWritePer1M"];

    public static string ComponentOf(string unit) => Components[unit];

    public static string UnitOf(string component) => Components.FirstOrDefault(c => c.Value == component).Key ?? Tokens;
}
