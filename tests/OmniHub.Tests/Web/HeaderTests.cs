using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace OmniHub.Tests.Web;

public class HeaderTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Strict =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/login", 200)]
    [InlineData("/register", 200)]
    [InlineData("/nothing", 404)]
    [InlineData("/test/bug", 500)]
    [InlineData("/api/models", 200)]
    [InlineData("/api/nothing", 404)]
    [InlineData("/api/test/bug", 500)]
    [InlineData("/v1/test/refused/409", 409)]
    [InlineData("/health/live", 200)]
    [InlineData("/robots.txt", 200)]
    [InlineData("/css/base.css", 200)]
    [InlineData("/openapi/v1.json", 200)]
    public async Task Every_answer_has_the_strict_headers(string path, int status)
    {
        var answer = await app.Anyone().Page(path);
        Assert.Equal(status, answer.Status);
        Assert.Equal(Strict, answer["Content-Security-Policy"]);
        Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
        Assert.Equal("DENY", answer["X-Frame-Options"]);
        Assert.Equal("same-origin", answer["Referrer-Policy"]);
        Assert.NotNull(answer["Permissions-Policy"]);
        Assert.NotNull(answer["X-Request-Id"]);
        Assert.Null(answer["Strict-Transport-Security"]);
        if (answer.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true) Assert.Equal("no-store", answer["Cache-Control"]);
    }

    [Fact]
    public async Task Pages_that_are_not_ours_may_style_themselves_and_nothing_more()
    {
        var relaxed = Strict.Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal);
        Assert.Equal(relaxed, (await app.Anyone().Page("/docs"))["Content-Security-Policy"]);
        var browser = app.Anyone();
        await browser.Form("/login", "/login", ("email", "admin@localhost"), ("password", App.AdminPassword));
        var jobs = await browser.Page("/admin/jobs/board");
        Assert.Equal(200, jobs.Status);
        Assert.Equal(relaxed.Replace("frame-ancestors 'none'", "frame-ancestors 'self'", StringComparison.Ordinal), jobs["Content-Security-Policy"]);
        Assert.Equal("SAMEORIGIN", jobs["X-Frame-Options"]);
        Assert.Equal(Strict + "; frame-src 'self'", (await browser.Page("/admin/jobs"))["Content-Security-Policy"]);
    }

    [Fact]
    public async Task Over_https_the_browser_is_told_to_stay_there()
    {
        using var client = app.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new Uri("https://localhost") });
        using var answer = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Contains("max-age=", answer.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc-123.DEF_4:5", true)]
    [InlineData("has space", false)]
    [InlineData("<script>", false)]
    public async Task A_valid_request_id_comes_back(string id, bool isKept)
    {
        var answer = await app.Anyone().Get("/api/nothing", ("X-Request-Id", id));
        Assert.Equal(isKept, answer["X-Request-Id"] == id);
        Assert.Equal(answer["X-Request-Id"], answer.Json["traceId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Style_sheets_and_scripts_are_fingerprinted_and_kept_for_ever()
    {
        var page = (await app.Anyone().Page("/")).Html;
        var urls = page.QuerySelectorAll("link[rel=stylesheet]").Select(l => l.GetAttribute("href")!)
            .Concat(page.QuerySelectorAll("script[src]").Select(s => s.GetAttribute("src")!)).ToList();
        Assert.True(urls.Count >= 8);
        foreach (var url in urls)
        {
            var file = await app.Anyone().Get(url);
            Assert.Equal(200, file.Status);
            Assert.Contains("immutable", file["Cache-Control"], StringComparison.Ordinal);
            Assert.Null(file["RateLimit-Limit"]);
        }
    }

    [Fact]
    public async Task What_style_sheets_name_exists()
    {
        foreach (var sheet in new[] { "/css/tokens.css", "/css/components.css" })
        {
            var css = (await app.Anyone().Get(sheet)).Text;
            foreach (System.Text.RegularExpressions.Match url in System.Text.RegularExpressions.Regex.Matches(css, @"url\(""?([^)""]+)""?\)"))
                Assert.Equal(200, (await app.Anyone().Get(new Uri(new Uri("http://localhost" + sheet), url.Groups[1].Value).AbsolutePath)).Status);
        }
    }

    [Theory]
    [InlineData("light", "light")]
    [InlineData("dark", "dark")]
    [InlineData("pink", "")]
    public async Task The_theme_comes_from_the_cookie(string cookie, string theme)
    {
        var page = await app.Anyone().Get("/", ("Accept", "text/html"), ("Cookie", $"theme={cookie}"));
        Assert.Equal(theme, page.Html.DocumentElement.GetAttribute("data-theme"));
    }

    [Fact]
    public async Task What_can_be_read_can_be_asked_about()
    {
        foreach (var path in new[] { "/", "/api/models", "/health/ready" })
            Assert.Equal(200, (await app.Anyone().Send(HttpMethod.Head, path, null, ("Accept", "text/html"))).Status);
    }
}
