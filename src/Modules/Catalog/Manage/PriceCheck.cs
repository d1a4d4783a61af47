using System.Globalization;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>POST /admin/models/price/{id}: what people would pay, from the form as it is typed. Nothing is saved.</summary>
internal static class ShowPriceCheck
{
    public static Reply Handle(string id, Body<ModelEditForm> body, Catalog catalog)
    {
        var now = catalog.Now;
        if (now.Find(ShowModel.Decode(id)) is not { } entry) return Refusal.NotFound("There is no such model.");
        var view = PriceCheckView.Of(entry, body.Value.Draft(entry), now.Margin);
        return Reply.Of(view).Fragment("/Catalog/Manage/PriceCheck.cshtml", view);
    }
}

/// <summary>What the provider takes, the margin, and what people pay; for a default run, and for options that change the price.</summary>
/// <param name="Provider">Who takes the cost.</param>
/// <param name="Lines">One a price: a default run, or a million tokens each way.</param>
/// <param name="Margin">In percent; null where people pay a price of its own.</param>
/// <param name="Options">Options with another price.</param>
/// <param name="Complaint">Why there is no price to show, or null.</param>
internal sealed record PriceCheckView(
    string Provider, IReadOnlyList<PriceCheckLine> Lines, decimal? Margin, IReadOnlyList<OptionPrice> Options, string? Complaint)
{
    private const int OptionsMax = 8;

    /// <summary>For the test that renders every view: a video, a chat model, a price that cannot be, and a price of its own.</summary>
    public static PriceCheckView[] Samples =>
    [
        new("fal.ai", [new("A default run", new(500_000), new(590_000))], 18, [new("720p, 5 s", "× 2", new(1_180_000))], null),
        new("OpenRouter", [new("1M prompt tokens", new(3_000_000), new(3_540_000)), new("1M answer tokens", new(15_000_000), new(17_700_000))], 18, [], null),
        new("fal.ai", [], 0, [], "A price is a number above 0."),
        new("fal.ai", [new("A default run", new(500_000), new(400_000))], null, [], null),
    ];

    public static PriceCheckView Of(Entry entry, ModelDraft draft, decimal inherited)
    {
        var errors = new Dictionary<string, string[]>();
        var provider = ProviderName(entry.Provider);
        var isOwn = draft.Mode == Selling.OwnPrice;
        var margin = draft.Mode switch { Selling.OwnPrice => 0, Selling.OwnMargin => draft.MarginValue, _ => inherited };
        var prices = PricingForm.Merge(entry.Type, new Dictionary<string, decimal>(), draft.Pricing, draft.IsFree, errors);
        if (margin is not { } percent) return new(provider, [], 0, [], "The margin is a number from 0 to 1000, with at most 2 decimals.");
        var asked = isOwn && errors.Count == 0 ? PricingForm.Own(entry.Type, prices, draft.Own, draft.IsFree, errors) : prices;
        if (errors.Count > 0) return new(provider, [], percent, [], errors.Values.First()[0]);
        decimal? shown = isOwn ? null : percent;
        if (entry.IsText)
        {
            var lines = asked.OrderBy(p => Units.OfChat.ToList().IndexOf(p.Key))
                .Select(p => new PriceCheckLine(WordOf(p.Key), Micros.Charge(prices[p.Key], 0), Micros.Charge(p.Value, percent)));
            return new(provider, [.. lines], shown, [], null);
        }

        var (unit, usd, own) = (PricingForm.UnitOf(entry.Type, prices), prices.Values.Single(), asked.Values.Single());
        var standard = Count(entry, unit, []);
        var options = Variants(entry).Select(v => (v.Label, Units: Count(entry, unit, v.Options)))
            .Where(v => v.Units.Value != standard.Value).Take(OptionsMax)
            .Select(v => new OptionPrice(
                v.Label, standard.Value == 0 ? "" : "× " + (v.Units.Value / standard.Value).ToString("0.##", CultureInfo.InvariantCulture),
                v.Units.Charge(own, percent)));
        return new(provider, [new("A default run", standard.Charge(usd, 0), standard.Charge(own, percent))], shown, [.. options], null);
    }

    public static string ProviderName(string provider) => provider switch { "fal" => "fal.ai", "openrouter" => "OpenRouter", _ => provider };

    public static string WordOf(string component) => component switch
    {
        "perImage" => "an image",
        "perMegapixel" => "a megapixel",
        "perSecond" => "a second",
        "perVideo" => "a video",
        "per1M" => "1M tokens of video",
        Units.PromptPer1M => "1M prompt tokens",
        Units.CompletionPer1M => "1M answer tokens",
        "cacheReadPer1M" => "1M tokens from the cache",
        "cacheWritePer1M" => "1M tokens into the cache",
        _ => component,
    };

    private static Ratio Count(Entry entry, string unit, JsonObject options) =>
        RunFormula.Of(unit, entry.Rules, entry.Schema, options).Quoted;

    // Each value of each choice and switch, the others as they are.
    private static IEnumerable<(string Label, JsonObject Options)> Variants(Entry entry)
    {
        foreach (var option in entry.Schema.Options.Where(o => o.Kind is OptionKind.Choice or OptionKind.Flag))
        {
            IEnumerable<JsonNode> values = option.Kind == OptionKind.Flag ? [JsonValue.Create(true), JsonValue.Create(false)]
                : option.Values.Select(v => (JsonNode)JsonValue.Create(v)!);
            foreach (var value in values)
            {
                var given = new JsonObject { [option.Name] = value };
                if (Catalog.Check(entry.Schema, given, fromForm: true, needsAll: false) is OptionsCheck.Good(var options))
                    yield return ($"{option.Label}: {OptionsSchema.Text(value)}", options);
            }
        }
    }
}

/// <summary>One price: what the provider takes and what people pay.</summary>
internal sealed record PriceCheckLine(string Text, Micros Cost, Micros Price);

/// <summary>An option with another price.</summary>
internal sealed record OptionPrice(string Text, string Times, Micros Price);
