using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>Body of the form: texts as they were typed.</summary>
internal sealed record ModelEditForm(
    string? Name, string? Description, bool? Featured, bool? Free, string? Component, string? Price, JsonObject? Pricing, string? MarginMode,
    string? MarginPercent, string? OwnPrice, JsonObject? Own, string? From, long? Seen, IReadOnlyList<string>? Shown)
{
    public ModelDraft Draft(Entry entry) => new(
        Name ?? "", Description ?? "", Featured ?? false, Free ?? false, One(entry, Price, Pricing), ModeOf(MarginMode), MarginPercent ?? "",
        One(entry, OwnPrice, Own), From ?? "", Seen ?? 0, [.. entry.Options.Where(o => o.Required).Select(o => o.Name), .. Shown ?? []]);

    // Chat has a price for each component; another model one, which says what it is for.
    private JsonObject One(Entry entry, string? price, JsonObject? prices) => entry.Type == Medium.Chat ? prices ?? []
        : Component is { Length: > 0 } component ? new JsonObject { [component] = price ?? "" }
        : [];

    private static Selling ModeOf(string? mode) => mode switch { "own" => Selling.OwnMargin, "price" => Selling.OwnPrice, _ => Selling.Inherited };
}

/// <summary>How people's price follows.</summary>
internal enum Selling
{
    /// <summary>From the provider's price and the margin of the settings.</summary>
    Inherited,

    /// <summary>From the provider's price and a margin of the model.</summary>
    OwnMargin,

    /// <summary>From nothing: the operator says it.</summary>
    OwnPrice,
}

/// <summary>What the form holds.</summary>
internal sealed record ModelDraft(
    string Name, string Description, bool IsFeatured, bool IsFree, JsonObject Pricing, Selling Mode, string Margin, JsonObject Own, string From, long Seen,
    IReadOnlyList<string> Shown)
{
    /// <summary>The margin of its own, where it can be one.</summary>
    public decimal? MarginValue => decimal.TryParse(Margin, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var margin)
        && ModelForm.IsMargin(margin) ? margin : null;

    /// <summary>The model as it is.</summary>
    public static ModelDraft Of(Entry e) => new(
        e.Name, e.Description, e.IsFeatured, e.IsFree, Node(e.Components),
        e.Own is not null ? Selling.OwnPrice : e.Margin is not null ? Selling.OwnMargin : Selling.Inherited,
        e.Margin?.ToString(CultureInfo.InvariantCulture) ?? "", Node(e.Own ?? new Dictionary<string, decimal>()), "",
        e.UpdatedAt.ToUnixTimeMilliseconds(), [.. e.Options.Where(o => !o.IsHidden).Select(o => o.Name)]);

    /// <summary>As the API would have sent it; a price that stays the same is not named, so it vouches for nothing.</summary>
    public ModelForm Change(Entry e)
    {
        var old = Of(e).Pricing;
        var isSamePrice = old.Count == Pricing.Count && old.All(p => Pricing[p.Key]?.ToString() == p.Value?.ToString());
        return new ModelForm(
            Name, Description, null, IsFeatured, IsFree, isSamePrice || Pricing.Count == 0 ? null : Pricing.DeepClone().AsObject(),
            // A margin of its own waits while there is a price of its own.
            Mode == Selling.OwnPrice ? default : JsonSerializer.SerializeToElement(Mode == Selling.OwnMargin ? Margin : null))
        {
            OwnPricing = JsonSerializer.SerializeToElement(Mode == Selling.OwnPrice ? Own : null),
            EffectiveAt = From.Length == 0 ? null : At(From),
            Seen = Seen,
            Hidden = string.Join(',', e.Options.Select(o => o.Name).Except(Shown)),
        };
    }

    // What is no time is never ahead, so it is refused as one.
    private static DateTimeOffset At(string text) => DateTimeOffset.TryParse(
        text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : DateTimeOffset.MinValue;

    private static JsonObject Node(IReadOnlyDictionary<string, decimal> prices)
    {
        var node = new JsonObject();
        foreach (var (name, usd) in PricingForm.Texts(prices)) node[name] = usd;
        return node;
    }
}
