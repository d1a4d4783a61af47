using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>The gallery as visitors see it: lists under the version of all lists, a post under its own (<see cref="GalleryCache"/>).</summary>
internal sealed class GalleryPolicy() : VisitorPolicy("sort", "type", "model", "modelId", "tag", "featured", "authorId", "limit")
{
    public const string Name = "gallery";

    protected override async ValueTask<long[]> VersionsAsync(HttpContext http, CancellationToken ct)
    {
        var cache = http.RequestServices.GetRequiredService<GalleryCache>();
        if (http.Request.RouteValues["id"] is not string postId) return [cache.ListsVersion];
        // Before anything is looked up, because a kept page is a view as well.
        await http.RequestServices.GetRequiredService<CountView>().OfAsync(postId, http, ct);
        return [cache.VersionOf(postId)];
    }
}
