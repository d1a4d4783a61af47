using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Accounts;
using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Community;

/// <summary>Reports, what admins do about them, and what they feature.</summary>
public sealed class ModerationTests(GenerationApp studio) : Gallery(studio), IClassFixture<GenerationApp>
{
    [Fact]
    public async Task A_reported_post_is_hidden_and_comes_back()
    {
        var (work, post) = await PostAsync("Doubtful", ["doubt"]);
        var path = $"/api/community/{Id(post)}";
        var (bea, admin) = (await App.SignUpAsync(), await App.AdminAsync());
        Assert.Equal(401, (await App.Anyone().Post(path + "/report", new { reason = "spam" })).Status);
        Assert.Equal(400, (await bea.Post(path + "/report", new { reason = " " })).Status);
        Assert.Equal(404, (await bea.Post("/api/community/pst_00000000000000000000000000/report", new { reason = "spam" })).Status);
        Assert.Equal(202, (await bea.Post(path + "/report", new { reason = "This is mine" })).Status);
        Assert.Equal(202, (await bea.Post(path + "/report", new { reason = "This is mine" })).Status);
        var report = Assert.Single((await ReportsAsync(admin, "open")), r => r["postId"]!.GetValue<string>() == Id(post));
        Assert.Equal((bea.Id, "This is mine", "open"), (report["reporterId"]!.GetValue<string>(), report["reason"]!.GetValue<string>(), report["status"]!.GetValue<string>()));

        Assert.Equal("hidden", (await DecideAsync(admin, report, "hide")).Json["status"]!.GetValue<string>());
        Assert.Equal(404, (await App.Anyone().Get(path)).Status);
        Assert.Equal(404, (await bea.Get(path)).Status);
        Assert.Equal(404, (await bea.Post(path + "/like")).Status);
        Assert.Equal(404, (await bea.Patch(path, new { title = "x" })).Status);
        Assert.Equal(404, (await App.Anyone().Get(post["result"]!.GetValue<string>())).Status);
        Assert.Empty(await TitlesAsync("tag=doubt"));
        Assert.Empty(await TitlesAsync("q=doubtful"));
        var own = await Ann.Get(path);
        Assert.Equal((200, true), (own.Status, own.Json["hidden"]!.GetValue<bool>()));
        Assert.Null(own.Json["result"]);
        Assert.Equal(409, (await PublishAsync(work, new { title = "Around it" })).Status);
        Assert.Equal(200, (await Ann.Patch(path, new { title = "Doubtful, still" })).Status);
        Assert.Empty(await TitlesAsync("tag=doubt"));

        Assert.Equal("dismissed", (await DecideAsync(admin, report, "restore")).Json["status"]!.GetValue<string>());
        Assert.Equal(["Doubtful, still"], await TitlesAsync("tag=doubt"));
        Assert.Equal(["Doubtful, still"], await TitlesAsync("q=doubtful"));
        Assert.Equal(200, (await App.Anyone().Get(post["result"]!.GetValue<string>())).Status);
        var audit = (await admin.Get("/api/admin/audit?limit=2")).Json["items"]!.AsArray();
        Assert.Equal(["report.restore", "report.hide"], audit.Select(a => a!["action"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_picture_of_a_hidden_post_is_for_its_author_and_for_admins_alone()
    {
        var (_, post) = await PostAsync("Out of sight");
        var (bea, admin) = (await App.SignUpAsync(), await App.AdminAsync());
        await ReportAndHideAsync(bea, admin, post);
        var (file, thumbnail) = (post["result"]!.GetValue<string>(), post["thumbnailUrl"]!.GetValue<string>());
        foreach (var address in new[] { file, thumbnail })
        {
            foreach (var other in new[] { bea, App.Anyone() }) Assert.Equal(404, (await other.Get(address)).Status);
            foreach (var who in new[] { Ann, admin })
            {
                var answer = await who.Get(address);
                Assert.Equal((200, "no-store, private", "same-origin"), (answer.Status, answer["Cache-Control"], answer["Cross-Origin-Resource-Policy"]));
            }
        }

        Assert.NotNull((await admin.Page("/admin/reports?status=hidden")).Html.QuerySelector($"img[src='{thumbnail}']"));
        Assert.NotNull((await admin.Page($"/community/{Id(post)}")).Html.QuerySelector($"img[src='{file}']"));
        Assert.Equal(204, (await Ann.Delete($"/api/community/{Id(post)}")).Status);
        Assert.Equal(404, (await admin.Get(file)).Status);
    }

    [Fact]
    public async Task What_a_person_reported_is_in_the_export_of_their_data()
    {
        var (_, post) = await PostAsync("Reported");
        var bea = await App.SignUpAsync();
        await bea.Post($"/api/community/{Id(post)}/report", new { reason = "My own words" });
        using var zip = new ZipArchive(new MemoryStream((await bea.Get("/api/auth/me/export")).Body));
        using var entry = zip.GetEntry("reports.json")!.Open();
        var report = Assert.Single(JsonNode.Parse(entry)!.AsArray())!;
        Assert.Equal((Id(post), "My own words", "open"), (report["postId"]!.GetValue<string>(), report["reason"]!.GetValue<string>(), report["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Posts_of_a_disabled_author_are_out_of_sight_until_the_account_is_enabled()
    {
        var (max, admin) = (await App.SignUpAsync("max"), await App.AdminAsync());
        var post = (await PublishAsync(await MakeAsync(max), new { title = "Withheld", tags = new[] { "withheld" } }, max)).Json;
        var bad = (await PublishAsync(await MakeAsync(max), new { title = "Bad", tags = new[] { "withheld" } }, max)).Json;
        var report = await ReportAndHideAsync(Ann, admin, bad);
        await admin.Put("/api/admin/featured", new { postIds = new[] { Id(post) } });
        Assert.True(await IsSeenAsync(true));

        await SwitchAsync(true);
        Assert.True(await IsSeenAsync(false));
        Assert.Contains("account is disabled", (await admin.Page($"/community/{Id(post)}")).Html.QuerySelector("main")!.TextContent);
        Assert.Equal("dismissed", (await DecideAsync(admin, report, "restore")).Json["status"]!.GetValue<string>());
        Assert.Empty(await TitlesAsync("tag=withheld"));
        Assert.Equal("hidden", (await DecideAsync(admin, report, "hide")).Json["status"]!.GetValue<string>());
        await SwitchAsync(false);
        Assert.True(await IsSeenAsync(true));

        // The hint may be lost.
        await App.In<AccountsDb, int>(db => db.Users.Where(u => u.Id == max.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.IsDisabled, true)));
        await App.Sweep("community.sweep-posts");
        Assert.True(await IsSeenAsync(false));
        await admin.Put("/api/admin/featured", new { postIds = Array.Empty<string>() });

        async Task SwitchAsync(bool disabled)
        {
            Assert.Equal(200, (await admin.Patch($"/api/admin/users/{max.Id}", new { disabled, reason = "A test" })).Status);
            await App.Until(() => App.Anyone().Get($"/api/community/{Id(post)}"), a => a.Status == (disabled ? 404 : 200));
        }

        async Task<bool> IsSeenAsync(bool wanted)
        {
            foreach (var query in new[] { "tag=withheld", "q=withheld", $"authorId={max.Id}", "featured=true" })
                Assert.Equal(wanted ? ["Withheld"] : [], await TitlesAsync(query));
            foreach (var path in new[] { $"/community/{Id(post)}", $"/community/by/{max.Id}", post["result"]!.GetValue<string>() })
                Assert.Equal((path, wanted ? 200 : 404), (path, (await App.Anyone().Page(path)).Status));
            foreach (var path in new[] { "/", "/community", "/community/feed.xml", "/sitemap-0.xml" })
                Assert.Equal((path, wanted), (path, (await App.Anyone().Page(path)).Text.Contains($"/community/{Id(post)}", StringComparison.Ordinal)));
            return true;
        }
    }

    [Fact]
    public async Task An_author_is_disabled_for_a_reason()
    {
        var eve = await App.SignUpAsync("eve");
        var post = (await PublishAsync(await MakeAsync(eve), new { title = "Bad" }, eve)).Json;
        var other = (await PublishAsync(await MakeAsync(eve), new { title = "Not so bad" }, eve)).Json;
        var admin = await App.AdminAsync();
        await Ann.Post($"/api/community/{Id(post)}/report", new { reason = "spam" });
        await (await App.SignUpAsync()).Post($"/api/community/{Id(post)}/report", new { reason = "also spam" });
        var reports = (await ReportsAsync(admin, "open")).Where(r => r["postId"]!.GetValue<string>() == Id(post)).ToList();
        Assert.Equal(2, reports.Count);
        Assert.Equal(400, (await DecideAsync(admin, reports[0], "disable")).Status);
        Assert.Equal(400, (await DecideAsync(admin, reports[0], "burn")).Status);
        Assert.Equal(200, (await DecideAsync(admin, reports[0], "disable", "Third time")).Status);
        Assert.Equal(401, (await eve.Get("/api/auth/me")).Status);
        foreach (var gone in new[] { post, other }) Assert.Equal(404, (await Ann.Get($"/api/community/{Id(gone)}")).Status);
        Assert.DoesNotContain(await ReportsAsync(admin, "open"), r => r["postId"]!.GetValue<string>() == Id(post));
        Assert.Contains((await admin.Get($"/api/admin/audit?target={eve.Id}")).Json["items"]!.AsArray(), a => a!["changes"]!["reason"]![1]!.GetValue<string>() == "Third time");
    }

    [Fact]
    public async Task Only_admins_see_reports_and_the_featured_list()
    {
        foreach (var path in new[] { "/api/admin/reports", "/api/admin/featured", "/admin/reports", "/admin/featured" })
        {
            Assert.Equal(403, (await Ann.Get(path)).Status);
            Assert.Equal(401, (await App.Anyone().Get(path)).Status);
        }

        Assert.Equal(403, (await Ann.Put("/api/admin/featured", new { postIds = Array.Empty<string>() })).Status);
        Assert.Equal(400, (await (await App.AdminAsync()).Get("/api/admin/reports?status=x")).Status);
        Assert.Equal(404, (await (await App.AdminAsync()).Post("/api/admin/reports/rep_x", new { action = "hide" })).Status);
    }

    [Fact]
    public async Task What_an_admin_features_comes_first_in_that_order()
    {
        var admin = await App.AdminAsync();
        var (_, a) = await PostAsync("Feature A");
        var (_, b) = await PostAsync("Feature B");
        var models = new[] { GenerationApp.Video, GenerationApp.OtherImage };
        var put = await admin.Put("/api/admin/featured", new { postIds = new[] { Id(b), Id(a), Id(b) }, modelIds = models });
        Assert.True(put.Status == 200, put.ToString());
        Assert.Equal([Id(b), Id(a)], Ids(put.Json["postIds"]!));
        Assert.Equal(models, Ids((await admin.Get("/api/admin/featured")).Json["modelIds"]!));
        Assert.Equal(models, (await App.Anyone().Get("/api/models")).Json["items"]!.AsArray().Take(2).Select(Id!));
        Assert.Equal(["Feature B", "Feature A"], await TitlesAsync("featured=true"));
        Assert.True((await App.Anyone().Get($"/api/community/{Id(a)}")).Json["featured"]!.GetValue<bool>());
        var landing = (await App.Anyone().Page("/")).Html;
        Assert.Equal(["Feature B", "Feature A"], landing.QuerySelectorAll("#gallery .print b").Select(e => e.TextContent));
        Assert.Equal("featured.update", (await admin.Get("/api/admin/audit?limit=1")).Json["items"]![0]!["action"]!.GetValue<string>());

        Assert.Equal(400, (await admin.Put("/api/admin/featured", new { postIds = new[] { "pst_x" } })).Status);
        Assert.Equal(400, (await admin.Put("/api/admin/featured", new { modelIds = new[] { "no-model" } })).Status);
        Assert.Equal(models, Ids((await admin.Put("/api/admin/featured", new { postIds = Array.Empty<string>() })).Json["modelIds"]!));
        Assert.Empty(await TitlesAsync("featured=true"));
    }

    private static async Task<JsonNode> ReportAndHideAsync(Visitor who, Visitor admin, JsonNode post)
    {
        Assert.Equal(202, (await who.Post($"/api/community/{Id(post)}/report", new { reason = "Bad" })).Status);
        var report = (await ReportsAsync(admin, "open")).Single(r => r["postId"]!.GetValue<string>() == Id(post));
        Assert.Equal(200, (await DecideAsync(admin, report, "hide")).Status);
        return report;
    }

    private static string[] Ids(JsonNode ids) => [.. ids.AsArray().Select(i => i!.GetValue<string>())];

    private static async Task<List<JsonNode>> ReportsAsync(Visitor admin, string status) =>
        [.. (await admin.Get($"/api/admin/reports?status={status}&limit=100")).Json["items"]!.AsArray().Select(r => r!)];

    private static Task<Answer> DecideAsync(Visitor admin, JsonNode report, string action, string? reason = null) =>
        admin.Post($"/api/admin/reports/{Id(report)}", new { action, reason });
}
