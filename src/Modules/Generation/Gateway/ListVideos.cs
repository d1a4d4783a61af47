using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>GET /v1/videos?limit&amp;after&amp;order and /v1/videos/{id}</summary>
internal static class ListVideos
{
    private static readonly GenerationFilter Videos = new(Medium.Video);

    public static async Task<Reply> Handle(HttpContext http, ICurrentUser me, ReadGenerations read, ICatalog catalog, CancellationToken ct)
    {
        var query = http.Request.Query;
        var page = await PageRequest.BindAsync(http);
        if (query["order"].ToString() is not ("" or "asc" or "desc")) return Refusal.Invalid("order", "order is asc or desc.");
        var after = query["after"].ToString() is { Length: > 0 } id ? id : null;
        var found = await read.ListAsync(Videos with { OldestFirst = query["order"] == "asc" }, page with { After = after }, me.Id, ct);
        var data = new List<VideoObject>(found.Items.Count);
        foreach (var view in found.Items) data.Add(VideoObject.Of(view, await catalog.FindPastAsync(view.ModelId, ct)));
        return Reply.Of(new VideoList("list", data, data.FirstOrDefault()?.Id, data.LastOrDefault()?.Id, found.NextCursor is not null));
    }

    public static async Task<Reply> HandleOne(string id, ICurrentUser me, ReadGenerations read, ICatalog catalog, CancellationToken ct) =>
        await read.FindAsync(id, me.Id, ct) is { Type: Medium.Video } view
            ? Reply.Of(VideoObject.Of(view, await catalog.FindPastAsync(view.ModelId, ct)))
            : Refusal.NotFound("There is no such video.");
}
