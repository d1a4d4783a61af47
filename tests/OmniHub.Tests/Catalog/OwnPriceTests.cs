using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Catalog;
using OmniHub.Contracts.Catalog;
using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Catalog;

/// <summary>Prices that the operator sets himself, and price changes with a date ahead. The margin of the settings is 0.</summary>
public sealed class OwnPriceTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private readonly App app;
    private Visitor admin = null!;
    private Visitor user = null!;

    public OwnPriceTests() => app = new App().With(services => services.AddSingleton<TimeProvider>(clock));

    public async ValueTask InitializeAsync()
    {
        admin = await app.AdminAsync();
        user = await app.SignUpAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task People_pay_a_price_of_its_own_and_the_provider_takes_what_it_takes()
    {
        var set = await ChangeAsync("nano-banana", """{"ownPricing":{"perImage":0.1},"marginPercent":50}""");
        Assert.Equal((0.1m, 0.1m, 0.039m), (Number(set["credits"]), Number(set["ownPricing"]!["perImage"]), Number(set["providerPricing"]!["perImage"])));
        Assert.Equal(0.2m, await EstimateAsync("nano-banana", new { num_images = 2 }));
        Assert.Equal(0.1m, Number((await app.Anyone().Get("/api/models/nano-banana")).Json["pricing"]!["perImage"]));

        var models = app.Services.GetRequiredService<ICatalog>();
        var quote = models.Quote((await models.FindAsync("nano-banana", default))!, null, []);
        var cost = models.Charge(quote.Terms, [], new Usage(1, [new UsedFile(1024, 1024, null)]));
        Assert.Equal((100_000, 39_000), (cost.Credits.Value, cost.ProviderCost.Value));
        Assert.Null(quote.Terms.MarginOnBill);

        // The margin waited.
        Assert.Equal(0.0585m, Number((await ChangeAsync("nano-banana", """{"ownPricing":null}"""))["credits"]));
    }

    [Fact]
    public async Task It_stays_through_a_new_price_of_the_provider_and_is_not_lost_without_a_word()
    {
        await ChangeAsync("flux-dev", """{"ownPricing":{"perMegapixel":0.05}}""");
        Assert.Equal(0.05m, Number((await ChangeAsync("flux-dev", """{"pricing":{"perMegapixel":0.03}}"""))["credits"]));
        var lost = await admin.Put("/api/admin/models/flux-dev", new { pricing = new { perImage = 0.04m } });
        Assert.Equal(400, lost.Status);
        Assert.NotNull(lost.Json["errors"]!["ownPricing"]);
        var other = await ChangeAsync("flux-dev", """{"pricing":{"perImage":0.04},"ownPricing":null}""");
        Assert.Equal((0.04m, null), (Number(other["credits"]), other["ownPricing"]));
    }

    [Theory]
    [InlineData("flux-dev", """{"ownPricing":{"perImage":0.05}}""", "ownPricing.perImage")]
    [InlineData("flux-dev", """{"ownPricing":{"perMegapixel":0}}""", "ownPricing.perMegapixel")]
    [InlineData("flux-dev", """{"ownPricing":{}}""", "ownPricing")]
    [InlineData("flux-dev", """{"ownPricing":0.05}""", "ownPricing")]
    [InlineData("openai/gpt-4o", """{"ownPricing":{"promptPer1M":5}}""", "ownPricing")]
    [InlineData("openai/gpt-4o", """{"ownPricing":{"promptPer1M":5,"completionPer1M":9,"cacheReadPer1M":1}}""", "ownPricing.cacheReadPer1M")]
    [InlineData("flux-krea", """{"ownPricing":{"perMegapixel":1}}""", "ownPricing.perMegapixel")]
    [InlineData("flux-dev", """{"marginPercent":7,"effectiveAt":"2020-01-01T00:00:00Z"}""", "effectiveAt")]
    [InlineData("flux-dev", """{"marginPercent":7,"effectiveAt":"2999-01-01T00:00:00Z"}""", "effectiveAt")]
    [InlineData("flux-dev", """{"marginPercent":7,"effectiveAt":"soon"}""", "effectiveAt")]
    public async Task A_price_that_cannot_be_is_refused(string id, string body, string field)
    {
        var answer = await admin.Send(HttpMethod.Put, "/api/admin/models/" + Uri.EscapeDataString(id), body);
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Contains(field, answer.Json["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task A_planned_change_counts_from_its_time_on_once()
    {
        var at = clock.GetUtcNow().AddHours(3);
        var planned = await PlanAsync(at, new { pricing = new { perMegapixel = 0.03m }, marginPercent = 20, name = "FLUX, the next" });
        Assert.Equal(("FLUX, the next", 0.025m), ((string)planned["name"]!, Number(planned["credits"])));
        var line = Assert.Single(planned["planned"]!.AsArray())!;
        Assert.Equal(at.ToUnixTimeSeconds(), line["effectiveAt"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds());
        Assert.Equal((20m, 0.03m), (Number(line["change"]!["marginPercent"]), Number(line["change"]!["pricing"]!["perMegapixel"])));
        await app.Sweep("catalog.planned");
        Assert.Equal(0.025m, await EstimateAsync("flux-dev"));

        clock.Skip(TimeSpan.FromHours(3.1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Sweep("catalog.planned")));
        Assert.Equal(0.036m, await EstimateAsync("flux-dev"));
        var now = (await admin.Get("/api/admin/models/flux-dev")).Json;
        Assert.Empty(now["planned"]!.AsArray());
        Assert.Equal(2, await app.In<CatalogDb, int>(db => db.Prices.CountAsync(p => p.ModelId == "flux-dev")));
        async Task<JsonNode> LogAsync(string action) =>
            Assert.Single((await admin.Get("/api/admin/audit?target=flux-dev&action=" + action)).Json["items"]!.AsArray())!["changes"]!;
        Assert.Equal("20", (string)(await LogAsync("model.plan-apply"))["marginPercent"]![1]!);
        Assert.Equal("20", (string)(await LogAsync("model.update"))["planned"]![1]!["marginPercent"]!);
    }

    [Fact]
    public async Task A_price_for_a_while_is_planned_with_its_end()
    {
        var from = clock.GetUtcNow().AddHours(1);
        await PlanAsync(from, new { ownPricing = new { perMegapixel = 0.01m } });
        var body = new { ownPricing = new { perMegapixel = 0.01m }, effectiveAt = from };
        Assert.Equal(400, (await admin.Put("/api/admin/models/flux-dev", body)).Status);
        await PlanAsync(from.AddHours(2), new { ownPricing = (object?)null });
        clock.Skip(TimeSpan.FromHours(2));
        await app.Sweep("catalog.planned");
        Assert.Equal(0.01m, await EstimateAsync("flux-dev"));
        clock.Skip(TimeSpan.FromHours(2));
        await app.Sweep("catalog.planned");
        Assert.Equal(0.025m, await EstimateAsync("flux-dev"));
    }

    [Fact]
    public async Task A_planned_change_opens_nothing_that_was_closed_meanwhile()
    {
        await PlanAsync(clock.GetUtcNow().AddHours(1), new { pricing = new { perMegapixel = 0.03m } });
        await app.In<CatalogDb, int>(db => db.Models.Where(m => m.Id == "flux-dev").ExecuteUpdateAsync(set =>
            set.SetProperty(m => m.ClosedReason, "The list is off.").SetProperty(m => m.IsEnabled, false)));
        clock.Skip(TimeSpan.FromHours(2));
        await app.Sweep("catalog.planned");
        var now = (await admin.Get("/api/admin/models/flux-dev")).Json;
        Assert.Equal(("The list is off.", 0.03m), ((string)now["closedReason"]!, Number(now["providerPricing"]!["perMegapixel"])));
    }

    [Fact]
    public async Task A_planned_change_can_be_dropped_and_one_that_no_longer_fits_is_dropped_by_itself()
    {
        var at = clock.GetUtcNow().AddHours(1);
        var id = (string)(await PlanAsync(at, new { marginPercent = 20 }))["planned"]![0]!["id"]!;
        Assert.Equal(403, (await user.Send(HttpMethod.Delete, $"/api/admin/models/planned/{id}", "")).Status);
        Assert.Equal(204, (await admin.Send(HttpMethod.Delete, $"/api/admin/models/planned/{id}", "")).Status);
        Assert.Equal(404, (await admin.Send(HttpMethod.Delete, $"/api/admin/models/planned/{id}", "")).Status);

        await PlanAsync(at, new { ownPricing = new { perMegapixel = 0.05m } });
        await ChangeAsync("flux-dev", """{"pricing":{"perImage":0.04},"ownPricing":null}""");
        clock.Skip(TimeSpan.FromHours(2));
        await app.Sweep("catalog.planned");
        Assert.Equal(0.04m, await EstimateAsync("flux-dev"));
        Assert.Empty((await admin.Get("/api/admin/models/flux-dev")).Json["planned"]!.AsArray());
        Assert.Equal(2, (await admin.Get("/api/admin/audit?target=flux-dev&action=model.plan-drop")).Json["items"]!.AsArray().Count);
        Assert.Equal(400, (await admin.Put("/api/admin/models/flux-dev", new { free = false, effectiveAt = clock.GetUtcNow().AddDays(1) })).Status);
    }

    [Fact]
    public async Task The_page_sets_a_price_of_its_own_plans_a_margin_and_drops_it()
    {
        const string path = "/admin/models/flux-dev";
        var page = app.Anyone();
        await page.Form("/login", "/login", ("email", "admin@localhost"), ("password", App.AdminPassword));
        async Task<string> Seen() => (await page.Page(path)).Html.QuerySelector("#model-form input[name=seen]")!.GetAttribute("value")!;
        (string, string)[] form = [("name", "FLUX"), ("description", ""), ("featured", "true"), ("free", "false"), ("component", "perMegapixel"), ("price", "0.025")];

        Assert.Equal(303, (await page.Form(path, path, [.. form, ("marginMode", "price"), ("ownPrice", "0.07"), ("seen", await Seen())])).Status);
        Assert.Equal(0.07m, await EstimateAsync("flux-dev"));
        Assert.Contains("People pay 0.07 for a megapixel", (await page.Page(path)).Text, StringComparison.Ordinal);
        Assert.NotNull((await page.Page(path)).Html.QuerySelector("input[name=marginMode][value=price][checked]"));

        var from = clock.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(303, (await page.Form(path, path, [.. form, ("marginMode", "own"), ("marginPercent", "25"), ("from", from), ("seen", await Seen())])).Status);
        Assert.Equal(0.07m, await EstimateAsync("flux-dev"));
        var planned = (await page.Page(path)).Html.QuerySelector("form[action^='/admin/models/planned/']")!;
        Assert.Contains("A margin of its own of 25%", planned.ParentElement!.TextContent, StringComparison.Ordinal);
        Assert.Contains("No price of its own", planned.ParentElement.TextContent, StringComparison.Ordinal);
        Assert.Equal(303, (await page.Form(planned.GetAttribute("action")!, path)).Status);
        Assert.Null((await page.Page(path)).Html.QuerySelector("form[action^='/admin/models/planned/']"));

        var refused = await page.Form(path, path, [.. form, ("marginMode", "price"), ("ownPrice", "much"), ("seen", await Seen())]);
        Assert.Equal(400, refused.Status);
        Assert.Contains("A price is a number above 0", refused.Text, StringComparison.Ordinal);
    }

    private async Task<JsonNode> ChangeAsync(string id, string body)
    {
        var answer = await admin.Send(HttpMethod.Put, "/api/admin/models/" + id, body);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Json;
    }

    private async Task<JsonNode> PlanAsync(DateTimeOffset at, object change)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(change)!.AsObject();
        body["effectiveAt"] = at.ToString("O");
        return await ChangeAsync("flux-dev", body.ToJsonString());
    }

    private async Task<decimal> EstimateAsync(string id, object? options = null)
    {
        var answer = await user.Post("/api/estimate", new { modelId = id, options });
        Assert.True(answer.Status == 200, answer.ToString());
        return Number(answer.Json["total"]);
    }

    private static decimal Number(JsonNode? node) => node!.GetValue<decimal>();
}
