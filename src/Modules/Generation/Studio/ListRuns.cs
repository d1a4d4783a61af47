using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>GET /create/runs: older runs, for the pager; GET /create/tiles/{id}: one tile, for polling.</summary>
internal static class ListRuns
{
    public static async Task<IResult> Handle(PageRequest page, ICurrentUser me, ReadRuns runs, CancellationToken ct)
    {
        var view = await runs.PageAsync(me.Id, page.After, ct);
        return Reply.Of(view.Runs.Select(run => run.Id)).Fragment("/Generation/Studio/Runs.cshtml", view).Redirect("/create");
    }

    public static async Task<IResult> HandleTile(string id, ICurrentUser me, ReadRuns runs, CancellationToken ct)
    {
        if (await runs.TileAsync(id, me.Id, ct) is not { } found) return (Reply)Refusal.NotFound();
        return Reply.Of(new { found.Tile.Id, found.Tile.State })
            .Fragment("/Generation/Studio/Tile.cshtml", found.Tile)
            .Fragment("/Generation/Studio/MetaPartial.cshtml", found.Meta)
            .Redirect(found.Tile.Href);
    }
}
