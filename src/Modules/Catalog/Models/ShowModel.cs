using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>GET /api/models/{id}: an open model; ids may have slashes, raw or encoded.</summary>
internal static class ShowModel
{
    public static IResult Handle(string id, Catalog catalog)
    {
        var now = catalog.Now;
        var name = Decode(id);
        return now.Find(name) is { IsOpen: true } entry && now.Card(name) is { } card
            ? CachedJson.Of(ModelView.Of(entry, card))
            : (Reply)Refusal.NotFound("There is no such model.");
    }

    /// <summary>The one escape that routing leaves in a path.</summary>
    public static string Decode(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
