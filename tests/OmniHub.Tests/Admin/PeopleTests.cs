using Xunit;

namespace OmniHub.Tests.Admin;

public sealed class PeopleTests : IAsyncLifetime
{
    private readonly App app = new();
    private Visitor admin = null!;
    private Visitor ann = null!;

    public async ValueTask InitializeAsync()
    {
        admin = await app.AdminAsync();
        ann = await app.SignUpAsync("ann");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Users_are_found_with_their_balance_and_state()
    {
        var found = (await admin.Get("/api/admin/users?q=ann")).Json["items"]!.AsArray().Single()!;
        Assert.Equal(("ann@example.com", "user", false), (found["email"]!.GetValue<string>(), found["role"]!.GetValue<string>(), found["disabled"]!.GetValue<bool>()));
        Assert.Equal((100m, 0m), (found["credits"]!.GetValue<decimal>(), found["reservedCredits"]!.GetValue<decimal>()));
        Assert.Equal(found.ToJsonString(), (await admin.Get($"/api/admin/users/{ann.Id}")).Json.ToJsonString());
        Assert.Equal(404, (await admin.Get("/api/admin/users/usr_nobody")).Status);
        Assert.Equal(400, (await admin.Get("/api/admin/users?status=odd")).Status);
    }

    [Fact]
    public async Task Credits_are_given_and_taken_with_a_reason_and_never_below_zero()
    {
        var given = await admin.Post($"/api/admin/users/{ann.Id}/credits", new { amount = 2.5m, reason = "Thanks for the report" });
        Assert.True(given.Status == 200, given.ToString());
        Assert.Equal(102.5m, given.Json["credits"]!.GetValue<decimal>());
        Assert.Equal(0.000001m, (await admin.Post($"/api/admin/users/{ann.Id}/credits", new { amount = -102.499999m, reason = "A mistake" })).Json["credits"]!.GetValue<decimal>());
        var refused = await admin.Post($"/api/admin/users/{ann.Id}/credits", new { amount = -1, reason = "Too much" });
        Assert.Equal((409, "conflict"), (refused.Status, refused.Code));
        Assert.Equal(2, (await admin.Get($"/api/admin/audit?action=user.credits&target={ann.Id}")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_adjustment_sent_twice_counts_once()
    {
        var body = new { amount = 5, reason = "A gift" };
        var path = $"/api/admin/users/{ann.Id}/credits";
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => admin.Post(path, body, ("Idempotency-Key", "gift-1"))));
        Assert.All(answers, a => Assert.True(a.Status == 200, a.ToString()));
        Assert.Equal(105m, (await admin.Get($"/api/admin/users/{ann.Id}")).Json["credits"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("""{"amount":0,"reason":"nothing"}""")]
    [InlineData("""{"amount":1000000.000001,"reason":"too much"}""")]
    [InlineData("""{"amount":-1000001,"reason":"too much"}""")]
    [InlineData("""{"amount":0.0000001,"reason":"too fine"}""")]
    [InlineData("""{"amount":"5","reason":"a text"}""")]
    [InlineData("""{"amount":5}""")]
    [InlineData("""{"amount":5,"reason":"  a "}""")]
    [InlineData("""{"reason":"no amount"}""")]
    public async Task An_adjustment_that_makes_no_sense_is_refused(string body)
    {
        Assert.Equal(400, (await admin.Send(HttpMethod.Post, $"/api/admin/users/{ann.Id}/credits", body)).Status);
        Assert.Equal(100m, (await admin.Get($"/api/admin/users/{ann.Id}")).Json["credits"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_once()
    {
        Assert.Equal(200, (await ann.Get("/api/auth/me")).Status);
        var changed = await admin.Patch($"/api/admin/users/{ann.Id}", new { disabled = true });
        Assert.True(changed.Json["disabled"]!.GetValue<bool>());
        Assert.Equal(401, (await ann.Get("/api/auth/me")).Status);
        Assert.Single((await admin.Get("/api/admin/users?status=disabled")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Nobody_shuts_out_themselves_or_the_last_admin()
    {
        var me = (await admin.Get("/api/admin/users?status=admin")).Json["items"]![0]!["id"]!.GetValue<string>();
        Assert.Equal(409, (await admin.Patch($"/api/admin/users/{me}", new { role = "user" })).Status);
        Assert.Equal(409, (await admin.Patch($"/api/admin/users/{me}", new { disabled = true })).Status);
        Assert.Equal(400, (await admin.Patch($"/api/admin/users/{me}", new { role = "root" })).Status);
        Assert.Equal(404, (await admin.Patch("/api/admin/users/usr_nobody", new { role = "user" })).Status);
        var promoted = await admin.Patch($"/api/admin/users/{ann.Id}", new { role = "admin" });
        Assert.Equal("admin", promoted.Json["role"]!.GetValue<string>());
        Assert.Equal("""{"role":["user","admin"]}""", (await admin.Get($"/api/admin/audit?target={ann.Id}")).Json["items"]![0]!["changes"]!.ToJsonString());
    }

    [Fact]
    public async Task Figures_have_their_shape_on_a_new_installation()
    {
        var stats = (await admin.Get("/api/admin/stats")).Json.AsObject();
        Assert.Equal(["users", "generations", "chat", "revenue", "credits"], stats.Select(m => m.Key));
        Assert.Equal(["total", "new", "active"], stats["users"]!.AsObject().Select(m => m.Key));
        Assert.Equal(["total", "completed", "failed", "byType", "byModel", "perDay"], stats["generations"]!.AsObject().Select(m => m.Key));
        Assert.Equal(["messages", "tokens"], stats["chat"]!.AsObject().Select(m => m.Key));
        Assert.Equal(["charged", "providerCost", "margin", "topups", "perDay"], stats["revenue"]!.AsObject().Select(m => m.Key));
        Assert.Equal(["outstanding", "reserved"], stats["credits"]!.AsObject().Select(m => m.Key));
        Assert.Equal(2, stats["users"]!["total"]!.GetValue<int>());
        Assert.Equal(400, (await admin.Get("/api/admin/stats?from=yesterday")).Status);
        Assert.Equal(400, (await admin.Get("/api/admin/stats?from=2026-02-01&to=2026-01-01")).Status);
        Assert.Equal(200, (await admin.Get("/api/admin/stats?from=2026-01-01&to=2026-01-31")).Status);
    }

    [Fact]
    public async Task An_admin_lands_on_a_page_with_the_figures()
    {
        var page = await admin.Get("/admin");
        Assert.True(page.Status == 200, page.ToString());
        Assert.Equal("Analytics", page.Html.QuerySelector("h1")?.TextContent);
        Assert.Contains(page.Html.QuerySelectorAll("a"), a => a.GetAttribute("href") == "/admin/jobs");
        Assert.Equal(10, page.Html.QuerySelectorAll(".kpi").Length);
        Assert.Equal(403, (await ann.Get("/admin")).Status);
    }
}
