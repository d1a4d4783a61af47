using System.Text.Json;
using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Catalog;

/// <summary>What the provider takes for a model, and what people pay for it.</summary>
/// <param name="Pricing">The provider's price by component, USD.</param>
/// <param name="Own">What people pay in place of it and the margin; null: these.</param>
/// <param name="Margin">Exact decimal; empty inherits the margin of the settings.</param>
/// <param name="IsFree">A price of zero is meant.</param>
internal sealed record Tariff(IReadOnlyDictionary<string, decimal> Pricing, IReadOnlyDictionary<string, decimal>? Own, string Margin, bool IsFree)
{
    public const string PricingName = "pricing", OwnName = "ownPricing", MarginName = "marginPercent", FreeName = "free";

    public static Tariff Of(Model row, Price? price) => new(
        price is null ? new Dictionary<string, decimal>() : Price.Exact(price.Components),
        price?.Own is { } own ? Price.Exact(own) : null, row.MarginPercent ?? "", row.IsFree);

    /// <summary>After a change that names some of it.</summary>
    public Tariff With(Medium type, ModelForm form, Dictionary<string, string[]> errors)
    {
        var free = form.Free ?? IsFree;
        var pricing = form.Pricing is null ? Pricing : PricingForm.Merge(type, Pricing, form.Pricing, free, errors);
        var own = form.OwnPricing.ValueKind switch
        {
            JsonValueKind.Object => PricingForm.Own(type, pricing, JsonObject.Create(form.OwnPricing)!, free, errors),
            JsonValueKind.Undefined => Own,
            _ => null,
        };
        if (own == Own && own?.Keys.All(pricing.ContainsKey) == false)
            errors[OwnName] = ["Its own price counts something else than this. Send it for the same, or null to end it."];
        return new(pricing, own, form.MarginPercent.ValueKind == JsonValueKind.Undefined ? Margin : form.MarginText, free);
    }

    /// <summary>What differs, as PUT /api/admin/models/{id} names it: before and after.</summary>
    public Dictionary<string, object?[]> ChangesTo(Tariff made)
    {
        var changes = new Dictionary<string, object?[]>();
        Compare(PricingName, Node(Pricing), Node(made.Pricing));
        Compare(OwnName, Node(Own), Node(made.Own));
        if (Margin != made.Margin) changes[MarginName] = [Margin, made.Margin];
        if (IsFree != made.IsFree) changes[FreeName] = [IsFree, made.IsFree];
        return changes;

        void Compare(string field, JsonNode? before, JsonNode? after)
        {
            if (!JsonNode.DeepEquals(before, after)) changes[field] = [before, after];
        }
    }

    private static JsonNode? Node(IReadOnlyDictionary<string, decimal>? prices) =>
        prices is null or { Count: 0 } ? null : JsonSerializer.SerializeToNode(PricingForm.Texts(prices));
}
