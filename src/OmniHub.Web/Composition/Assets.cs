using Microsoft.AspNetCore.StaticAssets;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>Knows the fingerprinted address of each static file from the build's own list.</summary>
internal sealed class Assets(EndpointDataSource endpoints) : IAssets
{
    private readonly Lazy<Dictionary<string, string>> fingerprinted = new(() => Read(endpoints));

    public string Url(string path) => fingerprinted.Value.GetValueOrDefault(path, path);

    /// <summary>
    /// What has its fingerprint in its address never changes. Style sheets name fonts plainly: those change only with their package.
    /// </summary>
    public static void CacheForEver(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<StaticAssetDescriptor>().FirstOrDefault() is not { } file) return;
        if (LabelOf(file) is null && !file.Route.StartsWith("fonts/", StringComparison.Ordinal)) return;
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
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not { } file) continue;
            if (LabelOf(file) is { } label) found["/" + label] = "/" + file.Route;
        }

        return found;
    }

    private static string? LabelOf(StaticAssetDescriptor file) => file.Properties.FirstOrDefault(p => p.Name == "label")?.Value;
}
