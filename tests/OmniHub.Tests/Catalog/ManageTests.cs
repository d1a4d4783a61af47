using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Catalog;
using OmniHub.Contracts.Catalog;
using Xunit;

namespace OmniHub.Tests.Catalog;

/// <summary>Each test changes a model of its own.</summary>
public sealed class ManageTests(CatalogApp app) : IClassFixture<CatalogApp>
{
    [Fact]
    public async Task A_new_price_is_a_new_version_and_leaves_quoted_terms_alone()
    {
        var card = (await app.Models.FindAsync("nano-banana", CancellationToken.None))!;
        var before = app.Models.Quote(card, null, []);
        var answer = await app.Admin.Put("/api/admin/models/nano-banana", new { pricing = new { perImage = 0.05m } });
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(0.05m, answer.Json["credits"]!.GetValue<decimal>());
        Assert.Equal(0.05m, await app.EstimateAsync("nano-banana"));

        var after = app.Models.Quote(card, null, []);
        Assert.NotEqual(before.Terms.PriceVersion, after.Terms.PriceVersion);
        var usage = new Usage(1, [new UsedFile(1024, 1024, null)]);
        Assert.Equal(CatalogApp.Micros(0.039m), app.Models.Charge(before.Terms, [], usage).Credits);
        Assert.Equal(CatalogApp.Micros(0.05m), app.Models.Charge(after.Terms, [], usage).Credits);
        Assert.Equal(2, await app.In<CatalogDb, int>(db => db.Prices.CountAsync(p => p.ModelId == "nano-banana")));
    }

