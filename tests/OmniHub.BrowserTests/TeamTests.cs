using System.IO.Compression;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>Two people at two screens in one workspace; a project that is downloaded and opened; many selected in the library.</summary>
public sealed class TeamTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    private const float Long = 120_000;

    [Fact]
    public async Task Two_people_share_a_workspace_with_a_limit_that_holds()
    {
        await using var ann = await browser.OpenAsync(site);
        await using var bob = await browser.OpenAsync(site, 390, 844, ColorScheme.Dark);
        ann.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await ann.SignUpAsync("teamann");
        await bob.SignUpAsync("teambob");

        await ann.Page.GotoAsync("/workspaces");
        await ann.Page.FillAsync("#new input[name=name]", "Studio North");
        await ann.Page.ClickAsync("#new button.primary");
        await ann.Page.WaitForURLAsync("**/workspaces/wsp_**");
        var team = new Uri(ann.Page.Url).AbsolutePath;
        await ann.Page.FillAsync("#invites input[name=email]", "teambob@example.com");
        await ann.Page.ClickAsync("#invites button.primary");
        var link = await ann.Page.GetAttributeAsync("#fresh-invite", "href");
        await ann.LooksRightAsync();

        await bob.Page.GotoAsync(link!);
        await bob.LooksRightAsync();
        await bob.Page.ClickAsync("main button.primary");
        await Expect(bob.Page.GetByText("Welcome to Studio North")).ToBeVisibleAsync();
        await bob.LooksRightAsync();
        await bob.ShotAsync("workspace-m-dark");

        await bob.Page.GotoAsync("/create");
        var price = (await bob.Page.InnerTextAsync("#estimate .total .num")).Trim();
        await ann.Page.GotoAsync(team);
        await ann.Page.FillAsync("#members input[name=limit]", price);
        await ann.Page.ClickAsync("#members button:text('Save')");
        await Expect(ann.Page.GetByText("The member is changed.")).ToBeVisibleAsync();

        await bob.Page.ReloadAsync();
        await Expect(bob.Page.Locator("#place")).ToContainTextAsync($"{price} left of your limit");
        await bob.Page.FillAsync("#prompt", "Terraced hills at first light");
        await bob.Page.ClickAsync("#foot button[type=submit]");
        await Expect(bob.Page.Locator("#runs article.tile img").First).ToBeVisibleAsync(new() { Timeout = Long });
        await Expect(bob.Page.Locator("#foot")).ToContainTextAsync("in Studio North you can spend 0.0000");
        await bob.Page.ClickAsync("#foot button[type=submit]");
        await Expect(bob.Page.Locator("#foot button[type=submit]")).ToBeEnabledAsync();
        await Expect(bob.Page.Locator("#runs section.run")).ToHaveCountAsync(1);
        bob.ForgetTroubles(); // The browser itself reports the 402 in its console.

        await ann.Page.GotoAsync(team);
        await Expect(ann.Page.Locator("#members tr", new() { HasText = "teambob@example.com" })).ToContainTextAsync(price);
        await ann.Page.ClickAsync("main .page-head button:text('Work here')");
        await Expect(ann.Page.GetByText("You work here")).ToBeVisibleAsync();
        await ann.Page.GotoAsync("/create");
        await Expect(ann.Page.Locator("#runs article.tile img")).ToHaveCountAsync(1);

        await ann.Page.GotoAsync(team);
        await ann.LooksRightAsync();
        await ann.ShotAsync("workspace-d-light");
        await ann.Page.ClickAsync("#members button[aria-label^='Remove']");
        await Expect(ann.Page.GetByText("The member is removed.")).ToBeVisibleAsync();
        Assert.Equal(404, (await bob.Page.GotoAsync(team))!.Status);
    }

    [Fact]
    public async Task A_project_is_filled_downloaded_and_opened()
    {
        await using var cleo = await browser.OpenAsync(site);
        await cleo.SignUpAsync("teamcleo");
        await cleo.Page.GotoAsync("/projects");
        await cleo.LooksRightAsync();
        await cleo.Page.FillAsync("#new input[name=name]", "Tea house film");
        await cleo.Page.ClickAsync("#new button.primary");
        await cleo.Page.WaitForURLAsync("**/projects/prj_**");
        await cleo.LooksRightAsync();
        await cleo.Page.ClickAsync(".page-head a.primary");
        await cleo.Page.FillAsync("#prompt", "A tea house with a lit window");
        await cleo.Page.ClickAsync("#foot button[type=submit]");
        await Expect(cleo.Page.Locator("#runs article.tile img").First).ToBeVisibleAsync(new() { Timeout = Long });

        await cleo.Page.ClickAsync(".rail nav[aria-label=Projects] a:has-text('Tea house film')");
        await Expect(cleo.Page.Locator("#lib .thumb img")).ToHaveCountAsync(1);
        await cleo.Page.CheckAsync("#lib input[name=ids]");
        await cleo.Page.ClickAsync("button:has-text('Use as cover')");
        await cleo.LooksRightAsync();
        await cleo.ShotAsync("project-d-light");
        var download = await cleo.Page.RunAndWaitForDownloadAsync(() => cleo.Page.ClickAsync("a:has-text('Download ZIP')"));
        using var zip = ZipFile.OpenRead((await download.PathAsync())!);
        using var manifest = new StreamReader(zip.GetEntry("generations.json")!.Open());
        Assert.Contains("A tea house with a lit window", await manifest.ReadToEndAsync());
        Assert.Contains(zip.Entries, e => e.FullName.StartsWith("media/", StringComparison.Ordinal) && e.Length > 0);
    }

    [Fact]
    public async Task Many_are_selected_in_the_library_deleted_and_taken_back()
    {
        await using var dora = await browser.OpenAsync(site);
        await dora.SignUpAsync("teamdora");
        foreach (var prompt in new[] { "Quiet sea under a full moon", "Ridges at sunrise", "A stoneware vase" })
        {
            await dora.Page.FillAsync("#prompt", prompt);
            await dora.Page.ClickAsync("#foot button[type=submit]");
            await Expect(dora.Page.Locator("#runs > section.run").First).ToContainTextAsync(prompt);
        }

        await Expect(dora.Page.Locator("#runs article.tile img")).ToHaveCountAsync(3, new() { Timeout = Long });
        await dora.Page.GotoAsync("/library");
        await dora.LooksRightAsync();
        var (thumbs, bar) = (dora.Page.Locator("#lib li.thumb:visible"), dora.Page.Locator("[data-bar]"));
        await Expect(thumbs).ToHaveCountAsync(3);
        await Expect(bar).ToBeHiddenAsync();
        await dora.Page.Locator("#lib input[name=ids]").Nth(0).CheckAsync();
        await dora.Page.Locator("#lib input[name=ids]").Nth(2).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(bar).ToContainTextAsync("3 selected");
        await dora.LooksRightAsync();
        await dora.ShotAsync("library-d-light");
        await dora.Page.Keyboard.PressAsync("Escape");
        await Expect(bar).ToBeHiddenAsync();

        await dora.Page.Locator("#lib input[name=ids]").Nth(0).CheckAsync();
        await dora.Page.Locator("#lib input[name=ids]").Nth(1).CheckAsync();
        await bar.Locator("button:has-text('Favourite')").First.ClickAsync();
        await Expect(dora.Page.Locator("#lib [aria-label=Favourite]")).ToHaveCountAsync(2);
        await dora.Page.Locator("#lib input[name=ids]").Nth(0).CheckAsync();
        await dora.Page.Locator("#lib input[name=ids]").Nth(1).CheckAsync();
        await bar.Locator("button.danger").ClickAsync();
        await Expect(dora.Page.Locator("#toasts")).ToContainTextAsync("2 results deleted");
        await Expect(thumbs).ToHaveCountAsync(1);
        await dora.Page.ClickAsync("#toasts button:text('Undo')");
        await Expect(thumbs).ToHaveCountAsync(3);

        await dora.Page.FillAsync("main input[type=search]", "ridges");
        await Expect(thumbs).ToHaveCountAsync(1);
        await dora.Page.WaitForURLAsync("**/library?**q=ridges**");
    }

    [Theory]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Every_page_looks_right(int width, ColorScheme theme)
    {
        var name = $"{(width < 600 ? "m" : "d")}-{theme.ToString().ToLowerInvariant()}";
        await using var ed = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        await ed.SignUpAsync($"teamed{name.Replace("-", "")}");
        foreach (var page in new[] { "/workspaces", "/projects", "/library", "/dashboard", "/profile" })
        {
            await ed.Page.GotoAsync(page);
            await ed.LooksRightAsync();
            await ed.ShotAsync($"{page.Trim('/')}-empty-{name}");
        }
    }
}
