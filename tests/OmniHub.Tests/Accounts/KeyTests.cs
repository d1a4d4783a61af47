using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests;

public class KeyTests(WideApp app) : IClassFixture<WideApp>
{
    [Fact]
    public async Task A_key_is_shown_once_and_acts_as_its_user()
    {
        var visitor = await app.SignUpAsync();
        var made = await visitor.Post("/api/keys", new { name = "render box", creditLimit = 2.5, expiresAt = "2090-01-01T00:00:00.000Z" });
        Assert.Equal(201, made.Status);
        Assert.Equal(["id", "name", "key", "prefix", "creditLimit", "expiresAt", "createdAt"], made.Json.AsObject().Select(m => m.Key));
        var key = (string)made.Json["key"]!;
        Assert.StartsWith("omk_", key, StringComparison.Ordinal);
        Assert.True(key.Length >= 47);
        Assert.StartsWith((string)made.Json["prefix"]!, key, StringComparison.Ordinal);

        var program = app.Anyone().WithToken(key, null);
        Assert.Equal(visitor.Id, (string)(await program.Get("/api/auth/me")).Json["user"]!["id"]!);

        var list = await App.Until(() => visitor.Get("/api/keys"), a => a.Json["items"]![0]!["lastUsedAt"] is not null);
        Assert.DoesNotContain(key, list.Text, StringComparison.Ordinal);
        var row = Assert.Single(list.Json["items"]!.AsArray())!;
        Assert.Equal(("render box", 2.5m, 0m), ((string)row["name"]!, (decimal)row["creditLimit"]!, (decimal)row["creditsUsed"]!));
        Assert.Equal("2090-01-01T00:00:00.000Z", (string)row["expiresAt"]!);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        var visitor = await app.SignUpAsync();
        var made = (await visitor.Post("/api/keys", new { name = "short" })).Json;
        var program = app.Anyone().WithToken((string)made["key"]!, null);
        Assert.Equal(200, (await program.Get("/api/auth/me")).Status);
        Assert.Equal(204, (await visitor.Delete($"/api/keys/{made["id"]}")).Status);
        Assert.Equal(401, (await program.Get("/api/auth/me")).Status);
        Assert.Equal(404, (await visitor.Delete($"/api/keys/{made["id"]}")).Status);
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var visitor = await app.SignUpAsync();
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(2);
        var made = (await visitor.Post("/api/keys", new { name = "brief", expiresAt = soon.ToString("O") })).Json;
        var program = app.Anyone().WithToken((string)made["key"]!, null);
        await App.Until(() => program.Get("/api/auth/me"), a => a.Status == 401, 10);
        Assert.True(TimeProvider.System.GetUtcNow() >= soon.AddMilliseconds(-1));
    }

    [Fact]
    public async Task A_key_of_another_looks_like_none()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        var made = (await ann.Post("/api/keys", new { name = "ann's" })).Json;
        var others = await bob.Delete($"/api/keys/{made["id"]}");
        var none = await bob.Delete("/api/keys/key_00000000000000000000000000");
        Assert.Equal((404, 404), (others.Status, none.Status));
        Assert.Equal((string)none.Json["detail"]!, (string)others.Json["detail"]!);
        Assert.Empty((await bob.Get("/api/keys")).Json["items"]!.AsArray());
        Assert.Single((await ann.Get("/api/keys")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_key_is_never_an_admin_and_makes_no_keys()
    {
        var admin = await app.AdminAsync();
        var program = app.Anyone().WithToken((string)(await admin.Post("/api/keys", new { name = "admin's" })).Json["key"]!, null);
        Assert.Equal("admin", (string)(await admin.Get("/api/auth/me")).Json["user"]!["role"]!);
        var answer = await program.Post("/api/keys", new { name = "wider" });
        Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
        Assert.Equal(200, (await admin.Get("/api/admin/settings")).Status);
        Assert.Equal(403, (await program.Get("/api/admin/settings")).Status);
        Assert.Equal(403, (await (await app.SignUpAsync()).Get("/api/admin/settings")).Status);
        Assert.Equal(401, (await app.Anyone().Get("/api/admin/settings")).Status);
        Assert.Equal(200, (await program.Get("/api/keys")).Status);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"x","creditLimit":0}""", "creditLimit")]
    [InlineData("""{"name":"x","creditLimit":-1}""", "creditLimit")]
    [InlineData("""{"name":"x","creditLimit":0.0000001}""", "creditLimit")]
    [InlineData("""{"name":"x","creditLimit":"five"}""", "creditLimit")]
    [InlineData("""{"name":"x","creditLimit":1e400}""", "creditLimit")]
    [InlineData("""{"name":"x","expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"x","expiresAt":"tomorrow"}""", "expiresAt")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var answer = await (await app.SignUpAsync()).Post("/api/keys", body);
        Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal([field], answer.Json["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task Keys_come_in_pages_newest_first()
    {
        var visitor = await app.SignUpAsync();
        for (var i = 0; i < 5; i++) await visitor.Post("/api/keys", new { name = "key " + i });
        var first = (await visitor.Get("/api/keys?limit=3")).Json;
        var second = (await visitor.Get($"/api/keys?limit=3&cursor={first["nextCursor"]}")).Json;
        Assert.Equal(["key 4", "key 3", "key 2"], first["items"]!.AsArray().Select(k => (string)k!["name"]!));
        Assert.Equal(["key 1", "key 0"], second["items"]!.AsArray().Select(k => (string)k!["name"]!));
        Assert.Null(second["nextCursor"]);
        Assert.Equal(400, (await visitor.Get("/api/keys?cursor=%00")).Status);
        Assert.Equal(400, (await visitor.Get("/api/keys?limit=101")).Status);
    }

    [Fact]
    public async Task The_limit_of_a_key_is_a_cap_of_what_it_spends()
    {
        var visitor = await app.SignUpAsync();
        var id = (string)(await visitor.Post("/api/keys", new { name = "capped", creditLimit = 1.5 })).Json["id"]!;
        var place = await app.In<IWorkspaces, SpendingPlace>(w => w.SpendAsync(visitor.Id!, id, null, CancellationToken.None));
        var allowed = Assert.IsType<SpendingPlace.Allowed>(place);
        Assert.Equal(visitor.Id, allowed.Payer);
        var cap = Assert.Single(allowed.Caps, c => c.Key == "key:" + id);
        Assert.Equal(new Micros(1_500_000), cap.Limit);

        var (later, tags) = (TimeProvider.System.GetUtcNow().AddHours(1), new SpendTags(visitor.Id!, id, null, null, null, "test"));
        var hold = new HoldRequest("gen_" + id, visitor.Id!, new Micros(400_000), "test", later, allowed.Caps, tags);
        Assert.IsType<HoldResult.Held>(await app.In<ICredits, HoldResult>(c => c.HoldAsync(hold, CancellationToken.None)));
        Assert.Equal(0.4m, (decimal)(await visitor.Get("/api/keys")).Json["items"]![0]!["creditsUsed"]!);
        var me = (await visitor.Get("/api/auth/me")).Json["user"]!;
        Assert.Equal((99.6m, 0.4m), ((decimal)me["credits"]!, (decimal)me["reservedCredits"]!));
    }
}