    [Fact]
    public async Task A_margin_of_the_model_wins_over_the_settings_and_null_inherits()
    {
        async Task<decimal> Set(string margin) =>
            (await app.Admin.Send(HttpMethod.Put, "/api/admin/models/seedream-v4", $$"""{"marginPercent":{{margin}}}""")).Json["credits"]!.GetValue<decimal>();

        Assert.Equal(0.0354m, await Set("18"));
        Assert.Equal(0.03765m, await Set("25.5"));
        Assert.Equal(0.03m, await Set("null"));
        Assert.Equal(0.03m, (await app.Admin.Put("/api/admin/models/seedream-v4", new { featured = false })).Json["credits"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("""{"marginPercent":-1}""", "marginPercent")]
    [InlineData("""{"marginPercent":1000.01}""", "marginPercent")]
    [InlineData("""{"marginPercent":1.005}""", "marginPercent")]
    [InlineData("""{"marginPercent":"much"}""", "marginPercent")]
    [InlineData("""{"marginPercent":[1]}""", "marginPercent")]
    [InlineData("""{"pricing":{"perImage":0}}""", "pricing.perImage")]
    [InlineData("""{"pricing":{"perImage":-0.1}}""", "pricing.perImage")]
    [InlineData("""{"pricing":{"perImage":"free"}}""", "pricing.perImage")]
    [InlineData("""{"pricing":{"perImage":null}}""", "pricing.perImage")]
    [InlineData("""{"pricing":{"perImage":1e30}}""", "pricing.perImage")]
    [InlineData("""{"pricing":{"perSecond":1}}""", "pricing.perSecond")]
    [InlineData("""{"pricing":{"perImage":1,"perMegapixel":1}}""", "pricing")]
    [InlineData("""{"pricing":{}}""", "pricing")]
    [InlineData("""{"name":" "}""", "name")]
    public async Task A_wrong_change_is_refused_and_changes_nothing(string body, string field)
    {
        var before = (await app.Admin.Get("/api/admin/models/imagen-4")).Text;
        var answer = await app.Admin.Send(HttpMethod.Put, "/api/admin/models/imagen-4", body);
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Contains(field, answer.Json["errors"]!.AsObject().Select(e => e.Key));
        Assert.Equal(before, (await app.Admin.Get("/api/admin/models/imagen-4")).Text);
    }

    [Theory]
    [InlineData("""{"pricing":5}""")]
    [InlineData("""{"enabled":"yes"}""")]
    [InlineData("""[]""")]
    public async Task A_wrong_type_is_a_400(string body) =>
        Assert.Equal(400, (await app.Admin.Send(HttpMethod.Put, "/api/admin/models/imagen-4", body)).Status);

    [Fact]
    public async Task A_closed_model_opens_with_a_price()
    {
        var refused = await app.Admin.Put("/api/admin/models/flux-krea", new { enabled = true });
        Assert.Equal(400, refused.Status);
        var priced = await app.Admin.Put("/api/admin/models/flux-krea", new { pricing = new { perMegapixel = 0.025m } });
        Assert.False(priced.Json["enabled"]!.GetValue<bool>());
        Assert.Null(priced.Json["closedReason"]);
        Assert.Equal(404, (await app.Anyone().Get("/api/models/flux-krea")).Status);
        var open = await app.Admin.Put("/api/admin/models/flux-krea", new { enabled = true });
        Assert.True(open.Json["enabled"]!.GetValue<bool>());
        Assert.Equal(0.05m, await app.EstimateAsync("flux-krea", new { num_images = 2 }));
    }

    [Fact]
    public async Task Zero_is_a_price_only_when_it_is_said_to_be_free()
    {
        const string path = "/api/admin/models/openai%2Fgpt-oss-120b:free";
        Assert.Equal(400, (await app.Admin.Put(path, new { enabled = true })).Status);
        var open = await app.Admin.Put(path, new { enabled = true, free = true });
        Assert.True(open.Status == 200, open.ToString());
        Assert.Equal(0m, await app.EstimateAsync("openai/gpt-oss-120b:free", null, "hello"));
        Assert.Equal(400, (await app.Admin.Put(path, new { free = false })).Status);
    }

    [Fact]
    public async Task A_model_can_be_switched_off_and_on()
    {
        await app.Admin.Put("/api/admin/models/ovi", new { enabled = false });
        Assert.Equal(404, (await app.Anyone().Get("/api/models/ovi")).Status);
        Assert.Equal(404, (await app.User.Post("/api/estimate", new { modelId = "ovi" })).Status);
        Assert.NotNull(await app.Models.FindPastAsync("ovi", CancellationToken.None));
        await app.Admin.Put("/api/admin/models/ovi", new { enabled = true });
        Assert.Equal(200, (await app.Anyone().Get("/api/models/ovi")).Status);
    }

    [Fact]
    public async Task A_model_can_be_added_and_starts_disabled()
    {
        var form = new
        {
            id = "acme/painter-1",
            name = "Painter",
            type = "image",
            provider = "fal",
            endpoint = "fal-ai/painter",
            enabled = true,
            pricing = new { perImage = 0.0125m },
            options = new
            {
                type = "object",
                properties = new { num_images = new { type = "integer", minimum = 1, maximum = 4, @default = 1 } },
            },
        };
        var made = await app.Admin.Post("/api/admin/models", form);
        Assert.True(made.Status == 201, made.ToString());
        Assert.False(made.Json["enabled"]!.GetValue<bool>());
        Assert.Equal("/api/admin/models/acme/painter-1", made["Location"]);
        Assert.Equal(404, (await app.Anyone().Get("/api/models/acme/painter-1")).Status);
        Assert.Equal(409, (await app.Admin.Post("/api/admin/models", form)).Status);
        await app.Admin.Put("/api/admin/models/acme%2Fpainter-1", new { enabled = true });
        Assert.Equal(0.0375m, await app.EstimateAsync("acme/painter-1", new { num_images = 3 }));
    }

    [Theory]
    [InlineData("id", "\"a b\"")]
    [InlineData("id", "\"../x\"")]
    [InlineData("type", "\"music\"")]
    [InlineData("provider", "\"elsewhere\"")]
    [InlineData("endpoint", "\"fal-ai/../admin\"")]
    [InlineData("pricing", "{}")]
    [InlineData("pricing.perImage", "{\"perImage\":0}")]
    [InlineData("options", "{\"type\":\"object\"}")]
    [InlineData("options.size", "{\"properties\":{\"size\":{\"type\":\"decimal\"}}}")]
    [InlineData("options.size", "{\"properties\":{\"size\":{\"type\":\"integer\",\"default\":\"big\"}}}")]
    [InlineData("options.size", "{\"properties\":{\"size\":{\"type\":\"integer\",\"minimum\":\"1\"}}}")]
    [InlineData("options.num_images", "{\"properties\":{\"num_images\":{\"type\":\"integer\"}}}")]
    [InlineData("options.image_size", "{\"properties\":{\"image_size\":{\"type\":\"object\",\"properties\":{\"width\":{\"type\":\"integer\"}}}}}")]
    [InlineData("options.prompt", "{\"properties\":{\"prompt\":{\"type\":\"string\"}}}")]
    public async Task A_model_that_makes_no_sense_is_not_added(string field, string value)
    {
        var form = JsonNode.Parse("""{"id":"acme/x","name":"X","type":"image","provider":"fal","endpoint":"fal-ai/x","pricing":{"perImage":1}}""")!.AsObject();
        form[field.Split('.')[0]] = JsonNode.Parse(value);
        var answer = await app.Admin.Send(HttpMethod.Post, "/api/admin/models", form.ToJsonString());
        Assert.True(answer.Status == 400, answer.ToString());
        Assert.Contains(field, answer.Json["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task Only_admins_manage_models()
    {
        Assert.Equal(401, (await app.Anyone().Get("/api/admin/models")).Status);
        Assert.Equal(403, (await app.User.Get("/api/admin/models")).Status);
        Assert.Equal(403, (await app.User.Put("/api/admin/models/flux-dev", new { enabled = false })).Status);
        Assert.Equal(404, (await app.Admin.Put("/api/admin/models/nothing", new { enabled = false })).Status);
    }

    [Fact]
    public async Task A_restart_keeps_what_an_admin_set_and_a_new_list_leaves_it()
    {
        await app.Admin.Put("/api/admin/models/recraft-v4", new { name = "Ours", pricing = new { perImage = 0.07m } });
        await app.In<CatalogDb, int>(db => db.Models.Where(m => m.Id == "recraft-v4" || m.Id == "imagen-4-ultra")
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.SeedHash, "an older list").SetProperty(m => m.Description, "old")));
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SeedModels>().StartAsync(CancellationToken.None);

        var ours = (await app.Anyone().Get("/api/models/recraft-v4")).Json;
        Assert.Equal(("Ours", 0.07m), (ours["name"]!.GetValue<string>(), ours["credits"]!.GetValue<decimal>()));
        Assert.NotEqual("old", ours["description"]!.GetValue<string>());
        Assert.Equal(1, await app.In<CatalogDb, int>(db => db.Prices.CountAsync(p => p.ModelId == "imagen-4-ultra")));
    }

    [Fact]
    public async Task A_price_list_of_the_provider_that_cannot_be_had_changes_nothing()
    {
        var answer = await app.Admin.Post("/api/admin/models/sync");
        Assert.Contains(answer.Status, (int[])[502, 503]);
        Assert.Equal(200, (await app.Anyone().Get("/api/models/flux-schnell")).Status);
    }
}
