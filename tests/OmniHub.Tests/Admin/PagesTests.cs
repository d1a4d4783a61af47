using Xunit;

namespace OmniHub.Tests.Admin;

/// <summary>The operator's pages, as a browser without scripts uses them.</summary>
public sealed class PagesTests : IAsyncLifetime
{
    private static readonly string[] Pages =
    [
        "/admin", "/admin?range=24h", "/admin?from=2026-01-01&to=2026-02-01", "/admin/models", "/admin/models?type=chat&state=open&sort=-price", "/admin/models/new",
        "/admin/models/flux-dev", "/admin/models/openai%2Fgpt-4o", "/admin/users", "/admin/users?q=ann&status=active", "/admin/health", "/admin/rate-limits", "/admin/settings",
        "/admin/jobs", "/admin/audit", "/admin/audit?actor=admin@localhost&from=2026-01-01",
    ];

    private readonly App app = new();
    private Visitor admin = null!;
    private Visitor ann = null!;

    public async ValueTask InitializeAsync()
    {
        ann = await app.SignUpAsync("ann");
        admin = app.Anyone();
        Assert.Equal(303, (await admin.Form("/login", "/login", ("email", "admin@localhost"), ("password", App.AdminPassword))).Status);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("/admin", "/admin")]
    [InlineData("/admin/models/flux-dev", "/admin/models")]
    [InlineData("/admin/plans", null)]
    public async Task The_tab_bar_of_a_phone_marks_where_one_is(string path, string? tab)
    {
        var bar = (await admin.Page(path)).Html.QuerySelector(".tabs-bottom")!;
        Assert.Equal(tab, bar.QuerySelector("a[aria-current]")?.GetAttribute("href"));
        Assert.Equal(tab is null, bar.QuerySelector("button")!.HasAttribute("aria-current"));
    }

    [Fact]
    public async Task Every_page_opens_for_an_admin_and_for_nobody_else()
    {
        foreach (var path in Pages.Append($"/admin/users/{ann.Id}"))
        {
            var page = await admin.Page(path);
            if (path.Contains("gpt-4o", StringComparison.Ordinal) && page.Status == 404) continue; // Not every catalogue has it.
            Assert.True(page.Status == 200, $"{path}: {page}");
            Assert.Single(page.Html.QuerySelectorAll("h1"));
            Assert.Single(page.Html.QuerySelectorAll(".rail nav[aria-label=Admin] a[aria-current=page]"));
            Assert.Equal(403, (await ann.Get(path)).Status);
            Assert.Equal(302, (await app.Anyone().Page(path)).Status);
        }

        Assert.Equal(404, (await admin.Page("/admin/users/usr_nobody")).Status);
        Assert.Equal(404, (await admin.Page("/admin/models/no-such-model")).Status);
    }

