using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using OmniHub.Kernel;

namespace OmniHub.Ui;

/// <summary>
/// Keeps a public page for visitors who are not signed in. What a page shows has versions, and they are part of its key: a change is seen
/// by the next request. Searches and deep pages are not kept: there are too many of them.
/// </summary>
/// <param name="queries">The members of the query that the page depends on.</param>
public abstract class VisitorPolicy(params string[] queries) : IOutputCachePolicy
{
    /// <summary>What other nodes change is seen after this; what this one changes, at once.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30), LifeAmongNodes = TimeSpan.FromSeconds(5);

    private readonly string[] queries = queries;

    /// <summary>The versions of all that the page shows, as they are now.</summary>
    protected abstract ValueTask<long[]> VersionsAsync(HttpContext http, CancellationToken ct);

    /// <inheritdoc/>
    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        var request = http.Request;
        var versions = await VersionsAsync(http, cancellation);
        var isKept = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Authorization.Count == 0
            && http.User.Identity?.IsAuthenticated != true && !request.Query.ContainsKey("q") && !request.Query.ContainsKey("cursor");
        context.EnableOutputCaching = true;
        context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = isKept;
        context.ResponseExpirationTimeSpan = http.RequestServices.GetRequiredService<Database>().IsPostgres ? LifeAmongNodes : Life;
        var keys = context.CacheVaryByRules;
        keys.QueryKeys = queries;
        keys.VaryByValues["face"] = Faces.Of(request).ToString();
        keys.VaryByValues["theme"] = request.Cookies["theme"] is ("light" or "dark") and var theme ? theme : "";
        keys.VaryByValues["version"] = string.Join('.', versions.Select(v => v.ToString(CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc/>
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK || !StringValues.IsNullOrEmpty(response.Headers.SetCookie)) context.AllowCacheStorage = false;
        return ValueTask.CompletedTask;
    }
}
