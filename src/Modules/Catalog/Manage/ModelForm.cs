using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OmniHub.Catalog;

/// <summary>Body of PUT /api/admin/models/{id}. A margin of null inherits; one that is not named stays.</summary>
internal sealed record ModelForm(
    string? Name, string? Description, bool? Enabled, bool? Featured, bool? Free, JsonObject? Pricing, JsonElement MarginPercent)
{
    private const int NameLengthMax = 120, DescriptionLengthMax = 1000, MarginMax = 1000, MarginDecimals = 2;
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(366);

    /// <summary>What people pay, by component, in place of the provider's price and the margin. Null ends it; where it is not named it stays.</summary>
    public JsonElement OwnPricing { get; init; }

    /// <summary>From when on what this says of price and margin counts; null: at once.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }

    /// <summary>The page's form: when the model that it showed had been changed, in UTC milliseconds.</summary>
    [JsonIgnore]
    public long? Seen { get; init; }

    /// <summary>The page's form: names of options to hide, with commas.</summary>
    [JsonIgnore]
    public string? Hidden { get; init; }

    /// <summary>Somebody who prices a model, or opens it knowing its price, vouches for it; a change that was planned long ago does not.</summary>
    [JsonIgnore]
    public bool Vouches { get; init; } = true;

    /// <summary>The margin, or null to inherit.</summary>
    [JsonIgnore]
    public decimal? Margin =>
        decimal.TryParse(MarginPercent.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var margin) ? margin : null;

    /// <summary>As it is kept; empty to inherit.</summary>
    [JsonIgnore]
    public string MarginText => Margin?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Whether a number can be a margin.</summary>
    public static bool IsMargin(decimal percent) => percent is >= 0 and <= MarginMax && decimal.Round(percent, MarginDecimals) == percent;

    public Dictionary<string, string[]> Check(DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>();
        if (Name is not null && Name.Trim().Length is 0 or > NameLengthMax)
            errors["name"] = [$"A name has 1 to {NameLengthMax} characters."];
        if (Description?.Length > DescriptionLengthMax)
            errors["description"] = [$"A description has at most {DescriptionLengthMax} characters."];
        if (MarginPercent.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
            && (Margin is not { } margin || !IsMargin(margin)))
            errors["marginPercent"] = [$"A margin is from 0 to {MarginMax} percent with {MarginDecimals} decimals, or null to inherit."];
        if (OwnPricing.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
            errors["ownPricing"] = ["A price of its own is an object with a price for each component, or null for none."];
        if (EffectiveAt is { } at && (at <= now || at > now + AheadMax))
            errors["effectiveAt"] = ["Choose a time ahead, at most a year from now."];
        return errors;
    }
}
