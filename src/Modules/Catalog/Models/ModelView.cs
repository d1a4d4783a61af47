using System.Text.Json;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>A model, as everybody sees it.</summary>
internal sealed record ModelView(
    string Id, string Name, Medium Type, string Provider, string Family, string Description, Micros? Credits, string Unit,
    IReadOnlyDictionary<string, Micros> Pricing, JsonElement Options, int? ContextLength, int? OutputTokensMax,
    IReadOnlyList<string> Capabilities, bool Featured, bool Enabled, bool Sandbox)
{
    public static ModelView Of(Entry e, ModelCard c) => new(
        c.Id, c.Name, c.Type, c.Provider, c.Family, c.Description, e.HasPrice ? c.Credits : null, c.Unit,
        c.Pricing, c.OptionsSchema, c.ContextLength, c.OutputTokensMax, c.Capabilities, c.Featured, e.IsOpen, e.IsSandbox);
}

/// <summary>Answer of the lists of models: all at once.</summary>
internal sealed record ModelList(IReadOnlyList<ModelView> Items);
