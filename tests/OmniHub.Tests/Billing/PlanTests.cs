using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Billing;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>The app with a clock that a test moves.</summary>
public sealed class PlanApp : App, IAsyncLifetime
{
    public TestClock Clock { get; } = new();

    public PlanApp() => With(services => services.AddSingleton<TimeProvider>(Clock));

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        var wide = new { limit = 100_000, windowSeconds = 60 };
        await (await AdminAsync()).Put("/api/admin/rate-limits", new { perAddress = new { auth = wide, signUp = wide, api = wide, pages = wide } });
    }

    /// <summary>Later, with a new session: the old token has expired.</summary>
    public async Task LaterAsync(Visitor who, string name, TimeSpan by)
    {
        Clock.Move(by);
        await Sweep("billing.renew-plans");
        var answer = await Anyone().Post("/api/auth/login", new { email = $"{name}@example.com", password = "a long enough pass" });
        who.WithToken(answer.Json["token"]!.GetValue<string>(), who.Id);
    }
}

public class PlanTests(PlanApp app) : IClassFixture<PlanApp>
{
    private const decimal Free = 100;

    private async Task<(Visitor Who, string Name)> SomeoneAsync()
    {
        var name = "plan" + Guid.NewGuid().ToString("n");
        return (await app.SignUpAsync(name), name);
    }

    private static decimal Number(JsonNode node, string name) => node[name]!.GetValue<decimal>();

    private static async Task<string[]> KindsAsync(Visitor who) =>
        [.. (await who.Get("/api/billing/ledger?limit=100")).Json["items"]!.AsArray().Select(r => $"{r!["kind"]} {r["amount"]}")];

    private async Task SpendAsync(Visitor who, long micros) => await app.In<ICredits, bool>(async credits =>
    {
        var result = await credits.PostAsync(new(Id.New("adj"), who.Id!, EntryKind.Adjustment, new(-micros), "adj", "Spent"), default);
        Assert.IsType<PostResult.Posted>(result);
        return true;
    });

    private Task<bool> BalancedAsync() => app.In<BillingDb, bool>(async db =>
    {
        var report = await LedgerProof.RunAsync(db, default);
        Assert.True(report.Balances, string.Join('\n', report.Breaches.Select(b => $"{b.Rule}: {string.Join(", ", b.Examples)}")));
        return true;
    });

