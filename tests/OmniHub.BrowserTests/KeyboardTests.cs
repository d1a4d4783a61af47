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
