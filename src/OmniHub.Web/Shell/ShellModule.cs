using Microsoft.AspNetCore.Http.HttpResults;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>The pages that belong to no module, as a module like the others.</summary>
internal sealed class ShellModule : IModule
{
    public string Name => "web";

    public void AddServices(IHostApplicationBuilder app)
    {
        app.Services.AddOutputCache(options => options.AddPolicy(LandingPolicy.Name, new LandingPolicy()));
    }

    public IEnumerable<NavLink> Nav =>
    [
        new("Home", "/dashboard", "house", 0) { Key = 'D' },
        new("Jobs", ShowJobs.Page, "list-checks", 75, NavPlace.Admin),
        new("API", "/docs", "scroll-text", 90, NavPlace.Account),
        new("Models", "/#models", "boxes", 10, NavPlace.Site),
        new("How it works", "/#how", "info", 20, NavPlace.Site),
        new("Host it yourself", "/#selfhost", "server", 80, NavPlace.Site),
    ];

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ShowLanding.Handle).ForAnyone().CacheOutput(LandingPolicy.Name).WithName("landing");
        routes.MapGet("/dashboard", ShowDashboard.Handle).ForUsers().WithName("dashboard");
        // Not a page: a page would count twice, once for itself and once for its channel.
        routes.MapGet("/events", WatchLive.Handle).ForUsers().Limited(LimitClass.Api).Streams().WithName("events");
        routes.MapGet("/robots.txt", Robots).ForAnyone().Limited(LimitClass.None);
    }

    private static ContentHttpResult Robots(HttpContext http) => TypedResults.Text($"""
        User-agent: *
        Disallow: /api/
        Disallow: /v1/
        Disallow: /admin
        Disallow: /dashboard
        Disallow: /create
        Disallow: /library
        Disallow: /g/
        Disallow: /compare/
        Disallow: /chat
        Disallow: /projects
        Disallow: /workspaces
        Disallow: /billing
        Disallow: /profile

        Sitemap: {Origin.Of(http)}/sitemap.xml

        """);
}
