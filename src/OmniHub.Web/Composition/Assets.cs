using Microsoft.AspNetCore.StaticAssets;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>Knows the fingerprinted address of each static file from the build's own list.</summary>
internal sealed class Assets(EndpointDataSource endpoints) : IAssets
{
    private readonly Lazy<Dictionary<string, string>> fingerprinted = new(() => Read(endpoints));

    public string Url(string path) => fingerprinted.Value.GetValueOrDefault(path, path);

    /// <summary>Style sheets name fonts and the caret plainly: these change only with their package, so they are kept as long.</summary>
    public static void CacheForEver(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<StaticAssetDescriptor>().FirstOrDefault() is not { } file || !file.Route.StartsWith("fonts/", StringComparison.Ordinal)) return;
        var serve = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = http =>
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                return Task.CompletedTask;
            });
            return serve(http);
        };
    }

    private static Dictionary<string, string> Read(EndpointDataSource endpoints)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in endpoints.Endpoints.Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>())
        {
            var label = file.Properties.FirstOrDefault(p => p.Name == "label")?.Value;
            if (label is not null) found["/" + label] = "/" + file.Route;
        }

        return found;
    }
}
