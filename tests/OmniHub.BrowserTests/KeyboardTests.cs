using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>The product without a mouse.</summary>
public sealed class KeyboardTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    [Fact]
    public async Task A_key_opens_the_shortcuts_on_every_page_and_Escape_closes_them()
    {
        await using var ann = await browser.OpenAsync(site);
        await ann.SignUpAsync("annkeys");
        foreach (var path in new[] { "/dashboard", "/create", "/chat", "/library", "/community", "/profile", "/billing", "/workspaces", "/projects" })
        {
            await ann.Page.GotoAsync(path);
            await ann.Page.EvaluateAsync("document.activeElement.blur()");
            await ann.Page.Keyboard.PressAsync("?");
            await Expect(ann.Page.Locator("#shortcuts")).ToBeVisibleAsync(new() { Timeout = 10_000 });
            await ann.LooksRightAsync();
            await ann.Page.Keyboard.PressAsync("Escape");
            await Expect(ann.Page.Locator("#shortcuts")).ToBeHiddenAsync();
        }

        await ann.Page.GotoAsync("/create");
        await ann.Page.EvaluateAsync("document.activeElement.blur()");
        await ann.Page.Keyboard.PressAsync("m");
        await Expect(ann.Page.Locator("#picker")).ToBeVisibleAsync();
        await ann.Page.Keyboard.PressAsync("Escape");
        await Expect(ann.Page.Locator("#picker")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Many_are_selected_and_deleted_in_the_library_and_seen_one_by_one()
    {
        await using var cleo = await browser.OpenAsync(site);
        await cleo.SignUpAsync("cleokeys");
        foreach (var prompt in new[] { "Quiet sea under a full moon", "Ridges at sunrise", "A stoneware vase" })
        {
            await cleo.Page.FillAsync("#prompt", prompt);
            await cleo.Page.ClickAsync("#foot button[type=submit]");
            await Expect(cleo.Page.Locator("#runs > section.run").First).ToContainTextAsync(prompt);
        }

        await Expect(cleo.Page.Locator("#runs article.tile img")).ToHaveCountAsync(3, new() { Timeout = 120_000 });
        await cleo.Page.GotoAsync("/library");
        var (boxes, keys) = (cleo.Page.Locator("#lib input[name=ids]"), cleo.Page.Keyboard);
        await boxes.Nth(1).FocusAsync();
        await keys.PressAsync("Space");
        await Expect(cleo.Page.Locator("[data-said]")).ToContainTextAsync("1 selected. Press Enter");
        await keys.PressAsync("Enter");
        await Expect(cleo.Page.Locator("[data-bar] button[formaction='/library/favorite']")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(cleo.Page.Locator("#lib [aria-label=Favourite]")).ToHaveCountAsync(1);
        await Expect(boxes.Nth(1)).ToBeFocusedAsync();

        await keys.PressAsync("Space");
        await keys.PressAsync("s");
        await cleo.Page.Locator("[data-bar] button.danger").FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(cleo.Page.Locator("#toasts [data-undo] button")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(boxes).ToHaveCountAsync(3);
        await Expect(boxes.Nth(1)).ToBeFocusedAsync();

        await cleo.Page.Locator("#lib .thumb > a").First.FocusAsync();
        await keys.PressAsync("Enter");
        await Expect(cleo.Page.Locator("#viewer")).ToContainTextAsync("A stoneware vase");
        await keys.PressAsync("ArrowRight");
        await Expect(cleo.Page.Locator("#viewer")).ToContainTextAsync("Ridges at sunrise");
        await keys.PressAsync("Escape");
        await Expect(cleo.Page.Locator("#lib .thumb > a").Nth(1)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Every_label_leads_to_its_field_and_the_focus_is_seen()
    {
        await using var bob = await browser.OpenAsync(site);
        await bob.SignUpAsync("bobkeys");
        foreach (var path in new[] { "/profile", "/billing", "/create", "/workspaces", "/projects", "/chat/import" })
        {
            await bob.Page.GotoAsync(path);
            var lost = await bob.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('label')].filter(l => !l.control).map(l => l.textContent.trim())");
            Assert.True(lost.Length == 0, $"{path}: {string.Join(", ", lost)}");
            for (var i = 0; i < 12; i++)
            {
                await bob.Page.Keyboard.PressAsync("Tab");
                var seen = await bob.Page.EvaluateAsync<bool>("""
                    () => {
                      const e = document.activeElement;
                      if (e === document.body) return true;
                      const ring = (x) => x && (getComputedStyle(x).outlineStyle !== 'none' || getComputedStyle(x).boxShadow !== 'none');
                      return ring(e) || ring(e.parentElement) || ring(e.closest('.prompt, .affix, label'));
                    }
                    """);
                Assert.True(seen, $"{path}: {await bob.Page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 120)")} shows no focus.");
            }
        }
    }
}
