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
}
