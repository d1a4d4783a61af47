using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Community;

/// <summary>The gallery in HTML: what visitors, authors and attackers see.</summary>
public sealed class GalleryPageTests(GenerationApp studio) : Gallery(studio), IClassFixture<GenerationApp>
{
    private const string Attack = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' hx-get=/api/auth/me hx-trigger=load";

    [Fact]
    public async Task Whatever_people_write_is_text()
    {
        var prompt = $"{Attack} {Studio.NewPrompt()}";
        var work = await Studio.EndOfAsync(await Studio.StartAsync(prompt));
        var answer = await PublishAsync(work, new { title = Attack, description = Attack, tags = new[] { "<b hx-get=/x>", "javascript:alert(1)" } });
        Assert.True(answer.Status == 201, answer.ToString());
        var id = Id(answer.Json);
        foreach (var path in new[] { $"/community/{id}", "/community", "/", $"/community/by/{Ann.Id}", "/community?tag=" + Uri.EscapeDataString("<b hx-get=/x>"), "/community?q=" + Uri.EscapeDataString(Attack) })
        {
            var page = await App.Anyone().Page(path);
            Assert.True(page.Status == 200, path);
            var html = page.Html;
            Assert.Empty(html.QuerySelectorAll("[onerror], img[src=x], b[hx-get], [hx-get='/api/auth/me'], [hx-trigger=load]"));
            Assert.All(html.QuerySelectorAll("script"), s => Assert.Equal("", s.TextContent));
            Assert.All(html.QuerySelectorAll("a[href]"), a => Assert.DoesNotContain("javascript:", a.GetAttribute("href")!.Replace("tag=javascript", ""), StringComparison.OrdinalIgnoreCase));
        }

        var post = (await App.Anyone().Page($"/community/{id}")).Html;
        Assert.Equal(answer.Json["title"]!.GetValue<string>(), post.QuerySelector("h1")!.TextContent);
        Assert.Equal(answer.Json["title"]!.GetValue<string>(), post.QuerySelector("meta[property='og:title']")!.GetAttribute("content"));
        var feed = System.Xml.Linq.XDocument.Parse((await App.Anyone().Get("/community/feed.xml")).Text);
        Assert.Contains(answer.Json["title"]!.GetValue<string>(), feed.Descendants().Where(e => e.Name.LocalName == "title").Select(e => e.Value));
    }

