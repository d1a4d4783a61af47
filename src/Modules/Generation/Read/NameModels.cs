using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>Names of models in usage reports, chat models too. It stands here because the catalogue knows no money.</summary>
internal sealed class NameModels(ICatalog catalog) : ISpendLabels
{
    public string GroupBy => "model";

    public async Task<IReadOnlyDictionary<string, string>> NameAsync(IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (await catalog.FindPastAsync(id, ct) is { } card) names[id] = card.Name;
        }

        return names;
    }
}
