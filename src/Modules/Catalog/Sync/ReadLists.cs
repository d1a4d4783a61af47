using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Catalog;
using OmniHub.Providers;

namespace OmniHub.Catalog;

/// <summary>A model as its provider lists it.</summary>
/// <param name="Endpoint">The provider's name for it.</param>
/// <param name="Name">For people.</param>
/// <param name="Type">What it makes.</param>
/// <param name="ContextLength">Chat: tokens.</param>
/// <param name="Unit">What the provider counts, in its own word.</param>
/// <param name="Prices">USD by component; under <see cref="ProviderList.OwnUnit"/> where our own unit says which. Null: it depends.</param>
internal sealed record Listing(
    string Endpoint, string Name, Medium Type, int? ContextLength, string Unit, IReadOnlyDictionary<string, decimal?> Prices);

/// <summary>A provider's list, or why there is none.</summary>
internal sealed record ProviderList(string Provider, IReadOnlyDictionary<string, Listing> Listings, string? Trouble)
{
    public const string OwnUnit = "";

    public static ProviderList Without(string provider, string trouble) => new(provider, new Dictionary<string, Listing>(), trouble);
}

/// <summary>Asks the providers for their models and prices.</summary>
internal sealed class ReadLists(IServiceProvider services)
{
    private const int CataloguePagesMax = 15;
    private const decimal TokensOfPrice = 1_000_000;

    /// <summary>fal's words for what it counts, where a model that only takes a prompt can be priced by them.</summary>
    private static readonly Dictionary<string, string> Counted = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image"] = "perImage",
        ["images"] = "perImage",
        ["megapixel"] = "perMegapixel",
        ["megapixels"] = "perMegapixel",
        ["second"] = "perSecond",
        ["seconds"] = "perSecond",
        ["video"] = "perVideo",
        ["videos"] = "perVideo",
    };

    public async Task<IReadOnlyList<ProviderList>> ReadAsync(Snapshot now, CancellationToken ct)
    {
        var lists = new List<ProviderList>();
        if (services.GetService<FalClient>() is { } fal) lists.Add(await FalAsync(fal, now, ct));
        if (services.GetService<OpenRouterClient>() is { } chat) lists.Add(await OpenRouterAsync(chat, ct));
        return lists;
    }

    private static async Task<ProviderList> FalAsync(FalClient fal, Snapshot now, CancellationToken ct)
    {
        var known = now.Entries.Where(e => e.Provider == "fal").Select(e => e.Endpoint).ToHashSet(StringComparer.Ordinal);
        var fresh = await FreshAsync(fal, known, ct);
        if (await fal.PricingAsync([.. known.Concat(fresh.Keys)], ct) is not FalAnswer<IReadOnlyList<FalPrice>>.Ok(var prices))
            return ProviderList.Without("fal", "fal.ai did not tell its prices. Try again later.");
        if (prices.Count == 0) return ProviderList.Without("fal", "fal.ai listed no prices at all, so nothing was changed.");
        var listings = new Dictionary<string, Listing>(StringComparer.Ordinal);
        foreach (var price in prices.Where(p => p.Currency == "USD"))
        {
            if (known.Contains(price.Endpoint))
                listings[price.Endpoint] = new(price.Endpoint, "", Medium.Image, null, price.Unit, One(ProviderList.OwnUnit, price.UnitPrice));
            else if (fresh.TryGetValue(price.Endpoint, out var model) && Counted.TryGetValue(price.Unit, out var component)
                && (model.Category == "text-to-video" ? Units.OfVideos : Units.OfImages).Contains(component))
                listings[price.Endpoint] = Fresh(model, price, component);
        }

        return new("fal", listings, null);
    }

    // What makes something from a prompt alone can be offered without knowing its options.
    private static async Task<Dictionary<string, FalModel>> FreshAsync(FalClient fal, HashSet<string> known, CancellationToken ct)
    {
        var fresh = new Dictionary<string, FalModel>(StringComparer.Ordinal);
        string? cursor = null;
        for (var page = 0; page < CataloguePagesMax; page++)
        {
            // The catalogue is an offer, the prices are not: without it these are compared all the same.
            if (await fal.ModelsAsync(cursor, ct: ct) is not FalAnswer<FalModelPage>.Ok(var found)) break;
            foreach (var model in found.Models.Where(m => m is { IsActive: true, Category: "text-to-image" or "text-to-video" }))
                if (!known.Contains(model.Endpoint)) fresh.TryAdd(model.Endpoint, model);
            if ((cursor = found.NextCursor) is null) break;
        }

        return fresh;
    }

    private static Listing Fresh(FalModel model, FalPrice price, string component) => new(
        model.Endpoint, model.Name, model.Category == "text-to-video" ? Medium.Video : Medium.Image, null, price.Unit,
        One(component, price.UnitPrice));

    private static async Task<ProviderList> OpenRouterAsync(OpenRouterClient chat, CancellationToken ct)
    {
        var (models, failure) = await chat.ModelsAsync(ChatHost.OpenRouter, ct);
        if (models is null) return ProviderList.Without("openrouter", failure!.Sentence);
        if (models.Count == 0) return ProviderList.Without("openrouter", "OpenRouter listed no models at all, so nothing was changed.");
        var listings = new Dictionary<string, Listing>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            var prices = new Dictionary<string, decimal?>
            {
                [Units.PromptPer1M] = model.PromptUsd * TokensOfPrice,
                [Units.CompletionPer1M] = model.CompletionUsd * TokensOfPrice,
            };
            listings[model.Id] = new(model.Id, model.Name, Medium.Chat, model.ContextLength, Units.Tokens, prices);
        }

        return new("openrouter", listings, null);
    }

    private static Dictionary<string, decimal?> One(string component, decimal usd) => new() { [component] = usd };
}