    [Fact]
    public async Task A_plan_is_looked_over_before_it_is_taken_and_says_what_each_step_costs()
    {
        var ann = app.Anyone();
        await ann.Form("/register", "/register", ("name", "ann"), ("email", $"{Guid.NewGuid():n}@example.com"), ("password", "a long enough pass"));
        async Task<string> Order(string plan) => (await ann.Page("/billing/plans/" + plan)).Html.QuerySelector("main")!.TextContent;
        Task<Answer> Take(string plan) => ann.Form("/api/billing/subscribe", "/billing/plans/" + plan, ("planId", plan));

        Assert.Equal(302, (await app.Anyone().Page("/billing/plans/maker")).Status);
        Assert.Equal(404, (await ann.Page("/billing/plans/none")).Status);
        Assert.Contains("test checkout", await Order("maker"), StringComparison.Ordinal);
        Assert.Contains("Pay $20 as a test", await Order("maker"), StringComparison.Ordinal);
        Assert.Null((await ann.Get("/api/billing/balance")).Json["plan"]);

        Assert.Equal(303, (await Take("maker")).Status);
        Assert.DoesNotContain("as a test", await Order("maker"), StringComparison.Ordinal);
        Assert.Contains("Pay $70 as a test", await Order("team"), StringComparison.Ordinal);
        Assert.Equal(303, (await Take("team")).Status);
        var down = await Order("maker");
        Assert.Contains("To pay now$0", down, StringComparison.Ordinal);
        Assert.Contains("when your month ends", down, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_is_active_at_once_and_its_credits_stand_apart()
    {
        var (ann, _) = await SomeoneAsync();
        var answer = await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        Assert.Equal(200, answer.Status);
        Assert.Equal("active", answer.Json["status"]!.GetValue<string>());
        Assert.Equal("maker", answer.Json["plan"]!.GetValue<string>());
        Assert.True(answer.Json.AsObject().ContainsKey("checkoutUrl") && answer.Json["checkoutUrl"] is null);

        var balance = (await ann.Get("/api/billing/balance")).Json;
        Assert.Equal((Free + 20, 20m, Free), (Number(balance, "credits"), Number(balance, "allowance"), Number(balance, "bought")));
        Assert.Equal("maker", balance["plan"]!.GetValue<string>());
        Assert.Equal(answer.Json["renewsAt"]!.GetValue<string>(), balance["renewsAt"]!.GetValue<string>());
        Assert.Equal("maker", (await ann.Get("/api/auth/me")).Json["user"]!["plan"]!.GetValue<string>());
        Assert.Equal(["plan 20", "grant 100"], await KindsAsync(ann));

        await SpendAsync(ann, 5_000_000);
        balance = (await ann.Get("/api/billing/balance")).Json;
        Assert.Equal((15m, Free), (Number(balance, "allowance"), Number(balance, "bought")));
        Assert.Equal(200, (await ann.Post("/api/billing/subscribe", new { planId = "maker" })).Status);
        Assert.Equal(Free + 15, Number((await ann.Get("/api/billing/balance")).Json, "credits"));
        await BalancedAsync();
    }

    [Fact]
    public async Task Twenty_presses_at_once_begin_one_plan()
    {
        var (ann, _) = await SomeoneAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ann.Post("/api/billing/subscribe", new { planId = "maker" })));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Equal(["plan 20", "grant 100"], await KindsAsync(ann));
        await BalancedAsync();
    }

    [Fact]
    public async Task A_month_later_the_plan_renews_once_and_unused_credits_stay_one_month()
    {
        var (ann, name) = await SomeoneAsync();
        await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        await SpendAsync(ann, 5_000_000);
        await app.LaterAsync(ann, name, TimeSpan.FromDays(31));
        await app.Sweep("billing.renew-plans");
        Assert.Equal(["plan 20", "adjustment -5", "plan 20", "grant 100"], await KindsAsync(ann));
        Assert.Equal(35m, Number((await ann.Get("/api/billing/balance")).Json, "allowance"));

        // Another month: the 15 that stayed are spent first, so that of 35 only this month's 20 stay.
        await app.LaterAsync(ann, name, TimeSpan.FromDays(31));
        Assert.Equal(["plan 20", "expiry -15", "plan 20", "adjustment -5", "plan 20", "grant 100"], await KindsAsync(ann));
        await BalancedAsync();
    }

