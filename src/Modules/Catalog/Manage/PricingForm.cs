using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>Reads the prices that an admin sends: exact decimals by component.</summary>
internal static class PricingForm
{
    private const decimal UsdMax = 1_000_000;
    private const int DecimalsMax = 15;
    private const int NameLengthMax = 60;
    private static readonly string Sentence = $"A price is a number above 0 and at most {UsdMax}, with at most {DecimalsMax} decimals.";

    /// <summary>The price after the change: chat merges by component; another model has one component, which names its unit.</summary>
    public static Dictionary<string, decimal> Merge(
        Medium type, IReadOnlyDictionary<string, decimal> old, JsonObject pricing, bool free, Dictionary<string, string[]> errors)
    {
        var known = type switch { Medium.Image => Units.OfImages, Medium.Video => Units.OfVideos, Medium.Embedding => [Units.PromptPer1M], _ => Units.OfChat };
        var made = type == Medium.Chat ? new Dictionary<string, decimal>(old) : [];
        Read(Tariff.PricingName, pricing, known, free, made, errors);
        if (errors.Count > 0) return made;
        if (type != Medium.Chat && made.Count != 1) errors["pricing"] = [$"Name one price: {string.Join(", ", known)}."];
        if (type == Medium.Chat && !(made.ContainsKey(Units.PromptPer1M) && made.ContainsKey(Units.CompletionPer1M)))
            errors["pricing"] = [$"A chat model needs {Units.PromptPer1M} and {Units.CompletionPer1M}."];
        return made;
    }

    /// <summary>What people pay, for all that the provider's price counts; the cache of chat models is no thing of theirs.</summary>
    public static Dictionary<string, decimal> Own(
        Medium type, IReadOnlyDictionary<string, decimal> pricing, JsonObject own, bool free, Dictionary<string, string[]> errors)
    {
        IReadOnlyList<string> known = type == Medium.Chat ? [Units.PromptPer1M, Units.CompletionPer1M] : [.. pricing.Keys];
        var made = new Dictionary<string, decimal>();
        Read(Tariff.OwnName, own, known, free, made, errors);
        if (errors.Count == 0 && (pricing.Count == 0 || made.Count < known.Count))
        {
            errors[Tariff.OwnName] =
            [
                pricing.Count == 0 ? "Set the provider's price first: a price of its own counts the same." : $"Name what people pay for: {string.Join(", ", known)}.",
            ];
        }

        return made;
    }

    /// <summary>As it is kept.</summary>
    public static string Text(IReadOnlyDictionary<string, decimal> prices) => JsonSerializer.Serialize(Texts(prices));

    public static Dictionary<string, string> Texts(IReadOnlyDictionary<string, decimal> prices) =>
        prices.ToDictionary(p => p.Key, p => Plain(p.Value).ToString(CultureInfo.InvariantCulture));

    public static string UnitOf(Medium type, IReadOnlyDictionary<string, decimal> prices) =>
        type == Medium.Chat ? Units.Tokens : Units.UnitOf(prices.Keys.Single());

    private static void Read(
        string field, JsonObject given, IReadOnlyList<string> known, bool free, Dictionary<string, decimal> made, Dictionary<string, string[]> errors)
    {
        foreach (var (name, value) in given)
        {
            var path = $"{field}.{(name.Length > NameLengthMax ? name[..NameLengthMax] : name)}";
            if (!known.Contains(name)) errors[path] = [$"The price is one of: {string.Join(", ", known)}."];
            else if (OptionsSchema.Text(value) is null or "") errors[path] = ["Enter a price."];
            else if (Usd(value) is not { } usd) errors[path] = [Sentence];
            else if (usd == 0 && !free) errors[path] = ["A price of 0 is accepted only together with free."];
            else made[name] = usd;
        }
    }

    private static decimal? Usd(JsonNode? node) =>
        decimal.TryParse(OptionsSchema.Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var usd)
        && usd is >= 0 and <= UsdMax && Plain(usd).Scale <= DecimalsMax ? usd : null;

    // Without trailing zeros.
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;
}
