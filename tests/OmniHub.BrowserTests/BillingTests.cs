using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>Somebody who pays: from a plan on the landing page through the test checkout to the ledger.</summary>
public sealed class BillingTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task From_a_plan_on_the_landing_page_to_the_ledger(int width, ColorScheme theme)
    {
        var name = $"{(width < 600 ? "m" : "d")}-{theme.ToString().ToLowerInvariant()}";
        await using var ann = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        ann.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await ann.Page.GotoAsync("/");
        await ann.LooksRightAsync();
        await ann.Page.ClickAsync("#pricing a:text('Choose Maker')");
        await ann.Page.FillAsync("main input[name=name]", $"annpays{width}");
        await ann.Page.FillAsync("main input[name=email]", $"annpays{width}@example.com");
        await ann.Page.FillAsync("main input[name=password]", "a long enough pass");
        await ann.Page.ClickAsync("main form button.primary");
        await ann.Page.WaitForURLAsync("**/billing/plans/maker");
        await Expect(ann.Page.Locator("main .receipt")).ToContainTextAsync("$20");
        await Expect(ann.Page.GetByText("This is a test checkout.")).ToBeVisibleAsync();
        await ann.LooksRightAsync();
        await ann.ShotAsync("order-" + name);
        await ann.Page.ClickAsync("a:text('Not now')");
        await Expect(ann.Page.Locator("#plans .plan")).ToHaveCountAsync(2);
        await ann.LooksRightAsync();

        await ann.Page.FillAsync("#amount", "2.5");
        await ann.Page.ClickAsync("#add button.primary");
        await ann.Page.WaitForURLAsync("**/billing/checkout/**");
        await Expect(ann.Page.GetByText("This is a test checkout.")).ToBeVisibleAsync();
        await ann.LooksRightAsync();
        await ann.ShotAsync("checkout-" + name);
        await ann.Page.ClickAsync("button:text('Pay $2.50 as a test')");
        await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Credits added" })).ToBeVisibleAsync();
        await Expect(ann.Page.Locator("main .receipt")).ToContainTextAsync("102.5000");
        await ann.LooksRightAsync();

        await ann.Page.ClickAsync("a:text('See the ledger')");
        await ann.Page.ClickAsync("#plans a:text('Choose Maker')");
        await ann.Page.ClickAsync("button:text('Pay $20 as a test')");
        await Expect(ann.Page.GetByText("You have the Maker plan.")).ToBeVisibleAsync();
        await Expect(ann.Page.Locator("main")).ToContainTextAsync("20.00 of 20.00 monthly credits left");
        await Expect(ann.Page.Locator("main")).ToContainTextAsync("122.5000");
        await Expect(ann.Page.Locator("table tbody tr")).ToHaveCountAsync(3);
        await NothingIsCutAsync(ann.Page, "main h2");
        await ann.LooksRightAsync();
        await ann.ShotAsync("subscribed-" + name);

        await ann.Page.ClickAsync("#plans a:text('Change to Team')");
        await Expect(ann.Page.Locator("main .receipt")).ToContainTextAsync("Maker");
        await ann.Page.ClickAsync("button:text('Pay $70 as a test')");
        await Expect(ann.Page.GetByText("You have the Team plan.")).ToBeVisibleAsync();
        await Expect(ann.Page.Locator("table tbody tr")).ToHaveCountAsync(4);
        await ann.Page.GotoAsync("/profile");
        await Expect(ann.Page.Locator("main")).ToContainTextAsync("Team plan");
        await ann.LooksRightAsync();
        await ann.Page.ClickAsync("button:text('Cancel plan')");
        await Expect(ann.Page.Locator("main")).ToContainTextAsync("What is left of its credits expires then.");
        await ann.LooksRightAsync();
    }

    private static async Task NothingIsCutAsync(IPage page, string selector)
    {
        foreach (var element in await page.Locator(selector).AllAsync())
            Assert.True(await element.EvaluateAsync<bool>("e => e.scrollWidth <= e.clientWidth + 1"), await element.InnerTextAsync() + " is cut.");
    }
}
