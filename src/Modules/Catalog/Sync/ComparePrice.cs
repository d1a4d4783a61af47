using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>A price that is not the same here and at the provider; with a reason where the model is closed for it.</summary>
internal sealed record PriceDifference(
    string ModelId, string Endpoint, string Unit, decimal? Usd, string? ProviderUnit, decimal? ProviderUsd, string? ClosedReason)
{
    /// <summary>What could be approved, as it is kept; empty where that is nothing.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string After { get; init; } = "";

    /// <summary>The same of what we have.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Before { get; init; } = "";
}

/// <summary>Our price of a model against the provider's.</summary>
internal static class ComparePrice
{
    private const decimal TimesMax = 10;

    private static readonly Dictionary<string, string> Names = new() { ["fal"] = "fal.ai", ["openrouter"] = "OpenRouter" };

    public static string NameOf(string provider) => Names.GetValueOrDefault(provider, provider);

    /// <summary>Null where they are the same, or neither side has one.</summary>
    public static PriceDifference? Of(Entry ours, Listing? theirs)
    {
        if (!ours.HasPrice && theirs is null) return null;
        var own = ours.HasPrice && ours.Type != Medium.Chat ? Units.ComponentOf(ours.Unit) : null;
        var listed = theirs?.Prices.ToDictionary(p => p.Key.Length == 0 ? own ?? "" : p.Key, p => p.Value);
        var isSame = ours.HasPrice && listed is not null && listed.All(p => p.Value == ours.Component(p.Key));
        if (isSame) return null;
        var trouble = ours.IsOpen ? TroubleOf(ours, listed) : null;
        // Without a price of ours only a chat model's can be taken over: elsewhere nobody knows what the provider's number counts.
        var isKnown = ours.HasPrice || ours.Type == Medium.Chat;
        var after = isKnown && listed?.All(p => p.Value > 0) == true ? Merge(ours, listed) : null;
        var first = own ?? Units.PromptPer1M;
        return new(
            ours.Id, ours.Endpoint, ours.Unit, ours.HasPrice ? ours.Component(first) : null, theirs?.Unit,
            listed?.Values.FirstOrDefault(), trouble)
        {
            Before = Text(ours.Components),
            After = after is null ? "" : Text(after),
        };
    }

    private static string? TroubleOf(Entry ours, IReadOnlyDictionary<string, decimal?>? listed)
    {
        var name = NameOf(ours.Provider);
        if (listed is null) return $"{name} no longer lists a price for it.";
        if (listed.Any(p => p.Value is null or < 0 || (p.Value == 0 && !ours.IsFree))) return $"{name} lists a price that cannot be right.";
        return listed.Any(p => p.Value > ours.Component(p.Key) * TimesMax || p.Value * TimesMax < ours.Component(p.Key))
            ? $"{name} lists a price that is more than ten times off."
            : null;
    }

    private static Dictionary<string, decimal> Merge(Entry ours, IReadOnlyDictionary<string, decimal?> listed)
    {
        var made = new Dictionary<string, decimal>(ours.Components);
        foreach (var (component, usd) in listed) made[component] = usd!.Value;
        return made;
    }

    public static string Text(IReadOnlyDictionary<string, decimal> components) =>
        components.Count == 0 ? "" : PricingForm.Text(components);
}
