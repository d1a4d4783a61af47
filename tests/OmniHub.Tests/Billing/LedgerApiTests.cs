using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Billing;

/// <summary>The app with an owner of holds for whom everything costs the same.</summary>
public sealed class LedgerApp : App
{
    public LedgerApp() => With(services => services.AddSingleton<IHoldOwner>(new FixedPrice()));

    private sealed class FixedPrice : IHoldOwner
    {
        public string Purpose => "fixed";

        public Task<Verdict> JudgeAsync(string holdId, CancellationToken ct) => Task.FromResult<Verdict>(new Verdict.Charge(new(40_000), new(30_000)));
    }
}

public class LedgerApiTests(LedgerApp app) : IClassFixture<LedgerApp>
{
    private Task<T> Credits<T>(Func<ICredits, Task<T>> act) => app.In(act);

    private Task<Visitor> SomeoneAsync() => app.SignUpAsync("ledger" + Guid.NewGuid().ToString("n"));

    private Task<bool> ChargeAsync(Visitor who, string model = "fal/flux", string? project = null, string? member = null) => Credits(async credits =>
    {
        var id = Id.New("gen");
        var tags = new SpendTags(member ?? who.Id!, null, "wsp_1", project, model, "FLUX.1 [dev], 1 image");
        Assert.IsType<HoldResult.Held>(await credits.HoldAsync(new(id, who.Id!, new(50_000), "fixed", DateTimeOffset.MaxValue, [], tags), default));
        await credits.SettleAsync(id, default);
        return true;
    });

    private Task<PostResult> AdjustAsync(Visitor who, long micros, string description) => Credits(c =>
        c.PostAsync(new(Id.New("adj"), who.Id!, EntryKind.Adjustment, new(micros), "adj", description), default));

    private static async Task<List<JsonNode>> AllAsync(Visitor who, string query)
    {
        var rows = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var answer = await who.Get($"/api/billing/ledger?{query}{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.Equal(200, answer.Status);
            rows.AddRange(answer.Json["items"]!.AsArray()!);
            cursor = answer.Json["nextCursor"]?.GetValue<string>();
        }
        while (cursor is not null);
        return rows;
    }