    [Fact]
    public async Task A_margin_is_changed_and_counts_at_once()
    {
        var before = (await ann.Get("/api/models/flux-dev")).Json["pricing"]!.AsObject().First();
        var saved = await admin.Form("/admin/models/flux-dev", "/admin/models/flux-dev", [.. await FieldsAsync("/admin/models/flux-dev", ("marginMode", "own"), ("marginPercent", "50"))]);
        Assert.True(saved.Status == 303, saved.ToString());
        var after = (await ann.Get("/api/models/flux-dev")).Json["pricing"]!.AsObject().First();
        Assert.Equal(before.Value!.GetValue<decimal>() * 1.5m, after.Value!.GetValue<decimal>());
        var page = (await admin.Page("/admin/models/flux-dev")).Html;
        Assert.Contains("Margin, 50%", page.QuerySelector("#price-check")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("admin@localhost", page.QuerySelector("aside[aria-label=\"Price check and history\"]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_saves_over_a_newer_model_is_told_who_was_there()
    {
        var fields = await FieldsAsync("/admin/models/flux-dev", ("description", "Mine"));
        Assert.Equal(200, (await (await app.AdminAsync()).Put("/api/admin/models/flux-dev", new { description = "Theirs" })).Status);
        var answer = await admin.Form("/admin/models/flux-dev", "/admin/models/flux-dev", [.. fields]);
        Assert.Equal(409, answer.Status);
        Assert.Contains("admin@localhost saved this model", answer.Html.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Mine", answer.Html.QuerySelector("#description")!.GetAttribute("value"));
        Assert.Equal("Theirs", (await ann.Get("/api/models/flux-dev")).Json["description"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_price_check_answers_what_is_typed_and_saves_nothing()
    {
        var fields = await FieldsAsync("/admin/models/flux-dev", ("price", "0.1"), ("marginMode", "own"), ("marginPercent", "10"));
        var check = await admin.Form("/admin/models/price/flux-dev", "/admin/models/flux-dev", [.. fields]);
        Assert.Equal(200, check.Status);
        Assert.Contains("0.11", check.Text, StringComparison.Ordinal);
        Assert.NotEqual(0.11m, (await ann.Get("/api/models/flux-dev")).Json["pricing"]!.AsObject().First().Value!.GetValue<decimal>());
        var wrong = await admin.Form("/admin/models/flux-dev", "/admin/models/flux-dev", [.. await FieldsAsync("/admin/models/flux-dev", ("price", "-1"))]);
        Assert.Equal(400, wrong.Status);
        Assert.Equal("-1", wrong.Html.QuerySelector("#price")!.GetAttribute("value"));
        Assert.NotNull(wrong.Html.QuerySelector("#price-e"));
    }

    [Fact]
    public async Task An_option_that_is_hidden_leaves_the_composer_and_stays_for_programs()
    {
        var fields = await FieldsAsync("/admin/models/flux-dev");
        Assert.Contains(fields, f => f is ("shown", "seed"));
        Assert.Equal(303, (await admin.Form("/admin/models/flux-dev", "/admin/models/flux-dev", [.. fields.Where(f => f is not ("shown", "seed"))])).Status);
        Assert.DoesNotContain("name=\"seed\"", (await admin.Page("/create?models=flux-dev")).Text, StringComparison.Ordinal);
        Assert.NotNull((await ann.Get("/api/models/flux-dev")).Json["options"]!["properties"]!["seed"]);
    }

    [Fact]
    public async Task A_provider_is_switched_off_and_on_again_as_it_was()
    {
        var open = (await ann.Get("/api/models?type=image")).Json["items"]!.AsArray().Count;
        Assert.Equal(303, (await admin.Form("/admin/models/provider/fal", "/admin/health", ("enabled", "false"))).Status);
        Assert.Empty((await ann.Get("/api/models?type=image")).Json["items"]!.AsArray());
        Assert.Contains("fal.ai is switched off", (await admin.Page("/admin")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await admin.Form("/admin/models/provider/fal", "/admin/health", ("enabled", "true"))).Status);
        Assert.Equal(open, (await ann.Get("/api/models?type=image")).Json["items"]!.AsArray().Count);
        Assert.Single((await admin.Get("/api/admin/audit?action=provider.disable")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_model_is_added_and_starts_disabled()
    {
        (string, string)[] fields = [("id", "my/model"), ("name", "Mine"), ("type", "image"), ("provider", "fal"), ("endpoint", "fal-ai/mine"), ("component", "perImage"), ("price", "0.02")];
        var made = await admin.Form("/admin/models/new", "/admin/models/new", fields);
        Assert.True(made.Status == 303, made.ToString());
        var page = await admin.Page(made["Location"]!);
        Assert.Equal(200, page.Status);
        Assert.Contains("Disabled", page.Html.QuerySelector(".page-head")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(404, (await ann.Get("/api/models/my%2Fmodel")).Status);
        Assert.Equal(409, (await admin.Form("/admin/models/new", "/admin/models/new", fields)).Status);
        Assert.Equal(303, (await admin.Form("/admin/models/switch/my/model", made["Location"]!, ("enabled", "true"))).Status);
        Assert.Equal(0.02m, (await ann.Get("/api/models/my%2Fmodel")).Json["credits"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Credits_are_booked_with_a_reason_that_the_user_reads()
    {
        var path = $"/admin/users/{ann.Id}";
        var refused = await admin.Form($"{path}/credits", path, ("amount", "5"), ("reason", "x"));
        Assert.Equal(400, refused.Status);
        Assert.Equal("5", refused.Html.QuerySelector("#amount")!.GetAttribute("value"));
        Assert.NotNull(refused.Html.QuerySelector("#reason-e"));
        (string, string)[] form = [("amount", "5"), ("reason", "Sorry for the wait"), ("idempotencyKey", "once")];
        Assert.Equal(303, (await admin.Form($"{path}/credits", path, form)).Status);
        Assert.Equal(303, (await admin.Form($"{path}/credits", path, form)).Status);
        var line = (await ann.Get("/api/billing/ledger")).Json["items"]![0]!;
        Assert.Equal(("adjustment", 5m, "Sorry for the wait"), (line["kind"]!.GetValue<string>(), line["amount"]!.GetValue<decimal>(), line["description"]!.GetValue<string>()));
        Assert.Equal(105m, (await ann.Get("/api/billing/balance")).Json["credits"]!.GetValue<decimal>());
        Assert.Equal(409, (await admin.Form($"{path}/credits", path, ("amount", "-500"), ("reason", "Too much"))).Status);
    }

    [Fact]
    public async Task A_user_is_disabled_with_a_reason_and_signed_out()
    {
        var path = $"/admin/users/{ann.Id}";
        Assert.Equal(400, (await admin.Form(path, path, ("disabled", "true"))).Status);
        Assert.Equal(303, (await admin.Form(path, path, ("disabled", "true"), ("reason", "Sells accounts"))).Status);
        Assert.Equal(401, (await ann.Get("/api/auth/me")).Status);
        Assert.Contains("Sells accounts", (await admin.Page("/admin/audit?target=" + ann.Id)).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await admin.Form(path, path, ("disabled", "false"))).Status);
        var bob = await app.SignUpAsync("bob");
        Assert.Equal(303, (await admin.Form($"/admin/users/{bob.Id}/sessions", $"/admin/users/{bob.Id}")).Status);
        Assert.Equal(401, (await bob.Get("/api/auth/me")).Status);
        Assert.Equal(303, (await admin.Form($"/admin/users/{bob.Id}", $"/admin/users/{bob.Id}", ("role", "admin"))).Status);
        Assert.Equal("admin", (await admin.Get($"/api/admin/users/{bob.Id}")).Json["role"]!.GetValue<string>());
    }

    [Fact]
    public async Task Settings_and_limits_are_saved_by_form()
    {
        var settings = await admin.Form("/admin/settings", "/admin/settings", ("profitMarginPercent", "12.5"), ("freeCredits", "7"), ("creditPriceUsd", "1"), ("signUpOpen", "false"));
        Assert.Equal(303, settings.Status);
        var now = (await admin.Get("/api/admin/settings")).Json;
        Assert.Equal((12.5m, false), (now["profitMarginPercent"]!.GetValue<decimal>(), now["signUpOpen"]!.GetValue<bool>()));
        var wrong = await admin.Form("/admin/settings", "/admin/settings", ("profitMarginPercent", "-1"));
        Assert.Equal((400, "-1"), (wrong.Status, wrong.Html.QuerySelector("#margin")!.GetAttribute("value")));

        Assert.Equal(303, (await admin.Form("/admin/rate-limits", "/admin/rate-limits", ("perUser[generate][limit]", "3"))).Status);
        Assert.Equal(3, (await admin.Get("/api/admin/rate-limits")).Json["perUser"]!["generate"]!["limit"]!.GetValue<int>());
        var bad = await admin.Form("/admin/rate-limits", "/admin/rate-limits", ("global[limit]", "0"));
        Assert.Equal((400, "0"), (bad.Status, bad.Html.QuerySelector("#global-limit")!.GetAttribute("value")));
        Assert.NotNull(bad.Html.QuerySelector("#global-limit-e"));
    }

    [Theory]
    [InlineData("from=2026-12-05&to=2026-11-01", "5 December 2026 comes after 1 November 2026")]
    [InlineData("from=1900-01-01&to=2100-01-01", "The first day is a day")]
    [InlineData("from=2020-01-01&to=2026-01-01", "A range has at most 731 days")]
    [InlineData("from=abc", "The first day is a day")]
    [InlineData("to=2026-01-01", "The first day is a day")]
    [InlineData("range=999d", "There is no range “999d”")]
    public async Task Days_that_make_no_sense_are_refused_in_a_sentence(string query, string sentence)
    {
        var page = await admin.Page("/admin?" + query);
        Assert.Equal(400, page.Status);
        Assert.StartsWith(sentence, page.Html.QuerySelector("main [role=alert] b")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Html.QuerySelector(".kpi"));
        Assert.Equal(400, (await admin.Get("/admin/analytics.csv?" + query)).Status);
    }

    [Fact]
    public async Task Days_to_come_are_compared_with_nothing()
    {
        var page = await admin.Page("/admin?from=2100-01-01&to=2100-01-31");
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("Down 1", page.Html.QuerySelector(".kpis")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("days are still to come", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_log_speaks_in_words_and_filters_by_name()
    {
        Assert.Contains("Nothing was changed yet", (await admin.Page("/admin/audit")).Text, StringComparison.Ordinal);
        await (await app.AdminAsync()).Put("/api/admin/rate-limits", new { perUser = new { pages = new { windowSeconds = 61 } } });
        await (await app.AdminAsync()).Put("/api/admin/models/flux-dev", new { marginPercent = 10 });
        var page = (await admin.Page("/admin/audit")).Html;
        Assert.Equal(["Model changed", "Rate limits changed"], page.QuerySelectorAll("tbody b").Select(b => b.TextContent));
        Assert.Contains("Per user, pages, window in seconds", page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("as in the settings", page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("rate-limits.update", page.QuerySelectorAll("#action option").Single(o => o.TextContent == "Rate limits changed").GetAttribute("value"));
        var limits = (await admin.Page("/admin/rate-limits")).Html.QuerySelector("main aside")!.TextContent;
        Assert.Contains("admin@localhost", limits, StringComparison.Ordinal);
        Assert.DoesNotContain("SignUp", limits, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_log_is_a_file_without_formulas()
    {
        Assert.Equal(200, (await (await app.AdminAsync()).Post($"/api/admin/users/{ann.Id}/credits", new { amount = 1, reason = "=cmd|'/c calc'!A1" })).Status);
        Assert.Equal(200, (await (await app.AdminAsync()).Put("/api/admin/models/flux-dev", new { name = "=1+1" })).Status);
        var csv = await admin.Page("/admin/audit.csv?action=user.credits");
        Assert.StartsWith("text/csv", csv.ContentType);
        var lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("admin@localhost", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=", csv.Text, StringComparison.Ordinal);
        var figures = await admin.Page("/admin/analytics.csv?range=7d");
        Assert.StartsWith("start,model,type", figures.Text, StringComparison.Ordinal);
    }

    // All fields of the model's form as they stand, but for the given ones.
    private async Task<List<(string Name, string Value)>> FieldsAsync(string page, params (string Name, string Value)[] changed)
    {
        var form = (await admin.Page(page)).Html.QuerySelector("#model-form")!;
        var fields = form.QuerySelectorAll("input[name]:not([type=radio]):not([type=checkbox]), input[name]:checked")
            .Select(f => (Name: f.GetAttribute("name")!, Value: f.GetAttribute("value") ?? ""))
            .Concat(form.QuerySelectorAll("select[name]").Select(s => (Name: s.GetAttribute("name")!, Value: s.QuerySelector("option[selected]")!.GetAttribute("value")!)))
            .Where(f => f.Name != "__RequestVerificationToken" && changed.All(c => c.Name != f.Name));
        return [.. fields, .. changed];
    }
}
