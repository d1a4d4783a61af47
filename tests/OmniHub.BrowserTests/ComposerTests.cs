using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>The button that costs money does what it says, however fast or slow it is pressed.</summary>
public sealed class ComposerTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_press_on_Generate_is_never_swallowed_while_the_price_is_asked(int width)
    {
        await using var ann = await browser.OpenAsync(site, width, width < 600 ? 844 : 900);
        await ann.SignUpAsync($"annpress{width}");
        // A network that takes its time: the press begins before the question, and ends while it is under way.
        await ann.Page.RouteAsync("**/create/composer", async route =>
        {
            await Task.Delay(300);
            await route.ContinueAsync();
        });
        foreach (var (wait, hold) in new[] { (0, 50), (0, 250), (0, 700), (100, 150), (250, 100) })
        {
            await ann.Page.GotoAsync("/create");
            var prompt = $"A boat after {wait} and {hold} ms";
            await ann.Page.FillAsync("#prompt", "");
            await ann.Page.Locator("#prompt").PressSequentiallyAsync(prompt);
            await PressAsync(ann.Page, wait, hold);
            var run = ann.Page.Locator("#runs > section.run").First;
            await Expect(run).ToContainTextAsync(prompt, new() { Timeout = 10_000 });
            // On a phone the results are below the form: the page goes there.
            await Expect(run).ToBeInViewportAsync();
        }
    }

    // Typing is a change as soon as the press begins.
    private static async Task PressAsync(IPage page, int wait, int hold)
    {
        var button = page.Locator("#foot button[type=submit]");
        await button.ScrollIntoViewIfNeededAsync();
        var box = (await button.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.WaitForTimeoutAsync(wait);
        await page.Mouse.DownAsync();
        await page.WaitForTimeoutAsync(hold);
        await page.Mouse.UpAsync();
    }
}