    [Fact]
    public async Task The_ledger_adds_up_to_credits_and_reserved_credits()
    {
        var ann = await SomeoneAsync();
        for (var i = 0; i < 7; i++) await ChargeAsync(ann);
        await Credits(c => c.HoldAsync(new(Id.New("gen"), ann.Id!, new(123_456), "fixed", DateTimeOffset.MaxValue, [], new(ann.Id!, null, null, null, null, "")), default));
        var balance = await ann.Get("/api/billing/balance");
        Assert.Equal(200, balance.Status);
        Assert.Equal(0.123456m, balance.Json["reservedCredits"]!.GetValue<decimal>());
        Assert.True(balance.Json.AsObject().ContainsKey("plan") && balance.Json["plan"] is null && balance.Json.AsObject().ContainsKey("renewsAt"));

        var rows = await AllAsync(ann, "limit=3");
        Assert.Equal(8, rows.Count);
        Assert.Equal(
            balance.Json["credits"]!.GetValue<decimal>() + balance.Json["reservedCredits"]!.GetValue<decimal>(),
            rows.Sum(r => r["amount"]!.GetValue<decimal>()));
        Assert.Equal(8, rows.Select(r => r["id"]!.GetValue<string>()).Distinct().Count());
        Assert.All(rows, r => Assert.StartsWith("txn_", r["id"]!.GetValue<string>()));
        for (var i = 0; i + 1 < rows.Count; i++)
        {
            Assert.Equal(
                rows[i]["balanceAfter"]!.GetValue<decimal>(),
                rows[i + 1]["balanceAfter"]!.GetValue<decimal>() + rows[i]["amount"]!.GetValue<decimal>());
        }

        Assert.Equal("grant", rows[^1]["kind"]!.GetValue<string>());
        Assert.Equal("charge", rows[0]["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_ledger_is_filtered_by_kind_and_time()
    {
        var ann = await SomeoneAsync();
        await ChargeAsync(ann);
        await AdjustAsync(ann, 5_000_000, "Thanks");
        Assert.Single(await AllAsync(ann, "kind=charge"));
        Assert.Equal(2, (await AllAsync(ann, "show=added&limit=1")).Count);
        Assert.Empty(await AllAsync(ann, "to=2020-01-01"));
        Assert.Equal(3, (await AllAsync(ann, "from=2020-01-01&limit=1")).Count);
        Assert.Empty(await AllAsync(ann, "from=2100-01-01T00:00:00Z"));
    }

    [Fact]
    public async Task A_bad_question_is_a_400()
    {
        var ann = await SomeoneAsync();
        string[] paths =
        [
            "/api/billing/ledger?limit=0",
            "/api/billing/ledger?limit=101",
            "/api/billing/ledger?cursor=abc",
            "/api/billing/ledger?cursor=OTk5OTk5OTk5OTk5OTk5OTk5LjE",
            "/api/billing/ledger?kind=theft",
            "/api/billing/ledger?kind=0",
            "/api/billing/ledger?from=yesterday",
            "/api/billing/usage?groupBy=mood",
            "/api/billing/usage?from=2026-12-01&to=2026-11-01",
            "/api/billing/usage?to=2026-13-41",
        ];
        foreach (var path in paths)
        {
            var answer = await ann.Get(path);
            Assert.True(answer.Status == 400, $"{path}: {answer}");
            Assert.Equal("validation_failed", answer.Code);
        }
    }

    [Theory]
    [InlineData("/api/billing/balance")]
    [InlineData("/api/billing/ledger")]
    [InlineData("/api/billing/ledger.csv")]
    [InlineData("/api/billing/usage")]
    public async Task Strangers_see_nothing(string path) => Assert.Equal(401, (await app.Anyone().Get(path)).Status);

    [Fact]
    public async Task Plans_are_public()
    {
        var answer = await app.Anyone().Get("/api/billing/plans");
        Assert.Equal(200, answer.Status);
        var maker = answer.Json["items"]![0]!;
        Assert.Equal(("maker", 20m, "month", true), (maker["id"]!.GetValue<string>(), maker["priceUsd"]!.GetValue<decimal>(), maker["period"]!.GetValue<string>(), maker["enabled"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Another_ledger_is_not_mine()
    {
        var ann = await SomeoneAsync();
        await Credits(c => c.PostAsync(new(Id.New("adj"), "usr_other", EntryKind.Adjustment, new(5), "adj", "Not ann's"), default));
        Assert.Equal("grant", Assert.Single(await AllAsync(ann, "limit=100"))["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_csv_holds_every_row_and_no_formula()
    {
        var ann = await SomeoneAsync();
        await AdjustAsync(ann, 1, "=HYPERLINK(\"http://evil\",\"x\"), and \"more\"");
        await AdjustAsync(ann, -1, " @SUM(A1)");
        var answer = await ann.Get("/api/billing/ledger.csv");
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("text/csv", answer.ContentType);
        Assert.Contains("ledger.csv", answer["Content-Disposition"]);
        var lines = answer.Text.TrimEnd().Split("\r\n");
        Assert.Equal("id,createdAt,kind,amount,balanceAfter,reference,description", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.EndsWith(",-0.000001,100,\"adj\",\"' @SUM(A1)\"", lines[1]);
        Assert.EndsWith(",0.000001,100.000001,\"adj\",\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\"), and \"\"more\"\"\"", lines[2]);
    }

    [Fact]
    public async Task Usage_is_grouped_and_adds_up()
    {
        var ann = await SomeoneAsync();
        await ChargeAsync(ann, "fal/flux", "prj_1");
        await ChargeAsync(ann, "fal/flux");
        await ChargeAsync(ann, "openai/gpt-4o", "prj_1", "usr_member");
        foreach (var group in new[] { "day", "model", "project", "member", "key" })
        {
            var usage = await ann.Get($"/api/billing/usage?groupBy={group}");
            Assert.Equal(200, usage.Status);
            Assert.Equal(0.12m, usage.Json["total"]!.GetValue<decimal>());
            Assert.Equal(3, usage.Json["items"]!.AsArray().Sum(i => i!["count"]!.GetValue<int>()));
        }

        var models = (await ann.Get("/api/billing/usage?groupBy=model")).Json["items"]!.AsArray();
        Assert.Equal("fal/flux", models[0]!["key"]!.GetValue<string>());
        Assert.Equal(0.08m, models[0]!["credits"]!.GetValue<decimal>());
        var day = (await ann.Get("/api/billing/usage")).Json["items"]![0]!["key"]!.GetValue<string>();
        Assert.True(DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        Assert.Equal(0m, (await ann.Get("/api/billing/usage?from=2020-01-01&to=2020-12-31")).Json["total"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task The_operators_figures_count_charges_costs_and_what_is_outstanding()
    {
        var ann = await SomeoneAsync();
        var before = await FiguresAsync();
        await ChargeAsync(ann);
        var after = await FiguresAsync();
        Assert.Equal(40_000, (after.Charged - before.Charged).Value);
        Assert.Equal(30_000, (after.ProviderCost - before.ProviderCost).Value);
        Assert.Equal(-40_000, (after.Outstanding - before.Outstanding).Value);
        Assert.Equal(after.Charged.Value, after.Slices.Sum(d => d.Charged.Value));
    }

    private Task<BillingFigures> FiguresAsync() => app.In<IBillingFigures, BillingFigures>(f =>
        f.ReadAsync(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1), false, default));

    [Fact]
    public async Task The_page_shows_balance_and_rows_and_more_of_them_without_scripts()
    {
        var name = "ledger" + Guid.NewGuid().ToString("n");
        var ann = await app.SignUpAsync(name);
        for (var i = 0; i < 4; i++) await ChargeAsync(ann);
        var page = await PageAsync(ann, "/billing?limit=3");
        Assert.Equal("99.8400", page.QuerySelector("#balance-card .balance .v")!.TextContent);
        Assert.Equal(3, page.QuerySelectorAll(".stackable tbody:not(#older) tr").Length);
        Assert.Contains("−0.0400", page.QuerySelector("table tbody tr")!.TextContent);
        var next = page.QuerySelector("#older a")!.GetAttribute("href")!;
        var older = await PageAsync(ann, next);
        Assert.Equal(2, older.QuerySelectorAll(".stackable tbody tr td.r.lo").Length);
        Assert.Contains("Free credits", older.Body!.TextContent);

        var browser = app.Anyone();
        Assert.Equal(303, (await browser.Form("/login", "/login", ("email", $"{name}@example.com"), ("password", "a long enough pass"))).Status);
        var fragment = await browser.Get(next, ("HX-Request", "true"), ("HX-Request-Type", "partial"));
        Assert.StartsWith("<tbody>", fragment.Text.TrimStart());
        Assert.DoesNotContain("<html", fragment.Text);
    }

    [Fact]
    public async Task The_empty_ledger_says_what_will_be_here()
    {
        var ann = await SomeoneAsync();
        var page = await PageAsync(ann, "/billing?show=spent");
        Assert.Equal("Nothing was spent yet", page.QuerySelector(".empty h2")!.TextContent);
        Assert.Equal("true", page.QuerySelector(".seg a[href='/billing?show=spent']")!.GetAttribute("aria-current"));
    }

    private static async Task<AngleSharp.Dom.IDocument> PageAsync(Visitor who, string path)
    {
        var answer = await who.Page(path);
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Html;
    }

    [Fact]
    public async Task Open_pages_learn_of_a_change_at_once()
    {
        using var closed = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var messages = app.Services.GetRequiredService<ILive>().WatchAsync("usr_watcher", closed.Token).GetAsyncEnumerator(closed.Token);
        var next = messages.MoveNextAsync();
        await Credits(c => c.PostAsync(new(Id.New("adj"), "usr_watcher", EntryKind.Adjustment, new(1_230_000), "adj", "Thanks"), default));
        while (await next && !messages.Current.Contains("#balance-card", StringComparison.Ordinal)) next = messages.MoveNextAsync();
        Assert.Contains("1.2300", messages.Current);
    }
}
