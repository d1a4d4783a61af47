using System.Globalization;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>An operator's day: a margin, credits with a reason, a limit, and a log that tells of all.</summary>
public sealed class OperatorTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    private static readonly string[] Pages =
    [
        "/admin", "/admin?range=24h", "/admin/models", "/admin/models/flux-dev", "/admin/models/new", "/admin/users", "/admin/health", "/admin/rate-limits", "/admin/settings",
        "/admin/audit",
    ];

    [Fact]
    public async Task From_a_margin_to_the_audit_log()
    {
        await using var ann = await browser.OpenAsync(site);
        await using var admin = await browser.OpenAsync(site);
        await ann.SignUpAsync("annoperated");
        await admin.SignInAsync("admin@localhost", Site.AdminPassword);

        await ann.Page.GotoAsync("/create?models=flux-dev");
        await ann.Page.FillAsync("#prompt", "A lighthouse above a foggy coast at dawn");
        var before = decimal.Parse(await ann.Page.InnerTextAsync("#estimate .total .num"), CultureInfo.InvariantCulture);
        await admin.Page.GotoAsync("/admin/models/flux-dev");
        await admin.Page.GetByText("Own margin", new() { Exact = true }).ClickAsync();
        await admin.Page.FillAsync("#margin", "100");
        await Expect(admin.Page.Locator("#price-check")).ToContainTextAsync("Margin, 100%");
        await Expect(admin.Page.Locator("[data-count-unsaved]")).ToHaveTextAsync("2 unsaved changes");
        await admin.ShotAsync("admin-model-typed-d-light");
        await admin.Page.ClickAsync(".savebar .primary");
        await Expect(admin.Page.GetByText("The model is saved")).ToBeVisibleAsync();
        await admin.LooksRightAsync();
        await ann.Page.ReloadAsync();
        Assert.Equal(before * 2, decimal.Parse(await ann.Page.InnerTextAsync("#estimate .total .num"), CultureInfo.InvariantCulture));

        await admin.Page.GotoAsync("/admin/users?q=annoperated");
        await admin.Page.ClickAsync("table a");
        await admin.Page.FillAsync("#amount", "2.5");
        await admin.Page.FillAsync("#credits-reason", "Thanks for the report");
        await admin.Page.Keyboard.PressAsync("Enter");
        await Expect(admin.Page.GetByText("The credits are booked")).ToBeVisibleAsync();
        await admin.LooksRightAsync();
        await ann.Page.GotoAsync("/billing");
        await Expect(ann.Page.GetByText("Thanks for the report")).ToBeVisibleAsync();

        await admin.Page.GotoAsync("/admin/rate-limits");
        await admin.Page.FillAsync("#perUser-generate-limit", "41");
        await admin.Page.ClickAsync(".savebar .primary");
        await Expect(admin.Page.GetByText("The limits are saved")).ToBeVisibleAsync();
        await admin.LooksRightAsync();

        await admin.Page.GotoAsync("/admin/audit");
        foreach (var told in new[] { "Model changed", "Credits booked", "Rate limits changed", "Thanks for the report" })
            await Expect(admin.Page.Locator("table").GetByText(told).First).ToBeVisibleAsync();
        await admin.LooksRightAsync();
        await admin.ShotAsync("admin-audit-d-light");
    }

    [Fact]
    public async Task On_a_phone_every_figure_says_what_it_is()
    {
        await using var admin = await browser.OpenAsync(site, 390, 844, ColorScheme.Dark);
        await admin.SignInAsync("admin@localhost", Site.AdminPassword);
        await admin.Page.GotoAsync("/admin/plans");
        var cell = admin.Page.Locator("table td[data-label='Credits a month']").First;
        Assert.Equal("\"Credits a month\"", await cell.EvaluateAsync<string>("e => getComputedStyle(e, '::before').content"));
        await admin.LooksRightAsync();
        await admin.ShotAsync("admin-plans-m-dark");
        await admin.Page.GotoAsync("/admin/reconciliation");
        await admin.LooksRightAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task The_dashboard_of_jobs_wears_the_products_colours(int width, ColorScheme theme)
    {
        await using var admin = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        await admin.SignInAsync("admin@localhost", Site.AdminPassword);
        await admin.Page.GotoAsync("/admin/health");
        var (paper, sheet) = (await BackgroundAsync("html"), await BackgroundAsync("main .card"));
        foreach (var path in new[] { "", "/recurring", "/jobs/succeeded", "/servers" })
        {
            await admin.Page.GotoAsync("/admin/jobs/board" + path);
            Assert.Equal((paper, paper, sheet), (await BackgroundAsync("body"), await BackgroundAsync("#wrap"), await BackgroundAsync(".navbar")));
            Assert.Equal(0, await admin.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            await admin.ShotAsync($"admin-jobs{path.Replace('/', '-')}-{width}-{theme}");
        }

        await admin.Page.GotoAsync("/admin/jobs/board/jobs/succeeded");
        var list = await admin.Page.Locator(".table").First.BoundingBoxAsync();
        Assert.True(list!.Y < 400, $"The list begins at {list.Y} px.");

        Task<string> BackgroundAsync(string selector) =>
            admin.Page.Locator(selector).First.EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor");
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_of_the_panel_looks_right(int width, ColorScheme theme)
    {
        await using var admin = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        await admin.SignInAsync("admin@localhost", Site.AdminPassword);
        foreach (var path in Pages)
        {
            await admin.Page.GotoAsync(path);
            await admin.LooksRightAsync();
        }

        await admin.Page.GotoAsync("/admin/users?status=admin");
        await admin.Page.ClickAsync("table a");
        await admin.LooksRightAsync();
        if (width > 600) return;
        await admin.Page.ClickAsync(".tabs-bottom button");
        await Expect(admin.Page.Locator("#admin-more a[href='/admin/settings']")).ToBeVisibleAsync();
        await admin.LooksRightAsync();
    }
}