    [Fact]
    public async Task A_kept_page_never_shows_what_has_changed()
    {
        var (_, post) = await PostAsync("Before");
        var (path, visitor) = ($"/community/{Id(post)}", App.Anyone());
        async Task<string> TitleAsync() => (await visitor.Page(path)).Html.QuerySelector("h1")!.TextContent;
        async Task<string[]> WallAsync() => [.. (await visitor.Page("/community")).Html.QuerySelectorAll("#wall .print b").Select(e => e.TextContent)];
        Assert.Equal("Before", await TitleAsync());
        var kept = await visitor.Page(path);
        Assert.NotNull(kept["Age"]);
        Assert.Null(kept["Set-Cookie"]);
        Assert.Contains("Before", await WallAsync());

        await Ann.Patch($"/api{path}", new { title = "After" });
        Assert.Equal("After", await TitleAsync());
        Assert.Contains("After", await WallAsync());
        var bea = await App.SignUpAsync();
        await bea.Post($"/api{path}/like");
        Assert.Contains("1 like", (await visitor.Page(path)).Html.QuerySelector(".like")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("1 view", (await visitor.Page(path)).Html.QuerySelector(".post .row .row")!.TextContent.Trim());
        await visitor.Get(path, ("Accept", "text/html"), ("User-Agent", "Another"));
        Assert.Equal("2 views", (await visitor.Page(path)).Html.QuerySelector(".post .row .row")!.TextContent.Trim());
        await Ann.Delete($"/api{path}");
        Assert.Equal(404, (await visitor.Page(path)).Status);
        Assert.DoesNotContain("After", await WallAsync());
    }

    [Fact]
    public async Task The_kept_landing_page_never_shows_what_has_changed()
    {
        var (admin, visitor) = (await App.AdminAsync(), App.Anyone());
        async Task<AngleSharp.Dom.IDocument> LandingAsync() => (await visitor.Page("/")).Html;
        async Task<string> PricesAsync() => (await LandingAsync()).QuerySelector("#models")!.TextContent;
        async Task<string> PlansAsync() => (await LandingAsync()).QuerySelector("#pricing")?.TextContent ?? "";
        const string model = "recraft-v3";
        await LandingAsync();
        var kept = await visitor.Page("/");
        Assert.NotNull(kept["Age"]);
        Assert.Null(kept["Set-Cookie"]);

        var (_, post) = await PostAsync("On the wall");
        Assert.Contains("On the wall", (await LandingAsync()).QuerySelector("#gallery")!.TextContent, StringComparison.Ordinal);
        await Ann.Delete($"/api/community/{Id(post)}");
        Assert.DoesNotContain("On the wall", (await LandingAsync()).Body!.TextContent, StringComparison.Ordinal);

        await admin.Put($"/api/admin/models/{model}", new { name = "Renamed", featured = true });
        Assert.Contains("Renamed", await PricesAsync(), StringComparison.Ordinal);
        await admin.Put($"/api/admin/models/{model}", new { enabled = false });
        Assert.DoesNotContain("Renamed", await PricesAsync(), StringComparison.Ordinal);

        const string price = "plus 17%";
        Assert.DoesNotContain(price, await PricesAsync(), StringComparison.Ordinal);
        await admin.Put("/api/admin/settings", new { profitMarginPercent = 17 });
        Assert.Contains(price, await PricesAsync(), StringComparison.Ordinal);

        await admin.Put("/api/admin/plans", new { items = new[] { new { id = "solo", name = "Solo", priceUsd = 5, allowance = 5, enabled = true } } });
        Assert.Contains("Solo", await PlansAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Most chosen", await PlansAsync(), StringComparison.Ordinal);
        await Ann.Post("/api/billing/subscribe", new { planId = "solo" });
        Assert.Contains("Most chosen", await PlansAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_works_with_plain_forms()
    {
        var (program, una) = await Studio.SignInAsync();
        var work = await MakeAsync(program);
        var form = $"/community/publish/{Id(work)}";
        var wrong = await una.Form("/community/publish", form, ("generationId", Id(work)), ("hasPromptBox", "true"), ("title", ""), ("description", "kept text"));
        Assert.Equal(400, wrong.Status);
        Assert.Equal("kept text", wrong.Html.QuerySelector("textarea")!.TextContent);
        Assert.NotNull(wrong.Html.QuerySelector("input[name=title][aria-invalid=true]"));
        Assert.Equal((await una.Page(form)).Html.QuerySelector("img.thumb-s")!.GetAttribute("src"), wrong.Html.QuerySelector("img.thumb-s")?.GetAttribute("src"));

        var made = await una.Form("/community/publish", form, ("generationId", Id(work)), ("hasPromptBox", "true"), ("title", "By form"), ("tags", "One, two"));
        Assert.Equal(303, made.Status);
        var path = made["Location"]!;
        Assert.Equal(path, (await una.Page(form))["Location"]);
        var post = (await program.Get($"/api{path}")).Json;
        Assert.Null(post["prompt"]);
        Assert.Equal(["one", "two"], post["tags"]!.AsArray().Select(t => t!.GetValue<string>()));

        Assert.Equal(303, (await una.Form($"{path}/like", path)).Status);
        Assert.Equal(303, (await una.Form($"{path}/edit", $"{path}/edit", ("title", "Renamed"), ("showPrompt", "true"), ("hasPromptBox", "true"))).Status);
        post = (await program.Get($"/api{path}")).Json;
        Assert.Equal(("Renamed", 1, true), (post["title"]!.GetValue<string>(), post["likeCount"]!.GetValue<int>(), post["liked"]!.GetValue<bool>()));
        Assert.Empty(post["tags"]!.AsArray());
        Assert.Equal(work["prompt"]!.GetValue<string>(), post["prompt"]!.GetValue<string>());
        Assert.Contains("Renamed", (await una.Page("/community/mine"))["Location"] is { } mine ? (await una.Page(mine)).Text : "", StringComparison.Ordinal);

        var remix = (await una.Page($"/create?from=post:{Id(post)}")).Html;
        Assert.Equal(work["prompt"]!.GetValue<string>(), remix.QuerySelector("#prompt")!.TextContent);
        Assert.Equal(303, (await una.Form($"{path}/unpublish", path)).Status);
        Assert.Equal(404, (await App.Anyone().Page(path)).Status);
    }

    [Fact]
    public async Task A_post_goes_with_its_deleted_work_and_is_back_with_it()
    {
        var (program, una) = await Studio.SignInAsync();
        var work = await MakeAsync(program);
        var post = (await PublishAsync(work, new { title = "Deleted", tags = new[] { "deleted" } }, program)).Json;
        await Ann.Post($"/api/community/{Id(post)}/like");
        var file = post["result"]!.GetValue<string>();
        var (seen, gone) = (new[] { 200, 200, 200, 1 }, new[] { 404, 404, 404, 0 });
        async Task<int[]> SeenAsync() =>
            [(await App.Anyone().Page($"/community/{Id(post)}")).Status, (await program.Get($"/api/community/{Id(post)}")).Status, (await App.Anyone().Get(file)).Status, (await TitlesAsync("tag=deleted")).Length];
        Assert.Equal(seen, await SeenAsync());

        var back = (await una.Form("/library/delete", "/library", ("ids", Id(work))))["Location"]!;
        Assert.Equal(gone, await SeenAsync());
        await App.Sweep("community.sweep-posts");
        Assert.Equal(303, (await una.Form("/library/undo", "/library", ("until", back[(back.LastIndexOf('.') + 1)..]))).Status);
        Assert.Equal(seen, await SeenAsync());
        Assert.Equal(1, (await program.Get($"/api/community/{Id(post)}")).Json["likeCount"]!.GetValue<int>());

        Assert.Equal(204, (await program.Delete($"/api/generations/{Id(work)}")).Status);
        Assert.Equal(gone, await SeenAsync());
    }

    [Fact]
    public async Task A_hidden_prompt_stays_hidden_everywhere()
    {
        var work = await MakeAsync(about: "the secret recipe");
        var post = (await PublishAsync(work, new { title = "Kept", showPrompt = false })).Json;
        foreach (var path in new[] { $"/community/{Id(post)}", "/community", "/community/feed.xml", $"/api/community/{Id(post)}", "/api/community" })
            Assert.DoesNotContain("secret recipe", (await App.Anyone().Get(path, ("Accept", "text/html"))).Text, StringComparison.Ordinal);
        Assert.Empty(await TitlesAsync("q=secret"));
        var bea = await App.SignUpAsync();
        Assert.DoesNotContain("secret recipe", (await bea.Get($"/create?from=post:{Id(post)}", ("Accept", "text/html"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_author_sees_a_void_print_where_a_post_was_hidden()
    {
        var (_, post) = await PostAsync("Void");
        var admin = await App.AdminAsync();
        await (await App.SignUpAsync()).Post($"/api/community/{Id(post)}/report", new { reason = "no" });
        var report = (await admin.Get("/api/admin/reports?status=open&limit=1")).Json["items"]![0]!;
        await admin.Post($"/api/admin/reports/{Id(report)}", new { action = "hide" });
        Assert.Equal(404, (await App.Anyone().Page($"/community/{Id(post)}")).Status);
        var text = (await Ann.Get($"/community/by/{Ann.Id}", ("HX-Request", "true"))).Text;
        Assert.Contains("print void", text, StringComparison.Ordinal);
        Assert.DoesNotContain(post["thumbnailUrl"]!.GetValue<string>(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_engines_and_feed_readers_find_what_is_public()
    {
        var (_, post) = await PostAsync("Findable");
        var page = (await App.Anyone().Page($"/community/{Id(post)}")).Html;
        Assert.Equal($"https://studio.example.com/community/{Id(post)}", page.QuerySelector("link[rel=canonical]")!.GetAttribute("href"));
        Assert.Equal($"https://studio.example.com{post["result"]}", page.QuerySelector("meta[property='og:image']")!.GetAttribute("content"));
        Assert.Equal("summary_large_image", page.QuerySelector("meta[name='twitter:card']")!.GetAttribute("content"));
        Assert.Contains("https://studio.example.com/sitemap-0.xml", (await App.Anyone().Get("/sitemap.xml")).Text, StringComparison.Ordinal);
        Assert.Contains($"https://studio.example.com/community/{Id(post)}", (await App.Anyone().Get("/sitemap-0.xml")).Text, StringComparison.Ordinal);
        Assert.Contains("Sitemap: https://studio.example.com/sitemap.xml", (await App.Anyone().Get("/robots.txt")).Text, StringComparison.Ordinal);
        var feed = await App.Anyone().Get($"/community/feed.xml?authorId={Ann.Id}");
        Assert.StartsWith("application/atom+xml", feed.ContentType, StringComparison.Ordinal);
        Assert.Contains($"/community/{Id(post)}", feed.Text, StringComparison.Ordinal);
    }
}
