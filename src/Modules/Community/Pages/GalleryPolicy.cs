using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>
/// Keeps public pages for visitors who are not signed in. What a page shows has versions (<see cref="GalleryCache"/>), and they are part
/// of its key: a change is seen by the next request. Searches and deep pages are not kept: there are too many of them.
/// </summary>
internal sealed class GalleryPolicy : IOutputCachePolicy
{
    public const string Name = "gallery";

    private static readonly string[] Queries = ["sort", "type", "model", "modelId", "tag", "featured", "authorId", "limit"];

    /// <summary>What other nodes change is seen after this; what this one changes, at once.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30), LifeAmongNodes = TimeSpan.FromSeconds(5);

    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        var cache = services.GetRequiredService<GalleryCache>();
        var postId = http.Request.RouteValues["id"] as string;
        // Before anything is looked up, because a kept page is a view as well.
        if (postId is not null) await services.GetRequiredService<CountView>().OfAsync(postId, http, cancellation);

        var request = http.Request;
        var isKept = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Authorization.Count == 0
            && http.User.Identity?.IsAuthenticated != true && !request.Query.ContainsKey("q") && !request.Query.ContainsKey("cursor");
        context.EnableOutputCaching = true;
        context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = isKept;
        context.ResponseExpirationTimeSpan = services.GetRequiredService<Database>().IsPostgres ? LifeAmongNodes : Life;
        var keys = context.CacheVaryByRules;
        keys.QueryKeys = Queries;
        keys.VaryByValues["face"] = Faces.Of(request).ToString();
        keys.VaryByValues["theme"] = request.Cookies["theme"] is ("light" or "dark") and var theme ? theme : "";
        keys.VaryByValues["version"] = (postId is null ? cache.ListsVersion : cache.VersionOf(postId)).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie)) context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }
}