    [Fact]
    public async Task A_server_that_was_off_for_months_catches_up_month_by_month()
    {
        var (ann, name) = await SomeoneAsync();
        var from = app.Clock.GetUtcNow();
        await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        await app.LaterAsync(ann, name, from.AddMonths(3).AddDays(1) - from);
        Assert.Equal(4, (await KindsAsync(ann)).Count(k => k == "plan 20"));
        var balance = (await ann.Get("/api/billing/balance")).Json;
        Assert.Equal(40m, Number(balance, "allowance"));
        Assert.InRange(balance["renewsAt"]!.GetValue<DateTimeOffset>() - from.AddMonths(4), TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_step_up_brings_the_difference_of_the_days_that_are_left()
    {
        var (ann, _) = await SomeoneAsync();
        await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        var up = await ann.Post("/api/billing/subscribe", new { planId = "team" });
        Assert.Equal("team", up.Json["plan"]!.GetValue<string>());
        var allowance = Number((await ann.Get("/api/billing/balance")).Json, "allowance");
        Assert.InRange(allowance, 99.9m, 100m);
        Assert.Equal(allowance, Number((await ann.Get("/api/billing/balance")).Json, "allowance"));

        var down = await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        Assert.Equal(("team", "maker"), (down.Json["plan"]!.GetValue<string>(), down.Json["nextPlan"]!.GetValue<string>()));
        var back = await ann.Post("/api/billing/subscribe", new { planId = "team" });
        Assert.Null(back.Json["nextPlan"]);
        Assert.Equal(allowance, Number((await ann.Get("/api/billing/balance")).Json, "allowance"));
        await BalancedAsync();
    }

    [Fact]
    public async Task A_step_down_waits_for_the_end_of_the_month()
    {
        var (ann, name) = await SomeoneAsync();
        await ann.Post("/api/billing/subscribe", new { planId = "team" });
        await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        await app.LaterAsync(ann, name, TimeSpan.FromDays(31));
        var balance = (await ann.Get("/api/billing/balance")).Json;
        Assert.Equal("maker", balance["plan"]!.GetValue<string>());
        Assert.Equal(["plan 20", "plan 100", "grant 100"], await KindsAsync(ann));
    }

    [Fact]
    public async Task A_cancelled_plan_stays_for_its_month_and_takes_what_is_left_with_it()
    {
        var (ann, name) = await SomeoneAsync();
        Assert.Equal(409, (await ann.Post("/api/billing/cancel")).Status);
        await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        var answer = await ann.Post("/api/billing/cancel");
        Assert.Equal(200, answer.Status);
        Assert.Equal("maker", answer.Json["plan"]!.GetValue<string>());
        Assert.Equal("maker", (await ann.Get("/api/billing/balance")).Json["plan"]!.GetValue<string>());
        await SpendAsync(ann, 1);
        await app.LaterAsync(ann, name, TimeSpan.FromDays(31));
        var balance = (await ann.Get("/api/billing/balance")).Json;
        Assert.Null(balance["plan"]);
        Assert.Equal((Free, 0m), (Number(balance, "credits"), Number(balance, "allowance")));
        Assert.Equal("expiry -19.999999", (await KindsAsync(ann))[0]);
        await BalancedAsync();
    }

    [Fact]
    public async Task What_running_work_holds_does_not_expire_under_it()
    {
        var (ann, name) = await SomeoneAsync();
        await ann.Post("/api/billing/subscribe", new { planId = "maker" });
        await ann.Post("/api/billing/cancel");
        await app.In<ICredits, HoldResult>(c => c.HoldAsync(
            new(Id.New("gen"), ann.Id!, new(110_000_000), "nobody", DateTimeOffset.MaxValue, [], new(ann.Id!, null, null, null, null, "")), default));
        await app.LaterAsync(ann, name, TimeSpan.FromDays(31));
        Assert.DoesNotContain(await KindsAsync(ann), k => k.StartsWith("expiry", StringComparison.Ordinal));
        await BalancedAsync();
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("")]
    public async Task A_plan_that_is_not_there_cannot_be_chosen(string planId)
    {
        var (ann, _) = await SomeoneAsync();
        Assert.Contains((await ann.Post("/api/billing/subscribe", new { planId })).Status, (int[])[400, 404]);
    }

    [Fact]
    public void The_31st_stays_the_31st_where_there_is_one()
    {
        var plan = Plan.Seed[0];
        var s = Subscription.Start("sub_1", "usr_1", plan, new(2027, 1, 31, 10, 0, 0, TimeSpan.Zero));
        Assert.Equal(["28 Feb", "31 Mar", "30 Apr", "31 May"], Enumerable.Range(1, 4).Select(n => s.StartOf(n).ToString("d MMM", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task The_operator_changes_plans_and_the_log_says_so()
    {
        var admin = await app.AdminAsync();
        var before = (await admin.Get("/api/admin/plans")).Json["items"]!.AsArray();
        Assert.Equal(["maker", "team"], before.Select(p => p!["id"]!.GetValue<string>()).Take(2));
        var extra = new JsonObject { ["name"] = "Studio", ["description"] = "Big", ["priceUsd"] = 49.5, ["period"] = "month", ["allowance"] = 55.5, ["rollover"] = false, ["enabled"] = true };
        var items = new JsonArray([.. before.Select(p => p!.DeepClone()), extra]);
        var put = await admin.Put("/api/admin/plans", new { items });
        Assert.True(put.Status == 200, put.ToString());
        var made = put.Json["items"]!.AsArray()[^1]!;
        Assert.Equal((49.5m, 55.5m), (Number(made, "priceUsd"), Number(made, "allowance")));
        Assert.Contains("Studio", (await app.Anyone().Get("/api/billing/plans")).Text);
        Assert.Contains("plan.update", (await admin.Get("/api/admin/audit?limit=5")).Text);

        var (ann, _) = await SomeoneAsync();
        await ann.Post("/api/billing/subscribe", new { planId = made["id"]!.GetValue<string>() });
        var gone = await admin.Put("/api/admin/plans", new { items = before.Select(p => p!.DeepClone()) });
        Assert.Equal(409, gone.Status);

        var page = await admin.Page("/admin/plans");
        Assert.Contains("Studio", page.Text);
        Assert.Equal(403, (await ann.Put("/api/admin/plans", new { items = new JsonArray() })).Status);
        var off = made.DeepClone().AsObject();
        off["enabled"] = false;
        Assert.Equal(200, (await admin.Put("/api/admin/plans", new { items = new JsonArray([.. before.Select(p => p!.DeepClone()), off]) })).Status);
        Assert.DoesNotContain("Studio", (await app.Anyone().Get("/api/billing/plans")).Text);
    }

    [Theory]
    [InlineData("""{"id":"x","name":"","priceUsd":1,"allowance":1}""")]
    [InlineData("""{"id":"x","name":"X","priceUsd":1.001,"allowance":1}""")]
    [InlineData("""{"id":"x","name":"X","priceUsd":-1,"allowance":1}""")]
    [InlineData("""{"id":"x","name":"X","priceUsd":1,"allowance":0}""")]
    [InlineData("""{"id":"x","name":"X","priceUsd":1,"allowance":1.0000001}""")]
    [InlineData("""{"id":"x y","name":"X","priceUsd":1,"allowance":1}""")]
    [InlineData("""{"id":"x","name":"X","priceUsd":1,"allowance":1,"period":"year"}""")]
    public async Task A_plan_that_makes_no_sense_is_refused(string plan)
    {
        var admin = await app.AdminAsync();
        Assert.Equal(400, (await admin.Put("/api/admin/plans", new { items = new[] { JsonNode.Parse(plan) } })).Status);
    }

    [Fact]
    public async Task Pages_show_plans_and_work_without_scripts()
    {
        var (ann, name) = await SomeoneAsync();
        Assert.Contains("20 credits every month", (await app.Anyone().Page("/")).Text);
        var browser = app.Anyone();
        await browser.Form("/login", "/login", ("email", $"{name}@example.com"), ("password", "a long enough pass"));
        Assert.Equal(303, (await browser.Form("/api/billing/subscribe", "/billing", ("planId", "maker"))).Status);
        var page = await browser.Page("/billing?done=plan");
        Assert.Equal("Maker plan", page.Html.QuerySelector("#plan-h")!.TextContent);
        Assert.Equal("20000000", page.Html.QuerySelector("progress[aria-label*=monthly]")!.GetAttribute("value"));
        Assert.Equal(303, (await browser.Form("/api/billing/cancel", "/billing")).Status);
        Assert.Contains("Ending", (await browser.Page("/billing")).Text);
        Assert.Equal("maker", (await ann.Get("/api/auth/me")).Json["user"]!["plan"]!.GetValue<string>());
    }
}
