using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>POST /create/composer: something that may change the price was touched. Only what depends on it comes back.</summary>
internal static class ChangeComposer
{
    public static async Task<IResult> Handle(Body<ComposerForm> body, Compose compose, CancellationToken ct)
    {
        var view = await compose.ViewAsync(body.Value, null, ct);
        return Reply.Of(new { total = view.Foot.Total })
            .Fragment("/Generation/Studio/Changed.cshtml", view)
            .Redirect($"/create?type={view.TypeWord}&models={string.Join(',', view.Models.Lanes.Select(l => Uri.EscapeDataString(l.ModelId)))}");
    }
}
