using System.Text.Json;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>A model, as an admin sees it: what everybody sees, and what it costs us and why it is closed.</summary>
internal sealed record AdminModelView(
    string Id, string Name, Medium Type, string Provider, string Family, string Description, Micros? Credits, string Unit,
    IReadOnlyDictionary<string, Micros> Pricing, JsonElement Options, int? ContextLength, int? OutputTokensMax,
    IReadOnlyList<string> Capabilities, bool Featured, bool Enabled, bool Sandbox,
    string Endpoint, IReadOnlyDictionary<string, decimal> ProviderPricing, decimal? MarginPercent, bool Free, string? ClosedReason,
    string? PriceVersion, IReadOnlyDictionary<string, decimal>? OwnPricing, IReadOnlyList<PlannedView> Planned)
{
    public static AdminModelView Of(Snapshot now, Entry e)
    {
        var v = ModelView.Of(e, now.Card(e.Id)!);
        return new(
            v.Id, v.Name, v.Type, v.Provider, v.Family, v.Description, v.Credits, v.Unit, v.Pricing, v.Options, v.ContextLength,
            v.OutputTokensMax, v.Capabilities, v.Featured, v.Enabled, v.Sandbox,
            e.Endpoint, e.Components, e.Margin, e.IsFree, e.ClosedReason, e.HasPrice ? e.Version : null,
            e.Own, [.. e.Planned.Select(PlannedView.Of)]);
    }
}

/// <summary>Answer of GET /api/admin/models: all at once.</summary>
internal sealed record AdminModelList(IReadOnlyList<AdminModelView> Items);
