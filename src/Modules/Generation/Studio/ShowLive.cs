using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Sends a changed tile to the open pages of its owner.</summary>
internal sealed class ShowLive(ILive live, IViews views, ReadRuns runs) : IHandle<GenerationChanged>
{
    public async Task HandleAsync(GenerationChanged happened, CancellationToken ct)
    {
        if (!live.IsWatching(happened.UserId) || await runs.TileAsync(happened.GenerationId, happened.UserId, ct) is not { } found) return;
        live.Send(happened.UserId, await views.RenderAsync("/Generation/Studio/TilePartial.cshtml", found.Tile)
            + await views.RenderAsync("/Generation/Studio/MetaPartial.cshtml", found.Meta));
    }
}
