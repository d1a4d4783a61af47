using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.Tests.Catalog;

public sealed class ModelTests(CatalogApp app) : IClassFixture<CatalogApp>
{
    [Fact]
    public async Task Open_models_are_listed_for_everybody_with_exact_prices()
    {
        var answer = await app.Anyone().Get("/api/models");
        Assert.Equal(200, answer.Status);
        var items = answer.Json["items"]!.AsArray();
        Assert.True(items.Count > 150, $"{items.Count}");
        foreach (var item in items)
        {
            Assert.True(item!["enabled"]!.GetValue<bool>());
            Assert.NotEmpty(item["pricing"]!.AsObject());
            Assert.True(item["credits"]!.GetValue<decimal>() > 0, item["id"]!.GetValue<string>());
            Assert.Contains(item["unit"]!.GetValue<string>(), (string[])["image", "megapixel", "second", "video", "1M tokens"]);
        }

        var dev = items.Single(i => i!["id"]!.GetValue<string>() == "flux-dev")!;
        Assert.Equal("image", dev["type"]!.GetValue<string>());
        Assert.Equal(0.025m, dev["credits"]!.GetValue<decimal>());
        Assert.Equal("""{"perMegapixel":0.025}""", dev["pricing"]!.ToJsonString());
        var chat = items.Single(i => i!["id"]!.GetValue<string>() == "openai/gpt-4o")!;
        Assert.Equal((2.5m, 128000), (chat["credits"]!.GetValue<decimal>(), chat["contextLength"]!.GetValue<int>()));
        Assert.Equal("""{"promptPer1M":2.5,"completionPer1M":10}""", chat["pricing"]!.ToJsonString());
    }

    [Theory]
    [InlineData("image")]
    [InlineData("video")]
    [InlineData("chat")]
    public async Task The_list_can_be_of_one_type(string type)
    {
        var items = (await app.Anyone().Get($"/api/models?type={type}")).Json["items"]!.AsArray();
        Assert.NotEmpty(items);
        Assert.All(items, i => Assert.Equal(type, i!["type"]!.GetValue<string>()));
        // Featured first, then by name.
        var order = items.Select(i => (!i!["featured"]!.GetValue<bool>(), i["name"]!.GetValue<string>().ToUpperInvariant())).ToList();
        Assert.Equal(order.Order(Comparer<(bool, string)>.Create((a, b) => a.Item1 == b.Item1 ? string.CompareOrdinal(a.Item2, b.Item2) : a.Item1.CompareTo(b.Item1))), order);
    }

    [Fact]
    public async Task An_unknown_type_is_refused() => Assert.Equal(400, (await app.Anyone().Get("/api/models?type=music")).Status);

    [Fact]
    public async Task Chat_models_have_a_list_of_their_own() => Assert.Equal(
        (await app.Anyone().Get("/api/models?type=chat")).Text, (await app.Anyone().Get("/api/chat/models")).Text);

    [Theory]
    [InlineData("/api/models/openai/gpt-4o")]
    [InlineData("/api/models/openai%2Fgpt-4o")]
    [InlineData("/api/models/openai%2fgpt-4o")]
    public async Task An_id_may_have_slashes(string path)
    {
        var answer = await app.Anyone().Get(path);
        Assert.Equal(200, answer.Status);
        Assert.Equal("openai/gpt-4o", answer.Json["id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("flux-krea")]
    [InlineData("openrouter/auto")]
    [InlineData("openai/gpt-oss-120b:free")]
    [InlineData("seedance-2.0")]
    [InlineData("runway-gen-3")]
    [InlineData("no-such-model")]
    public async Task Without_a_trusted_price_a_model_is_not_there(string id)
    {
        var closed = await app.Anyone().Get($"/api/models/{id}");
        Assert.Equal((404, "not_found"), (closed.Status, closed.Code));
        Assert.DoesNotContain(id, Ids(await app.Anyone().Get("/api/models")));
    }

    [Fact]
    public async Task Every_closed_model_says_why_in_a_sentence()
    {
        var items = (await app.Admin.Get("/api/admin/models")).Json["items"]!.AsArray();
        Assert.Equal(261, items.Count);
        foreach (var item in items.Where(i => !i!["enabled"]!.GetValue<bool>()))
            Assert.EndsWith(".", item!["closedReason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All(items.Where(i => i!["enabled"]!.GetValue<bool>()), i => Assert.Null(i!["closedReason"]));
    }

    [Fact]
    public async Task A_known_answer_is_not_sent_again()
    {
        var first = await app.Anyone().Get("/api/models?type=image");
        Assert.Equal(304, (await app.Anyone().Get("/api/models?type=image", ("If-None-Match", first["ETag"]!))).Status);
        Assert.Equal(200, (await app.Anyone().Get("/api/models?type=image", ("If-None-Match", "\"other\""))).Status);
    }

    [Fact]
    public void In_the_sandbox_unconfirmed_prices_do_no_harm()
    {
        Assert.True(CatalogApp.Entry("runway-gen-3", sandbox: true).IsOpen);
        Assert.False(CatalogApp.Entry("runway-gen-3").IsOpen);
        Assert.Contains("sandbox", CatalogApp.Entry("runway-gen-3").ClosedReason, StringComparison.Ordinal);
        Assert.False(CatalogApp.Entry("flux-krea", sandbox: true).IsOpen);
        Assert.True(CatalogApp.Entry("runway-gen-3", sandbox: true).IsSandbox);
    }

    [Fact]
    public async Task Past_work_keeps_its_model()
    {
        Assert.Null(await app.Models.FindAsync("flux-krea", CancellationToken.None));
        Assert.Equal("FLUX.1 Krea [dev]", (await app.Models.FindPastAsync("flux-krea", CancellationToken.None))?.Name);
    }

    [Fact]
    public async Task The_landing_page_lists_prices_of_now()
    {
        var page = (await app.Anyone().Page("/")).Html;
        var menus = page.QuerySelectorAll("#models .menu-list > div");
        Assert.Equal(["Images", "Video", "Chat"], menus.Select(m => m.QuerySelector("h3")!.FirstChild!.TextContent));
        Assert.Contains("FLUX.1 [schnell]", menus[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("0.0030", menus[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("2.50 / 10.00", menus[2].TextContent, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ids(Answer answer) => answer.Json["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>());
}
