using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>The routes of the gallery's pages and forms.</summary>
internal static class GalleryRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var reading = routes.MapGroup("").ForAnyone().Limited(LimitClass.Pages).ExcludeFromDescription();
        reading.MapGet("/community", ShowGallery.Handle).CacheOutput(GalleryPolicy.Name);
        reading.MapGet("/community/{id}", ShowPost.Handle).CacheOutput(GalleryPolicy.Name);
        reading.MapGet("/community/by/{userId}", ShowGallery.HandleAuthor).CacheOutput(GalleryPolicy.Name);
        reading.MapGet("/community/feed.xml", ShowFeed.Handle).CacheOutput(GalleryPolicy.Name);
        reading.MapGet("/sitemap.xml", ShowSitemap.HandleIndex).CacheOutput(GalleryPolicy.Name);
        reading.MapGet("/sitemap-{file:long}.xml", ShowSitemap.HandleFile).CacheOutput(GalleryPolicy.Name);

        var writing = routes.MapGroup("/community").ForUsers().Limited(LimitClass.Pages).ExcludeFromDescription();
        writing.MapGet("/mine", ShowGallery.HandleMine);
        writing.MapGet("/publish/{generationId}", PublishPages.HandleNew);
        writing.MapPost("/publish", PublishPages.HandlePublish);
        writing.MapGet("/{id}/edit", PublishPages.HandleForm);
        writing.MapPost("/{id}/edit", PublishPages.HandleEdit);
        writing.MapPost("/{id}/unpublish", PublishPages.HandleUnpublish);
        writing.MapPost("/{id}/like", ShowPost.HandleLike);
        writing.MapGet("/{id}/report", PublishPages.HandleReportForm);
        writing.MapPost("/{id}/report", PublishPages.HandleReport);

        var admin = routes.MapGroup("/admin").ForAdmins().Limited(LimitClass.Pages).ExcludeFromDescription();
        admin.MapGet("/reports", ListReports.HandlePage);
        admin.MapPost("/reports/{id}", ListReports.HandleDecision);
        admin.MapGet("/featured", FeaturedPages.Handle);
        admin.MapPost("/featured", FeaturedPages.HandleMove);
    }
}
