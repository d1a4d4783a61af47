using System.Globalization;
using System.Text.Json;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>A model with its price in force, read for use: immutable.</summary>
internal sealed class Entry
{
    private readonly Model row;
    private readonly Dictionary<string, decimal> components;

    public Entry(Model row, Price? price, bool isSandbox, IReadOnlyList<PlannedChange>? planned = null)
    {
        this.row = row;
        Version = price?.Id ?? "";
        Unit = price?.Unit ?? (row.Type switch { Medium.Image => Units.Image, Medium.Video => Units.Second, _ => Units.Tokens });
        components = price is null ? [] : Price.Exact(price.Components);
        Own = price?.Own is { } own ? Price.Exact(own) : null;
        Rules = JsonSerializer.Deserialize<PriceRules>(row.Rules, JsonSerializerOptions.Web)!;
        Schema = IsText ? ChatOptions.Schema(OutputLimit)
            : OptionsSchema.Parse(JsonDocument.Parse(row.Options).RootElement);
        var hidden = row.HiddenOptions.Split(',');
        Options = [.. Schema.Options.Select(o => hidden.Contains(o.Name) && !o.Required ? o with { IsHidden = true } : o)];
        Capabilities = JsonSerializer.Deserialize<string[]>(row.Capabilities)!;
        Margin = row.MarginPercent is { } margin ? decimal.Parse(margin, CultureInfo.InvariantCulture) : null;
        IsSandbox = isSandbox;
        Planned = planned ?? [];
        ClosedReason = row.IsPaused ? "Its provider is switched off."
            : row.ClosedReason is { } reason && !(row.IsSandboxOnly && isSandbox) ? reason
            : components.Count == 0 || components.Values.Any(usd => usd < 0 || (usd == 0 && !row.IsFree))
                ? "It has no price that can be trusted."
            : null;
        IsOpen = row.IsEnabled && ClosedReason is null;
    }

    public string Id => row.Id;

    public Medium Type => row.Type;

    /// <summary>Priced by the tokens of a text.</summary>
    public bool IsText => Type is Medium.Chat or Medium.Embedding;

    public string Name => row.Name;

    public string Family => row.Family;

    public string Provider => row.Provider;

    public string Endpoint => row.Endpoint;

    public bool IsFeatured => row.IsFeatured;

    /// <summary>Place among the featured ones; those without one come after.</summary>
    public int FeaturedRank => row.IsFeatured ? row.FeaturedRank ?? int.MaxValue : int.MaxValue;

    public bool IsFree => row.IsFree;

    public bool IsOpen { get; }

    /// <summary>What the operator wants, whatever closes it.</summary>
    public bool IsEnabled => row.IsEnabled;

    public bool IsPaused => row.IsPaused;

    public string Description => row.Description;

    /// <summary>When it was changed last; a form that was opened before that is refused.</summary>
    public DateTimeOffset UpdatedAt => row.UpdatedAt;

    /// <summary>Why it is closed, or null.</summary>
    public string? ClosedReason { get; }

    /// <summary>Whether the built-in sandbox plays its provider.</summary>
    public bool IsSandbox { get; }

    /// <summary>Id of the price in force.</summary>
    public string Version { get; }

    public string Unit { get; }

    /// <summary>Of the model itself; null inherits.</summary>
    public decimal? Margin { get; }

    public PriceRules Rules { get; }

    public OptionsSchema Schema { get; }

    /// <summary>Of the schema, with what forms hide.</summary>
    public IReadOnlyList<ModelOption> Options { get; }

    public IReadOnlyList<string> Capabilities { get; }

    /// <summary>The provider's prices in USD, exact, by component.</summary>
    public IReadOnlyDictionary<string, decimal> Components => components;

    /// <summary>What people pay in place of that and a margin, by component; null where the operator set no price of its own.</summary>
    public IReadOnlyDictionary<string, decimal>? Own { get; }

    /// <summary>Price changes with a date ahead, the next one first.</summary>
    public IReadOnlyList<PlannedChange> Planned { get; }

    /// <summary>Chat: most tokens of an answer, where known.</summary>
    public int? OutputLimit => row.OutputTokensMax ?? row.ContextLength;

    public bool HasPrice => components.Count > 0;

    /// <summary>The provider's price.</summary>
    public decimal Component(string name) => components.GetValueOrDefault(name);

    /// <summary>What the margin is put on: the provider's price, or the whole of a price of its own.</summary>
    public decimal Asked(string name) => Own is null ? Component(name) : Own.GetValueOrDefault(name);

    /// <summary>The margin on what is asked, under that of the settings.</summary>
    public decimal MarginOf(decimal globalMargin) => Own is not null ? 0 : Margin ?? globalMargin;

    /// <summary>The most that a run with these options can cost.</summary>
    public Quote Quote(string? prompt, System.Text.Json.Nodes.JsonObject options, decimal globalMargin)
    {
        var formula = IsText ? ChatFormula.Of(this, prompt, options) : RunFormula.Of(Unit, Rules, Schema, options);
        var (unitUsd, asked) = IsText ? (1, 1) : (Component(Units.ComponentOf(Unit)), Asked(Units.ComponentOf(Unit)));
        var units = formula.Quoted;
        var terms = new PriceTerms(Id, Version, formula.Count, unitUsd, units.Value, Margin ?? globalMargin, formula.ToString());
        return new Quote(units.Charge(asked, MarginOf(globalMargin)), Own is null ? terms : terms with { OwnUsd = asked });
    }

    /// <summary>As the product shows it under a margin.</summary>
    public ModelCard Card(decimal globalMargin)
    {
        var margin = MarginOf(globalMargin);
        var pricing = (Own ?? components).ToDictionary(c => c.Key, c => Micros.Charge(c.Value, margin));
        if (Rules.ExtraMegapixel is { } extra && Unit == Units.Megapixel)
            pricing["perExtraMegapixel"] = Ratio.Parse(extra).Charge(Asked("perMegapixel"), margin);
        var shown = !HasPrice ? Micros.Zero
            : IsText ? pricing.GetValueOrDefault(Units.PromptPer1M)
            : Quote(null, [], globalMargin).Credits;
        return new ModelCard(
            Id, Name, Type, Provider, Family, Endpoint, row.Description, IsFeatured, shown, Unit, pricing,
            Options, Schema.Json, Capabilities, row.ContextLength, row.OutputTokensMax);
    }
}
