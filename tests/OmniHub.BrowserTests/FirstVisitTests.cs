using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>What a new user does: sign up, a picture, a comparison, a video, the ledger.</summary>
public sealed class FirstVisitTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    private const float Long = 120_000;

    [Fact]
    public async Task From_sign_up_to_picture_comparison_video_and_ledger()
    {
        await using var ann = await browser.OpenAsync(site);
        await ann.Page.GotoAsync("/");
        await ann.LooksRightAsync();
        await ann.SignUpAsync("ann");
        await ann.ShotAsync("create-empty-d-light");

        await ann.Page.FillAsync("#prompt", "A lighthouse above a foggy coast at dawn");
        var price = await ann.Page.InnerTextAsync("#estimate .total .num");
        await ann.Page.ClickAsync("#foot button[type=submit]");
        await Expect(ann.Page.Locator("#runs article.tile img").First).ToBeVisibleAsync(new() { Timeout = Long });
        Assert.Equal(price, await ann.Page.Locator("#runs article.tile .cap .num").First.InnerTextAsync());

        await ann.Page.ClickAsync("#models .add button");
        foreach (var model in await ann.Page.Locator("#picker input[name=models]:not(:checked)").AllAsync() is var rest ? rest.Take(3) : [])
            await model.CheckAsync();
        await ann.ShotAsync("picker-d-light");
        await ann.Page.ClickAsync("#picker .ft button");
        await Expect(ann.Page.Locator("#models .lanes > li:not(.add)")).ToHaveCountAsync(4);
        await ann.Page.ClickAsync("#foot button[type=submit]");
        var comparison = ann.Page.Locator("#runs > section.run").First;
        await Expect(comparison.Locator("article.tile")).ToHaveCountAsync(4);
        await ann.ShotAsync("running-d-light");
        await Expect(comparison.Locator("article.tile img")).ToHaveCountAsync(4, new() { Timeout = Long });
        await comparison.Locator("[data-best]").First.ClickAsync();
        await Expect(comparison.Locator("article.tile.best")).ToHaveCountAsync(1);
        await ann.LooksRightAsync();
        await ann.ShotAsync("create-d-light");

        await comparison.Locator("header .acts a[aria-label]").ClickAsync();
        await ann.Page.WaitForURLAsync("**/compare/**");
        await ann.LooksRightAsync();
        await ann.ShotAsync("compare-d-light");

        await ann.Page.GotoAsync("/create?type=video");
        await ann.Page.FillAsync("#prompt", "Waves roll onto a black sand beach");
        await ann.Page.ClickAsync("#foot button[type=submit]");
        var video = ann.Page.Locator("#runs > section.run").First.Locator("video");
        await Expect(video).ToBeVisibleAsync(new() { Timeout = Long });
        Assert.True(await video.EvaluateAsync<double>("v => new Promise(r => v.readyState > 0 ? r(v.duration) : v.addEventListener('loadedmetadata', () => r(v.duration)) || v.load())") > 1);

        await ann.Page.GotoAsync("/billing");
        await Expect(ann.Page.GetByText("FLUX").First).ToBeVisibleAsync();
        await ann.LooksRightAsync();
        await ann.ShotAsync("billing-d-light");
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_looks_right(int width, ColorScheme theme)
    {
        var name = $"{(width < 600 ? "m" : "d")}-{theme.ToString().ToLowerInvariant()}";
        await using var bob = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        foreach (var page in new[] { "/", "/login", "/register", "/nothing-here" }) await LookAsync(page);
        await bob.SignUpAsync($"bob{name.Replace("-", "")}");
        await bob.Page.FillAsync("#prompt", "Three paper boats on a dark lake");
        await bob.Page.ClickAsync("#foot button[type=submit]");
        await Expect(bob.Page.Locator("#runs article.tile img").First).ToBeVisibleAsync(new() { Timeout = Long });
        foreach (var page in new[] { "/create", "/create?type=video", "/dashboard", "/billing", "/profile" }) await LookAsync(page);
        await bob.Page.GotoAsync("/create");
        await bob.Page.GotoAsync((await bob.Page.Locator("section.run header .acts a[aria-label]").First.GetAttributeAsync("href"))!);
        await bob.LooksRightAsync();
        await bob.ShotAsync("result-" + name);

        async Task LookAsync(string path)
        {
            var answer = await bob.Page.GotoAsync(path);
            Assert.NotNull(answer);
            if (path == "/nothing-here")
            {
                Assert.Equal(404, answer.Status);
                bob.ForgetTroubles(); // The browser itself reports the 404 in its console.
            }

            await bob.LooksRightAsync();
            await bob.ShotAsync((path == "/" ? "landing" : path.Trim('/').Replace("?type=", "-")) + "-" + name);
        }
    }

    [Fact]
    public async Task Without_scripts_forms_still_work()
    {
        await using var cleo = await browser.OpenAsync(site);
        await cleo.SignUpAsync("cleo");
        await cleo.Page.RouteAsync("**/*.js", route => route.AbortAsync());
        await cleo.Page.GotoAsync("/create");
        await cleo.Page.FillAsync("#prompt", "A brass kettle on a stove");
        await cleo.Page.ClickAsync("#foot button[type=submit]");
        await cleo.Page.WaitForURLAsync("**/g/gen_**");
    }
}
