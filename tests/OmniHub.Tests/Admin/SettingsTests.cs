using OmniHub.Contracts.Admin;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Admin;

public sealed class SettingsTests : IAsyncLifetime
{
    private readonly App app = new();
    private Visitor admin = null!;

    public async ValueTask InitializeAsync() => admin = await app.AdminAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_new_installation_has_the_defaults()
    {
        var settings = (await admin.Get("/api/admin/settings")).Json;
        Assert.Equal("""{"profitMarginPercent":0,"freeCredits":100,"creditPriceUsd":1,"signUpOpen":true,"blockedWords":[]}""", settings.ToJsonString());
        var limits = (await admin.Get("/api/admin/rate-limits")).Json;
        Assert.Equal(60, limits["perUser"]!["generate"]!["limit"]!.GetValue<int>());
        Assert.Equal(3600, limits["perAddress"]!["signUp"]!["windowSeconds"]!.GetValue<int>());
        Assert.Equal(12_000, limits["global"]!["limit"]!.GetValue<int>());
        Assert.Equal(20, limits["concurrency"]!["streamsPerUser"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_change_merges_takes_effect_at_once_and_survives_a_restart()
    {
        var user = await app.SignUpAsync();
        var changed = await admin.Put("/api/admin/settings", new { profitMarginPercent = 25.5m });
        Assert.True(changed.Status == 200, changed.ToString());
        Assert.Equal((25.5m, 100m), (changed.Json["profitMarginPercent"]!.GetValue<decimal>(), changed.Json["freeCredits"]!.GetValue<decimal>()));
        var estimate = await user.Post("/api/estimate", new { modelId = "nano-banana" });
        Assert.Equal(0.048945m, estimate.Json["total"]!.GetValue<decimal>());
        Assert.Equal(0.048945m, (await app.Anyone().Get("/api/models/nano-banana")).Json["pricing"]!["perImage"]!.GetValue<decimal>());
        await admin.Put("/api/admin/settings", new { signUpOpen = false });
        await admin.Put("/api/admin/rate-limits", new { global = new { limit = 999 } });

        await using var restarted = new App().On(app);
        var again = await restarted.AdminAsync();
        Assert.Equal(
            """{"profitMarginPercent":25.5,"freeCredits":100,"creditPriceUsd":1,"signUpOpen":false,"blockedWords":[]}""",
            (await again.Get("/api/admin/settings")).Json.ToJsonString());
        Assert.Equal(999, (await again.Get("/api/admin/rate-limits")).Json["global"]!["limit"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"profitMarginPercent":-0.01}""")]
    [InlineData("""{"profitMarginPercent":1000.01}""")]
    [InlineData("""{"profitMarginPercent":1.234}""")]
    [InlineData("""{"profitMarginPercent":"18"}""")]
    [InlineData("""{"freeCredits":-1}""")]
    [InlineData("""{"freeCredits":10000.000001}""")]
    [InlineData("""{"freeCredits":0.0000001}""")]
    [InlineData("""{"creditPriceUsd":0}""")]
    [InlineData("""{"creditPriceUsd":100.01}""")]
    [InlineData("""{"creditPriceUsd":1e40}""")]
    [InlineData("""{"signUpOpen":"no"}""")]
    public async Task A_setting_out_of_range_is_refused(string body)
    {
        var before = (await admin.Get("/api/admin/settings")).Text;
        var answer = await admin.Send(HttpMethod.Put, "/api/admin/settings", body);
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(before, (await admin.Get("/api/admin/settings")).Text);
    }

    [Fact]
    public async Task Rate_limits_merge_number_by_number()
    {
        var before = app.Services.GetService(typeof(ISettings)) as ISettings;
        var changed = await admin.Put("/api/admin/rate-limits", new { perUser = new { generate = new { limit = 5 }, other = 1 }, concurrency = new { generationsPerUser = 3 } });
        Assert.True(changed.Status == 200, changed.ToString());
        var expected = RateLimits.Default with
        {
            PerUser = RateLimits.Default.PerUser with { Generate = new Rate(5, 60) },
            Concurrency = new ConcurrencyLimits(20, 3),
        };
        Assert.Equal(expected, before!.Current.RateLimits);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(expected, Json.Options), (await admin.Get("/api/admin/rate-limits")).Text);
    }

    [Theory]
    [InlineData("""{"perUser":{"api":{"limit":0}}}""", "perUser.api.limit")]
    [InlineData("""{"perUser":{"api":{"limit":1000001}}}""", "perUser.api.limit")]
    [InlineData("""{"perUser":{"api":{"limit":1.5}}}""", "perUser.api.limit")]
    [InlineData("""{"perAddress":{"auth":{"windowSeconds":86401}}}""", "perAddress.auth.windowSeconds")]
    [InlineData("""{"global":5}""", "global")]
    [InlineData("""{"concurrency":{"streamsPerUser":null}}""", "concurrency.streamsPerUser")]
    public async Task A_limit_out_of_range_is_refused_by_name(string body, string field)
    {
        var answer = await admin.Send(HttpMethod.Put, "/api/admin/rate-limits", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.Json["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task Changes_at_once_all_count()
    {
        await Task.WhenAll(
            admin.Put("/api/admin/settings", new { profitMarginPercent = 7 }),
            admin.Put("/api/admin/settings", new { freeCredits = 5 }),
            admin.Put("/api/admin/settings", new { creditPriceUsd = 2 }),
            admin.Put("/api/admin/rate-limits", new { perUser = new { chat = new { limit = 7 } } }),
            admin.Put("/api/admin/rate-limits", new { perUser = new { api = new { limit = 8000 } } }));
        Assert.Equal(
            """{"profitMarginPercent":7,"freeCredits":5,"creditPriceUsd":2,"signUpOpen":true,"blockedWords":[]}""",
            (await admin.Get("/api/admin/settings")).Json.ToJsonString());
        var limits = (await admin.Get("/api/admin/rate-limits")).Json["perUser"]!;
        Assert.Equal((7, 8000), (limits["chat"]!["limit"]!.GetValue<int>(), limits["api"]!["limit"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Only_admins_see_and_change_settings()
    {
        var user = await app.SignUpAsync();
        foreach (var path in (string[])["/api/admin/settings", "/api/admin/rate-limits", "/api/admin/audit", "/api/admin/stats", "/api/admin/users"])
        {
            Assert.Equal(401, (await app.Anyone().Get(path)).Status);
            Assert.Equal(403, (await user.Get(path)).Status);
        }

        Assert.Equal(403, (await user.Put("/api/admin/settings", new { freeCredits = 9999 })).Status);
    }
}
