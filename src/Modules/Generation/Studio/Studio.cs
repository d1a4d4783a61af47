using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>The routes of the generator's pages and fragments.</summary>
internal static class Studio
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ForUsers().Limited(LimitClass.Pages).ExcludeFromDescription();
        pages.MapGet("/create", ShowStudio.Handle);
        pages.MapPost("/create/composer", ChangeComposer.Handle);
        pages.MapGet("/create/runs", ListRuns.Handle);
        pages.MapGet("/create/tiles/{id}", ListRuns.HandleTile);
        pages.MapGet("/create/view/{id}", ShowRun.HandleView);
        pages.MapGet("/create/reference", AttachReference.HandleNone);
        pages.MapGet("/g/{id}", ShowRun.HandleGeneration);
        pages.MapGet("/compare/{id}", ShowRun.HandleComparison);
        pages.MapPost("/create/tiles/{id}/cancel", ChangeTile.Cancel);
        pages.MapPost("/create/tiles/{id}/favorite", ChangeTile.Favorite);
        pages.MapPost("/create/tiles/{id}/best", ChangeTile.Best);
        pages.MapPost("/create/tiles/{id}/move", ChangeTile.Move);
        pages.MapPost("/create/tiles/{id}/delete", ChangeTile.Delete);

        pages.MapGet("/library", ShowLibrary.Handle);
        pages.MapGet("/library/thumbs/{id}", ShowLibrary.HandleThumb);
        pages.MapPost("/library/favorite", ChangeSelection.HandleFavorite);
        pages.MapPost("/library/unfavorite", ChangeSelection.HandleUnfavorite);
        pages.MapPost("/library/move", ChangeSelection.HandleMove);
        pages.MapPost("/library/delete", ChangeSelection.HandleDelete);
        pages.MapPost("/library/undo", ChangeSelection.HandleUndo);
        pages.MapPost("/library/download", ChangeSelection.HandleDownload);

        var starts = routes.MapGroup("").ForUsers().Limited(LimitClass.Generate).ExcludeFromDescription();
        starts.MapPost("/create/runs", StartRun.Handle).Idempotent();
        starts.MapPost("/create/tiles/{id}/retry", ChangeTile.Retry).Idempotent();
        starts.MapPost("/create/tiles/{id}/again", ChangeTile.Again).Idempotent();
        starts.MapPost("/create/reference", AttachReference.Handle);
    }
}
