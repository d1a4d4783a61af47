using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Web;

public class RouteTests(App app) : IClassFixture<App>
{
    [Fact]
    public void Every_route_says_who_may_come_in()
    {
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.RoutePattern.RawText != "{**path:file}").ToList(); // files
        Assert.True(routes.Count > 20);
        Assert.Empty(routes.Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null).Select(e => e.RoutePattern.RawText));
    }

    [Fact]
    public void No_admin_route_is_open_to_users()
    {
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.TrimStart('/') is var path && (path.StartsWith("admin", StringComparison.Ordinal) || path.StartsWith("api/admin", StringComparison.Ordinal)))
            .Where(e => e.RoutePattern.RawText != "/api/admin/login");
        Assert.Empty(routes.Where(e => e.Metadata.GetOrderedMetadata<IAuthorizeData>().All(a => a.Policy != Policies.Admin)).Select(e => e.RoutePattern.RawText));
    }

    [Fact]
    public async Task The_job_server_shows_itself_to_admins_alone()
    {
        foreach (var path in new[] { "/admin/jobs", "/admin/jobs/board", "/admin/jobs/board/recurring" })
        {
            Assert.Equal(401, (await app.Anyone().Get(path)).Status);
            Assert.Equal(302, (await app.Anyone().Page(path)).Status);
            Assert.Equal(403, (await (await app.SignUpAsync()).Get(path)).Status);
            Assert.Equal(200, (await (await app.AdminAsync()).Get(path)).Status);
        }
    }

    [Fact]
    public async Task The_job_server_stands_in_the_frame_of_the_panel_and_wears_its_theme()
    {
        var browser = app.Anyone();
        await browser.Form("/login", "/login", ("email", "admin@localhost"), ("password", App.AdminPassword));
        var page = (await browser.Page("/admin/jobs")).Html;
        Assert.Equal("/admin/jobs", page.QuerySelector(".rail a[aria-current]")!.GetAttribute("href"));
        var board = (await browser.Get(page.QuerySelector("iframe")!.GetAttribute("src")!, ("Accept", "text/html"), ("Cookie", "theme=dark"))).Html;
        Assert.Equal(("en", "dark"), (board.DocumentElement.GetAttribute("lang"), board.DocumentElement.GetAttribute("data-theme")));
        Assert.Contains(board.QuerySelectorAll("link[rel=stylesheet]"), l => l.GetAttribute("href")!.StartsWith("/css/tokens.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_answers_anybody()
    {
        foreach (var path in new[] { "/health/live", "/health/ready" })
        {
            var answer = await app.Anyone().Get(path);
            Assert.Equal(200, answer.Status);
            Assert.Equal("ok", answer.Json["status"]!.GetValue<string>());
            Assert.Null(answer["RateLimit-Limit"]);
        }
    }
}
