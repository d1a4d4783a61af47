using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Routes of the OpenAI-compatible gateway that make images and videos.</summary>
internal static class GatewayRoutes
{
    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
        var make = routes.MapGroup("/v1").ForUsers().Limited(LimitClass.Generate).Idempotent().WithTags("Gateway");
        make.MapPost("/images/generations", MakeImages.Handle).WithName("GatewayImages").WithSummary("Make images and wait for them, as OpenAI's")
            .Accepts<object>("application/json").Produces(200, contentType: "application/json")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(404).ProducesProblem(422).ProducesProblem(429).ProducesProblem(502);
        make.MapPost("/videos", MakeVideo.Handle).WithName("GatewayVideo").WithSummary("Start a video, as OpenAI's")
            .Accepts<object>("application/json", "multipart/form-data").Produces<VideoObject>()
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(404).ProducesProblem(429);

        var videos = routes.MapGroup("/v1/videos").ForUsers().Limited(LimitClass.Api).WithTags("Gateway");
        videos.MapGet("/", ListVideos.Handle).WithName("GatewayVideos").WithSummary("Videos, newest first").Produces<VideoList>().ProducesProblem(400);
        videos.MapGet("/{id}", ListVideos.HandleOne).WithName("GatewayVideoStatus").WithSummary("One video").Produces<VideoObject>().ProducesProblem(404);
        videos.MapMethods("/{id}/content", ["GET", "HEAD"], SendVideo.Handle).WithName("GatewayVideoContent").WithSummary("The file of a video, or its picture")
            .Produces(200, contentType: "video/mp4").Produces(206).ProducesProblem(404).ProducesProblem(409);
        videos.MapDelete("/{id}", DeleteVideo.Handle).WithName("GatewayVideoDelete").WithSummary("Delete a video and its file")
            .Produces(200, contentType: "application/json").ProducesProblem(404);
    }
}
