using Xunit;

namespace OmniHub.Tests.Web;

public class PageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task The_landing_page_says_what_it_costs_here()
    {
        var page = (await app.Anyone().Page("/")).Html;
        Assert.Equal("One prompt. Four models. One honest bill.", page.QuerySelector("h1")!.TextContent.Replace('\u00a0', ' '));
        Assert.Contains("100 free credits", page.QuerySelector(".cta")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(4, page.QuerySelectorAll(".proof .receipt li:not(.total)").Length);
        var sum = page.QuerySelectorAll(".proof .receipt li:not(.total) .num").Sum(n => decimal.Parse(n.TextContent, null));
        Assert.Equal(sum, decimal.Parse(page.QuerySelector(".proof .receipt .total .num")!.TextContent, null));
        var count = page.QuerySelector("#models header p")!.TextContent.Split(' ')[0];
        Assert.Contains($"{count} models, each with its price.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project src/OmniHub.Web", page.QuerySelector("#cmd")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_margin_is_told()
    {
        await using var other = new TestApp();
        var admin = await other.AdminAsync();
        Assert.Equal(200, (await admin.Put("/api/admin/settings", new { profitMarginPercent = 18.5m })).Status);
        Assert.Contains("the provider's price plus 18.5%", (await other.Anyone().Page("/")).Html.QuerySelector(".lede")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_greets_and_offers_a_prompt()
    {
        var browser = await app.InBrowserAsync("ines");
        var page = (await browser.Page("/dashboard")).Html;
        Assert.Equal("Hello, ines", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("/create", page.QuerySelector("form.quick")!.GetAttribute("action"));
        Assert.Equal("page", page.QuerySelector(".rail .nav a[href='/dashboard']")!.GetAttribute("aria-current"));
        Assert.NotNull(page.QuerySelector("#balance .num"));
        Assert.NotNull(page.GetElementById("toasts"));
        Assert.Equal("/events", page.QuerySelector("body > div[hx-swap=none]")!.GetAttribute("hx-sse:connect"));
    }

    [Fact]
    public async Task Navigation_leads_only_where_something_is()
    {
        var browser = app.Anyone();
        await browser.Form("/login", "/login", ("email", "admin@localhost"), ("password", App.AdminPassword));
        var page = (await browser.Page("/dashboard")).Html;
        var links = page.QuerySelectorAll("a[href^='/']").Select(a => a.GetAttribute("href")!.Split('?', '#')[0]).Distinct().ToList();
        Assert.NotEmpty(links);
        foreach (var link in links) Assert.Equal((link, 200), (link, (await browser.Page(link)).Status));
        Assert.Empty(page.QuerySelectorAll("a:not([href]), a[href='#']"));
    }

    [Fact]
    public async Task Robots_stay_out_of_what_is_private()
    {
        var answer = await app.Anyone().Get("/robots.txt");
        Assert.StartsWith("text/plain", answer.ContentType);
        Assert.Contains("Disallow: /api/", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_carries_our_htmx_settings_and_the_token()
    {
        var page = (await app.Anyone().Page("/")).Html;
        Assert.Contains("\"5xx\"", page.QuerySelector("meta[name=htmx-config]")!.GetAttribute("content"), StringComparison.Ordinal);
        Assert.Contains("RequestVerificationToken", page.Body!.GetAttribute("hx-headers:inherited"), StringComparison.Ordinal);
    }
}
