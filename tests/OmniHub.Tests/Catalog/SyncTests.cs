using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace OmniHub.Tests.Catalog;

public sealed class SyncTests : IAsyncLifetime
{
    private readonly WebApplication fal;
    private readonly App app = new();

    /// <summary>The provider's list: our prices, but for these endpoints.</summary>
    private readonly Dictionary<string, decimal?> different = [];

    public SyncTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        fal = builder.Build();
        var ours = CatalogApp.Entries(sandbox: true).Where(e => e.Provider == "fal" && e.HasPrice).ToDictionary(e => e.Endpoint, e => e.Components.Values.Single());
        fal.MapGet("/v1/models/pricing", (HttpRequest request) => Results.Json(new
        {
            prices = request.Query["endpoint_id"].Select(id => (id, usd: different.TryGetValue(id!, out var other) ? other : ours.TryGetValue(id!, out var same) ? same : null))
                .Where(p => p.usd is not null).Select(p => new { endpoint_id = p.id, unit_price = p.usd, unit = "units", currency = "USD" }),
            has_more = false,
        }));
    }

    public async ValueTask InitializeAsync()
    {
        await fal.StartAsync();
        app.With("FAL_QUEUE_URL", fal.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await fal.DisposeAsync();
    }

    [Fact]
    public async Task A_price_beyond_belief_closes_its_model_and_others_are_only_told()
    {
        different["fal-ai/flux/dev"] = 0.26m;
        different["fal-ai/flux/schnell"] = 0.0002m;
        different["fal-ai/nano-banana"] = 0m;
        different["fal-ai/veo3"] = -1m;
        different["fal-ai/ovi"] = null;
        different["fal-ai/recraft/v3/text-to-image"] = 0.05m;
        different["fal-ai/flux/krea"] = 0.025m;
        var admin = await app.AdminAsync();
        var answer = await admin.Post("/api/admin/models/sync");
        Assert.True(answer.Status == 200, answer.ToString());
        var found = answer.Json["differences"]!.AsArray().ToDictionary(d => d!["modelId"]!.GetValue<string>(), d => d!["closedReason"]?.GetValue<string>());
        string[] closed = ["flux-dev", "flux-schnell", "nano-banana", "veo-3", "ovi"];
        Assert.Equal(closed.Concat(["recraft-v3", "flux-krea"]).Order(), found.Keys.Order());
        foreach (var id in closed)
        {
            Assert.NotNull(found[id]);
            Assert.Equal(404, (await app.Anyone().Get($"/api/models/{id}")).Status);
            Assert.Equal(found[id], (await admin.Get($"/api/admin/models/{id}")).Json["closedReason"]!.GetValue<string>());
        }

        Assert.Null(found["recraft-v3"]);
        Assert.Equal(0.04m, (await app.Anyone().Get("/api/models/recraft-v3")).Json["credits"]!.GetValue<decimal>());
        Assert.Equal(5, (await admin.Get("/api/admin/audit?action=model.close")).Json["items"]!.AsArray().Count);
        Assert.True((await admin.Put("/api/admin/models/ovi", new { enabled = true })).Json["enabled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_plain_change_is_approved_as_it_was_seen_and_past_work_keeps_its_price()
    {
        different["fal-ai/flux/dev"] = 0.028m;
        different["fal-ai/recraft/v3/text-to-image"] = 0.05m;
        var (admin, ann) = (await app.AdminAsync(), await app.SignUpAsync());
        var before = (await app.Anyone().Get("/api/models/flux-dev")).Json["credits"]!.GetValue<decimal>();
        var version = (await admin.Get("/api/admin/models/flux-dev")).Json["priceVersion"]!.GetValue<string>();
        var run = await ann.Post("/api/generate", new { modelId = "flux-dev", prompt = "a quiet lake" });
        Assert.Equal(202, run.Status);
        Assert.Equal(200, (await admin.Post("/api/admin/models/sync")).Status);
        var waiting = (await admin.Get("/api/admin/models/sync")).Json["changes"]!.AsArray();
        Assert.Equal(["flux-dev", "recraft-v3"], waiting.Select(c => (string)c!["modelId"]!));
        var seen = (string)waiting[0]!["seen"]!;

        different["fal-ai/flux/dev"] = 0.03m;
        Assert.Equal(200, (await admin.Post("/api/admin/models/sync")).Status);
        Assert.Equal(409, (await admin.Post("/api/admin/models/sync/approve", new { modelId = "flux-dev", seen })).Status);
        Assert.Equal(before, (await app.Anyone().Get("/api/models/flux-dev")).Json["credits"]!.GetValue<decimal>());

        var again = (string)(await admin.Get("/api/admin/models/sync")).Json["changes"]![0]!["seen"]!;
        var both = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => admin.Post("/api/admin/models/sync/approve", new { modelId = "flux-dev", seen = again })));
        Assert.Equal(1, both.Count(a => a.Status == 200 && (int)a.Json["decided"]! == 1));
        var after = await admin.Get("/api/admin/models/flux-dev");
        Assert.Equal(0.03m, after.Json["providerPricing"]!.AsObject().Single().Value!.GetValue<decimal>());
        Assert.NotEqual(version, after.Json["priceVersion"]!.GetValue<string>());
        Assert.Equal((decimal)run.Json["estimatedCredits"]!, (decimal)(await ann.Get($"/api/generations/{run.Json["id"]}")).Json["estimatedCredits"]!);

        Assert.Equal(200, (await admin.Post("/api/admin/models/sync/reject", new { modelId = "recraft-v3" })).Status);
        Assert.Equal(200, (await admin.Post("/api/admin/models/sync")).Status);
        Assert.Empty((await admin.Get("/api/admin/models/sync")).Json["changes"]!.AsArray());
        Assert.Contains((await admin.Get("/api/admin/audit?action=model.reject")).Json["items"]!.AsArray(), e => (string)e!["target"]!["id"]! == "recraft-v3");
        Assert.Equal(403, (await ann.Post("/api/admin/models/sync/approve", new { all = true })).Status);
    }

    [Fact]
    public async Task One_that_was_closed_opens_by_an_approval_and_not_with_the_others()
    {
        different["fal-ai/flux/dev"] = 0.26m;
        different["fal-ai/recraft/v3/text-to-image"] = 0.05m;
        var admin = await app.AdminAsync();
        await admin.Post("/api/admin/models/sync");
        Assert.Equal(1, (int)(await admin.Post("/api/admin/models/sync/approve", new { all = true })).Json["decided"]!);
        Assert.Equal(404, (await app.Anyone().Get("/api/models/flux-dev")).Status);

        different.Remove("fal-ai/flux/dev");
        await admin.Post("/api/admin/models/sync");
        var line = Assert.Single((await admin.Get("/api/admin/models/sync")).Json["changes"]!.AsArray())!;
        Assert.Equal(("flux-dev", true), ((string)line["modelId"]!, line["closedReason"] is not null));
        Assert.Equal(200, (await admin.Post("/api/admin/models/sync/approve", new { modelId = "flux-dev", seen = (string)line["seen"]! })).Status);
        Assert.Equal(200, (await app.Anyone().Get("/api/models/flux-dev")).Status);
    }

    [Fact]
    public async Task A_list_that_lost_most_of_its_models_closes_none()
    {
        var open = CatalogApp.Entries(sandbox: false).Where(e => e.Provider == "fal" && e.IsOpen).ToList();
        foreach (var entry in open.Take((open.Count / 2) + 2)) different[entry.Endpoint] = null;
        var admin = await app.AdminAsync();
        Assert.Equal(502, (await admin.Post("/api/admin/models/sync")).Status);
        Assert.Equal(200, (await app.Anyone().Get($"/api/models/{open[0].Id}")).Status);
    }
}
