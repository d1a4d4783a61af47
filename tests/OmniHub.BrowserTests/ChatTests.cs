using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace OmniHub.BrowserTests;

/// <summary>A conversation as a person has it: streams, reloads, stops, branches, four models, and a server that is killed in the middle.</summary>
public sealed class ChatTests(Site site, Browser browser) : IClassFixture<Site>, IClassFixture<Browser>
{
    private const float Long = 90_000;
    private const string LongQuestion = "Write a long essay about lighthouses, with code and a table";

    [Fact]
    public async Task A_conversation_goes_on_after_a_reload_and_is_stopped_and_branched()
    {
        await using var dora = await browser.OpenAsync(site);
        await dora.SignUpAsync("dora");
        await dora.Page.GotoAsync("/chat");
        await dora.LooksRightAsync();
        await SayAsync(dora, LongQuestion);
        await dora.Page.WaitForURLAsync("**/chat/cnv_**");
        var answer = dora.Page.Locator("article.msg:not(.me)").Last;
        await Expect(answer.Locator(".blk").Nth(1)).Not.ToBeEmptyAsync(new() { Timeout = Long });
        var before = await answer.Locator("> .prose").InnerTextAsync();

        await dora.Page.ReloadAsync();
        await Expect(answer).ToHaveClassAsync("msg streaming");
        await dora.Page.WaitForFunctionAsync("n => document.querySelector('.msg.streaming > .prose').innerText.length > n", before.Length + 40);
        Assert.StartsWith(before[..(before.Length / 2)], await answer.Locator("> .prose").InnerTextAsync(), StringComparison.Ordinal);
        await dora.Page.Locator(".say [data-send]").FillAsync("what I write next");
        await dora.Page.ClickAsync("[data-stop]");
        await Expect(answer.GetByText("Stopped")).ToBeVisibleAsync();
        Assert.Equal("what I write next", await dora.Page.InputValueAsync(".say [data-send]"));
        await dora.LooksRightAsync();

        await answer.Locator("[aria-label='Answer again']").ClickAsync();
        await Expect(answer.GetByText("2 of 2")).ToBeVisibleAsync(new() { Timeout = Long });
        await answer.Locator("[aria-label='Version before']").ClickAsync();
        await Expect(answer.GetByText("1 of 2")).ToBeVisibleAsync();
        Assert.Equal("what I write next", await dora.Page.InputValueAsync(".say [data-send]"));

        var mine = dora.Page.Locator("article.msg.me").First;
        await mine.Locator("[aria-label='Edit and send again']").ClickAsync();
        await mine.Locator("textarea").FillAsync("And lightships?");
        await mine.GetByText("Send again").ClickAsync();
        await Expect(mine.GetByText("2 of 2")).ToBeVisibleAsync();
        await Expect(dora.Page.Locator("article.msg.streaming")).ToHaveCountAsync(0, new() { Timeout = Long });
        Assert.Equal(2, await dora.Page.Locator("article.msg").CountAsync());

        await dora.Page.ClickAsync("#thread header [aria-label^='Settings']");
        await dora.Page.FillAsync("#set-title", "Towers");
        await dora.LooksRightAsync();
        await dora.Page.ClickAsync("#settings button.primary");
        await Expect(dora.Page.Locator(".convos .groups a").First).ToContainTextAsync("Towers");
        await dora.LooksRightAsync();
    }

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_loses_nothing_that_was_shown()
    {
        await using var eli = await browser.OpenAsync(site);
        await eli.SignUpAsync("eli");
        await eli.Page.GotoAsync("/chat");
        await SayAsync(eli, LongQuestion);
        await eli.Page.WaitForURLAsync("**/chat/cnv_**");
        var answer = eli.Page.Locator("article.msg:not(.me)").Last;
        await Expect(answer.Locator(".blk").Nth(2)).Not.ToBeEmptyAsync(new() { Timeout = Long });
        await site.KillAsync();
        var shown = await answer.Locator("> .prose").InnerTextAsync();
        await site.StartAsync();

        // The page comes back by itself.
        await Expect(answer.GetByText("The server was restarted")).ToBeVisibleAsync(new() { Timeout = Long });
        var kept = await answer.Locator("> .prose").InnerTextAsync();
        Assert.StartsWith(shown.TrimEnd()[..^8], kept, StringComparison.Ordinal);
        eli.ForgetTroubles(); // The browser reports the lost connection.
        await eli.LooksRightAsync();
        await eli.ShotAsync("chat-interrupted-d-light");

        await answer.GetByText("Continue").ClickAsync();
        await Expect(eli.Page.Locator("article.msg:not(.me)")).ToHaveCountAsync(2);
        await Expect(eli.Page.Locator("article.msg.streaming")).ToHaveCountAsync(0, new() { Timeout = Long });
        await Expect(answer.Locator("[aria-label='Answer again']")).ToBeVisibleAsync();
        await Expect(eli.Page.Locator("#balance").GetByText("Held")).ToHaveCountAsync(0, new() { Timeout = Long });
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Four_models_answer_at_once_and_one_goes_on(int width, ColorScheme theme)
    {
        var name = $"{(width < 600 ? "m" : "d")}-{theme.ToString().ToLowerInvariant()}";
        await using var fay = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        await fay.SignUpAsync("fay" + name.Replace("-", ""));
        await fay.Page.GotoAsync("/chat");
        await fay.LooksRightAsync();
        await fay.ShotAsync("chat-empty-" + name);
        await fay.Page.ClickAsync(".modelbtn");
        foreach (var model in (await fay.Page.Locator("#chat-models input[name=models]:not(:checked)").AllAsync()).Take(3)) await model.CheckAsync();
        await fay.LooksRightAsync();
        await fay.ShotAsync("chat-models-" + name);
        await fay.Page.ClickAsync("#chat-models .ft button");
        await fay.Page.FillAsync(".say [data-send]", "Compare lighthouses in a table, with python code and a formula");
        await fay.Page.ClickAsync(".go button");
        await fay.Page.WaitForURLAsync("**/chat/cnv_**");
        await Expect(fay.Page.Locator(".turn > article")).ToHaveCountAsync(4);
        await Expect(fay.Page.Locator("article.streaming .code").First).ToBeVisibleAsync(new() { Timeout = Long });
        await fay.ShotAsync("chat-four-running-" + name);
        await Expect(fay.Page.Locator("article.msg.streaming")).ToHaveCountAsync(0, new() { Timeout = Long });
        await fay.LooksRightAsync();
        await fay.Page.Locator(".turn > article").Nth(2).Locator("[data-pick]").ClickAsync();
        await Expect(fay.Page.Locator(".turn > article").Nth(2).GetByText("Goes on from here")).ToBeVisibleAsync();
        await SayAsync(fay, "Thank you, and in short?");
        await Expect(fay.Page.Locator("article.msg.me")).ToHaveCountAsync(2);
        await Expect(fay.Page.Locator("article.msg.streaming")).ToHaveCountAsync(0, new() { Timeout = Long });
        await Expect(fay.Page.Locator("article.msg:not(.me)")).ToHaveCountAsync(2);
        await Expect(fay.Page.GetByText("3 of 4")).ToBeVisibleAsync();
        await fay.LooksRightAsync();
        await fay.ShotAsync("chat-" + name);
        await fay.Page.GotoAsync("/chat/import");
        await fay.LooksRightAsync();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task A_shared_conversation_is_read_by_anybody_until_its_link_ends(int width, ColorScheme theme)
    {
        await using var ida = await browser.OpenAsync(site);
        await using var anybody = await browser.OpenAsync(site, width, width < 600 ? 844 : 900, theme);
        await ida.SignUpAsync($"ida{width}");
        await ida.Page.GotoAsync("/chat");
        await SayAsync(ida, "How wide is the sea?");
        await ida.Page.WaitForURLAsync("**/chat/cnv_**");
        await Expect(ida.Page.Locator("[aria-label='Answer again']")).ToBeVisibleAsync(new() { Timeout = Long });
        await ida.Page.ClickAsync("#thread header [aria-label^='Settings']");
        await ida.Page.ClickAsync("#share button:has-text('Share by link')");
        var link = (await ida.Page.InnerTextAsync("#shared-url")).Trim();
        await ida.LooksRightAsync();

        await anybody.Page.GotoAsync(link);
        await Expect(anybody.Page.Locator("article.msg")).ToHaveCountAsync(2);
        var (title, answer) = (await anybody.Page.Locator("h1").BoundingBoxAsync(), await anybody.Page.Locator("article.msg").Last.BoundingBoxAsync());
        Assert.InRange(title!.X, answer!.X - 1, answer.X + 1);
        await anybody.LooksRightAsync();
        await anybody.ShotAsync($"shared-{width}-{theme}");

        await ida.Page.ClickAsync("#share button:has-text('End the link')");
        await Expect(ida.Page.Locator("#share button:has-text('Share by link')")).ToBeVisibleAsync();
        Assert.Equal(404, (await anybody.Page.GotoAsync(link))!.Status);
    }

    [Fact]
    public async Task Without_scripts_one_reads_and_sends()
    {
        await using var gil = await browser.OpenAsync(site);
        await gil.SignUpAsync("gil");
        await gil.Page.RouteAsync("**/*.js", route => route.AbortAsync());
        await gil.Page.GotoAsync("/chat");
        await gil.Page.FillAsync(".say [data-send]", "Hello there");
        await gil.Page.ClickAsync(".go button");
        await gil.Page.WaitForURLAsync("**/chat/cnv_**");
        await Expect(gil.Page.Locator("article.msg.me")).ToContainTextAsync("Hello there");
        while (await gil.Page.Locator("article.msg.streaming").CountAsync() > 0) await gil.Page.ReloadAsync();
        await Expect(gil.Page.Locator("article.msg:not(.me)")).ToContainTextAsync("This answer was made by the sandbox.");
        await gil.Page.FillAsync(".say [data-send]", "And again");
        await gil.Page.ClickAsync(".go button");
        await Expect(gil.Page.Locator("article.msg.me")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_long_conversation_opens_at_its_end_and_asks_for_nothing_while_one_reads()
    {
        await using var hal = await browser.OpenAsync(site);
        await hal.SignUpAsync("hal");
        await hal.Page.GotoAsync("/chat/import");
        await hal.LooksRightAsync();
        await hal.Page.SetInputFilesAsync("#import-file", new FilePayload { Name = "conversations.json", MimeType = "application/json", Buffer = LongTalk(2_000) });
        await hal.Page.ClickAsync("main form button.primary");
        await hal.Page.WaitForURLAsync("**/chat/cnv_**");
        await Expect(hal.Page.GetByText("Answer 1999.")).ToBeInViewportAsync();
        Assert.InRange(await hal.Page.Locator("article.msg").CountAsync(), 2, 50);
        await hal.LooksRightAsync();

        var asked = new List<string>();
        hal.Page.Request += (_, request) => asked.Add(request.Url);
        await hal.Page.ReloadAsync();
        await hal.Page.WaitForTimeoutAsync(6_000);
        Assert.Equal([], asked.Where(url => url.Contains("/chat/", StringComparison.Ordinal)).Skip(1));

        var shown = await hal.Page.Locator("article.msg").CountAsync();
        await hal.Page.EvaluateAsync("document.querySelector('#log').scrollTop = 0");
        await Expect(hal.Page.Locator("article.msg")).Not.ToHaveCountAsync(shown);
        await hal.LooksRightAsync();
    }

    // As ChatGPT exports it.
    private static byte[] LongTalk(int count)
    {
        var mapping = new JsonObject { ["root"] = new JsonObject { ["parent"] = null } };
        for (var i = 0; i < count; i++)
        {
            var isMine = i % 2 == 0;
            var message = new JsonObject
            {
                ["author"] = new JsonObject { ["role"] = isMine ? "user" : "assistant" },
                ["content"] = new JsonObject { ["parts"] = new JsonArray(isMine ? $"Question {i}: how wide is the sea?" : $"Answer {i}. **Very** wide:\n\n- cold\n- deep") },
                ["metadata"] = new JsonObject { ["model_slug"] = "gpt-4o" },
            };
            mapping[$"n{i}"] = new JsonObject { ["parent"] = i == 0 ? "root" : $"n{i - 1}", ["message"] = message };
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonArray(new JsonObject { ["title"] = "The sea", ["current_node"] = $"n{count - 1}", ["mapping"] = mapping }));
    }

    private static async Task SayAsync(Person who, string text)
    {
        await who.Page.FillAsync(".say [data-send]", text);
        await who.Page.ClickAsync(".go button");
    }
}
