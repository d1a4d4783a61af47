using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Community;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>The module's entry: the gallery, and what may be in it.</summary>
public sealed class CommunityModule : IModule
{
    /// <inheritdoc/>
    public string Name => "community";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work =>
    [
        new("community.refresh-trends", "*/10 * * * *", typeof(RefreshTrends)),
        new("community.sweep-posts", "* * * * *", typeof(SweepPosts)),
    ];

    /// <inheritdoc/>
    public IEnumerable<NavLink> Nav =>
    [
        new("Community", "/community", "compass", 50) { Key = 'O' },
        new("Community", "/community", "compass", 50, NavPlace.Site),
        new("Featured", "/admin/featured", "star", 30, NavPlace.Admin),
        new("Reports", "/admin/reports", "triangle-alert", 60, NavPlace.Admin),
    ];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<CommunityDb>(Name);
        var services = app.Services;
        services.AddSingleton<GalleryCache>().AddSingleton<KeptLists>().AddSingleton<SweepPlace>();
        services.AddScoped<ReadPosts>().AddScoped<SearchPosts>().AddScoped<Publishing>().AddScoped<PostChanges>().AddScoped<RemovePosts>().AddScoped<MovePosts>();
        services.AddScoped<Liking>().AddScoped<CountView>().AddScoped<WordsCheck>().AddScoped<Moderation>().AddScoped<FeaturedList>();
        services.AddScoped<ISharedWork, ShareWork>();
        services.AddOutputCache(options => options.AddPolicy(GalleryPolicy.Name, new GalleryPolicy()));
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var reading = routes.MapGroup("/api/community").ForAnyone().Limited(LimitClass.Api).WithTags("Community");
        reading.MapGet("/", ListPosts.Handle).CacheOutput(GalleryPolicy.Name).WithName("posts").WithSummary("The gallery: new, top or trending")
            .Produces<Page<PostView>>().ProducesProblem(400);
        reading.MapGet("/{id}", ListPosts.HandleOne).WithName("post").WithSummary("One post; counts a view once per visitor and day")
            .Produces<PostView>().ProducesProblem(404);

        var writing = routes.MapGroup("/api/community").ForUsers().Limited(LimitClass.Api).WithTags("Community");
        writing.MapPost("/publish", PublishPost.Handle).WithName("post.publish").WithSummary("Publish one's own finished generation")
            .Accepts<PostForm>("application/json").Produces<PostView>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        writing.MapPatch("/{id}", ChangePost.Handle).WithName("post.change").WithSummary("Change title, description, tags, or whether the prompt is shown")
            .Accepts<PostForm>("application/json").Produces<PostView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        writing.MapDelete("/{id}", ChangePost.HandleDelete).WithName("post.unpublish").WithSummary("Unpublish; the generation stays")
            .Produces(204).ProducesProblem(403).ProducesProblem(404);
        writing.MapPost("/{id}/like", ToggleLike.Handle).WithName("post.like").WithSummary("Like, or take the like back")
            .Produces<LikedView>().ProducesProblem(404);
        writing.MapPost("/{id}/report", ReportPost.Handle).WithName("post.report").WithSummary("Report a post to the admins")
            .Accepts<ReportForm>("application/json").Produces(202).ProducesProblem(400).ProducesProblem(404);
        var admin = routes.MapGroup("/api/admin").ForAdmins().Limited(LimitClass.Api).WithTags("Admin");
        admin.MapGet("/reports", ListReports.Handle).WithName("ListReports").WithSummary("Reported posts, newest first, by status")
            .Produces<Page<ReportView>>().ProducesProblem(400);
        admin.MapPost("/reports/{id}", DecideReport.Handle).WithName("DecideReport").WithSummary("Dismiss, hide, restore, or disable the author")
            .Accepts<DecisionForm>("application/json").Produces<ReportView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        admin.MapGet("/featured", FeatureWork.Handle).WithName("ShowFeatured").WithSummary("Featured posts and models, in order").Produces<FeaturedForm>();
        admin.MapPut("/featured", FeatureWork.HandlePut).WithName("ChangeFeatured").WithSummary("Choose what is featured, and its order")
            .Accepts<FeaturedForm>("application/json").Produces<FeaturedForm>().ProducesProblem(400);

        GalleryRoutes.Map(routes);
    }
}
