using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>A result becomes a post, is found, liked, taken as a start, reported and moderated.</summary>
public sealed class GalleryTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    private const float Long = 120_000;

    [Fact]
    public async Task From_publish_to_like_remix_report_and_moderation()
    {
        await using var ann = await browser.OpenAsync(site);
        await ann.SignUpAsync("gann");
        await PublishAsync(ann, "A lighthouse above a foggy coast at dawn", "Foggy lighthouse", "sea, dawn");
        await ann.LooksRightAsync();
        var address = new Uri(ann.Page.Url).AbsolutePath;

        await using var ben = await browser.OpenAsync(site, theme: ColorScheme.Dark);
        await ben.SignUpAsync("gben");
        await ben.Page.GotoAsync("/community");
        await ben.Page.FillAsync("#gallery-q", "lighthouse");
        await Expect(ben.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("q=lighthouse"));
        await Expect(ben.Page.Locator("#prints > li")).ToHaveCountAsync(1);
        await ben.LooksRightAsync();
        await ben.Page.FillAsync("#gallery-q", "nothing like this");
        await Expect(ben.Page.Locator("#wall .empty")).ToBeVisibleAsync();
        await ben.Page.FillAsync("#gallery-q", "");
        await ben.Page.ClickAsync("#prints a.print");
        await Expect(ben.Page.Locator("h1")).ToHaveTextAsync("Foggy lighthouse");
        await ben.Page.ClickAsync("button.like");
        await Expect(ben.Page.Locator("button.like")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(ben.Page.Locator("button.like")).ToContainTextAsync("1 like");
        await ben.Page.ClickAsync("a:has-text('Report')");
        await ben.Page.FillAsync("#sheet[open] textarea", "This coast is mine");
        await ben.LooksRightAsync();
        await ben.ShotAsync("report-d-dark");
        await ben.Page.ClickAsync("#sheet button.primary");
        await Expect(ben.Page.Locator("#sheet")).ToContainTextAsync("Thank you");
        await ben.Page.GotoAsync(address);
        await ben.Page.ClickAsync("a:has-text('Use this prompt')");
        await Expect(ben.Page.Locator("#prompt")).ToHaveValueAsync("A lighthouse above a foggy coast at dawn");

        await using var admin = await browser.OpenAsync(site);
        await admin.SignInAsync("admin@localhost", Site.AdminPassword);
        await admin.Page.GotoAsync("/admin/featured");
        await admin.Page.ClickAsync("[aria-label='Feature Foggy lighthouse']");
        await Expect(admin.Page.Locator("[aria-label='Remove Foggy lighthouse']")).ToBeVisibleAsync();
        await admin.LooksRightAsync();
        await admin.ShotAsync("featured-d-light");
        await admin.Page.GotoAsync("/admin/reports");
        await admin.LooksRightAsync();
        await admin.ShotAsync("reports-d-light");
        await admin.Page.ClickAsync("button:has-text('Hide post')");
        await Expect(admin.Page.Locator("article .tag.bad")).ToBeVisibleAsync();

        Assert.Equal(404, (await ben.Page.GotoAsync(address))!.Status);
        await ann.Page.GotoAsync("/community/mine");
        await Expect(ann.Page.Locator(".print.void")).ToBeVisibleAsync();
        await ann.LooksRightAsync();
        await admin.Page.ClickAsync("button:has-text('Restore post')");
        await Expect(admin.Page.Locator("article .tag:has-text('Dismissed')")).ToBeVisibleAsync();
        Assert.Equal(200, (await ben.Page.GotoAsync(address))!.Status);
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task The_gallery_looks_right_to_a_visitor(int width, ColorScheme theme)
    {
        var name = $"{(width < 600 ? "m" : "d")}-{theme.ToString().ToLowerInvariant()}";
        await using var cem = await browser.OpenAsync(site);
        await cem.SignUpAsync("gcem" + name.Replace("-", ""));
        await PublishAsync(cem, "Three paper boats on a dark lake", "Paper boats " + name, "boats");
        var address = new Uri(cem.Page.Url).AbsolutePath;
        await using var visitor = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        foreach (var path in new[] { "/", "/community", "/community?tag=boats&sort=top", address })
        {
            await visitor.Page.GotoAsync(path);
            await visitor.LooksRightAsync();
            await visitor.ShotAsync($"gallery{path.Split('?')[0].Replace("/community", "").Replace('/', '-')}-{name}"[..Math.Min(40, $"gallery{path.Split('?')[0].Replace("/community", "").Replace('/', '-')}-{name}".Length)]);
        }

        await visitor.Page.ClickAsync("a.like");
        await visitor.Page.WaitForURLAsync("**/login?returnUrl=**");
    }

    private static async Task PublishAsync(Person who, string prompt, string title, string tags)
    {
        await who.Page.FillAsync("#prompt", prompt);
        await who.Page.ClickAsync("#foot button[type=submit]");
        await Expect(who.Page.Locator("#runs article.tile img").First).ToBeVisibleAsync(new() { Timeout = Long });
        await who.Page.Locator("[aria-label='Publish to the community']").First.ClickAsync();
        await who.Page.FillAsync("#sheet[open] #pub-title", title);
        await who.Page.FillAsync("#pub-tags", tags);
        await who.LooksRightAsync();
        await who.Page.ClickAsync("#sheet button.primary");
        await who.Page.WaitForURLAsync("**/community/pst_**");
    }
}
