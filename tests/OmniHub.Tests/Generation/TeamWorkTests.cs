using System.Text.Json.Nodes;
using OmniHub.Contracts.Accounts;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>Several people in one workspace: who pays, whose limit, who may.</summary>
public sealed class TeamWorkTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    [Fact]
    public async Task A_member_spends_the_owners_credits_within_a_limit_that_holds_under_many_requests_at_once()
    {
        var (ann, bob) = (await studio.App.SignUpAsync(), await studio.App.SignUpAsync());
        var team = await TeamOf(ann, (bob, "editor"));
        var price = (decimal)(await bob.Post("/api/estimate", new { modelId = GenerationApp.Image, prompt = "a lake" })).Json["total"]!;
        Assert.Equal(200, (await ann.Patch($"/api/workspaces/{team}/members/{bob.Id}", new { monthlyCreditLimit = price * 3 })).Status);
        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ =>
            bob.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = studio.NewPrompt(), workspaceId = team })));
        Assert.Equal(3, answers.Count(a => a.Status == 202));
        Assert.All(answers.Where(a => a.Status != 202), a => Assert.Equal((402, "insufficient_credits"), (a.Status, a.Code)));
        Assert.All(answers.Where(a => a.Status != 202), a => Assert.Contains("over your limit", (string)a.Json["error"]!));

        foreach (var started in answers.Where(a => a.Status == 202)) await studio.EndOfAsync(started.Json, bob);
        Assert.Equal(0, await studio.ChargedAsync(bob));
        Assert.Equal((long)(price * 3 * 1_000_000), await studio.ChargedAsync(ann));
        var members = (await ann.Get($"/api/workspaces/{team}/members")).Json["items"]!.AsArray();
        Assert.Equal(price * 3, (decimal)members.Single(m => (string)m!["userId"]! == bob.Id)!["spentThisMonth"]!);
        Assert.Equal(402, (await bob.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = "a lake", workspaceId = team })).Status);
        Assert.Equal(202, (await bob.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = "a lake" })).Status);
    }

    [Fact]
    public async Task Usage_says_names_and_no_ids()
    {
        var (ann, bob) = (await studio.App.SignUpAsync(), await studio.App.SignUpAsync("spender"));
        var team = await TeamOf(ann, (bob, "editor"));
        var project = (string)(await ann.Post("/api/projects", new { name = "Launch", workspaceId = team })).Json["id"]!;
        var order = new { modelId = GenerationApp.Image, prompt = studio.NewPrompt(), workspaceId = team, projectId = project };
        await studio.EndOfAsync((await bob.Post("/api/generate", order)).Json, bob);
        var model = (string)(await ann.Get($"/api/models/{GenerationApp.Image}")).Json["name"]!;
        foreach (var (group, name) in new[] { ("member", "spender"), ("project", "Launch"), ("model", model), ("key", "Without an API key") })
        {
            Assert.Equal(name, await LabelAsync(group));
            Assert.Equal(name, (await ann.Page($"/billing?by={group}")).Html.QuerySelector("#usage tbody td")!.TextContent);
        }

        Assert.Equal(204, (await ann.Delete($"/api/projects/{project}")).Status);
        Assert.Equal("Deleted project", await LabelAsync("project"));
        Assert.Equal(204, (await bob.Delete("/api/auth/me", new { password = "a long enough pass" })).Status);
        Assert.Equal("Deleted account", await LabelAsync("member"));

        async Task<string> LabelAsync(string group) =>
            (string)Assert.Single((await ann.Get($"/api/billing/usage?groupBy={group}")).Json["items"]!.AsArray())!["label"]!;
    }

    [Fact]
    public async Task A_viewer_sees_everything_and_changes_nothing()
    {
        var (ann, cat) = (await studio.App.SignUpAsync(), await studio.App.SignUpAsync());
        var team = await TeamOf(ann, (cat, "viewer"));
        var project = (await ann.Post("/api/projects", new { name = "P", workspaceId = team })).Json["id"]!;
        var done = await studio.EndOfAsync((await ann.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = studio.NewPrompt(), workspaceId = team })).Json, ann);
        var path = $"/api/generations/{done["id"]}";
        Assert.Equal(200, (await cat.Get(path)).Status);
        Assert.Single((await cat.Get($"/api/generations?workspaceId={team}")).Json["items"]!.AsArray());
        Assert.Equal(200, (await cat.Get($"/api/projects/{project}")).Status);
        foreach (var answer in new[]
        {
            await cat.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = "a lake", workspaceId = team }),
            await cat.Patch(path, new { favorite = true }),
            await cat.Delete(path),
            await cat.Post($"{path}/cancel"),
            await cat.Post($"{path}/retry"),
            await cat.Patch($"/api/projects/{project}", new { name = "Mine" }),
            await cat.Delete($"/api/projects/{project}"),
            await cat.Post("/api/projects", new { name = "Mine", workspaceId = team }),
            await cat.Post("/api/chat/conversations", new { workspaceId = team }),
            await cat.Patch($"/api/workspaces/{team}", new { name = "Mine" }),
            await cat.Delete($"/api/workspaces/{team}"),
            await cat.Post($"/api/workspaces/{team}/invites", new { email = "x@example.com", role = "viewer" }),
        }) Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_viewer_is_offered_nothing_that_would_be_refused()
    {
        var (ann, cat) = (await studio.App.SignUpAsync(), await studio.App.SignUpAsync());
        var team = await TeamOf(ann, (cat, "viewer"));
        await ann.Post("/api/projects", new { name = "P", workspaceId = team });
        var order = new { modelId = GenerationApp.Image, prompt = studio.NewPrompt(), workspaceId = team };
        var path = $"/g/{(await studio.EndOfAsync((await ann.Post("/api/generate", order)).Json, ann))["id"]}";
        string[] offers = ["form[action$='/favorite']", "form[action$='/delete']", "form[action$='/again']", "form[action$='/move']", "a[href^='/community/publish/']"];
        var (mine, theirs) = ((await ann.Page(path)).Html, (await cat.Page(path)).Html);
        foreach (var offer in offers)
        {
            Assert.NotNull(mine.QuerySelector(offer));
            Assert.Null(theirs.QuerySelector(offer));
        }

        Assert.NotNull(theirs.QuerySelector("a[download]"));
        Assert.NotNull(theirs.QuerySelector("a[href^='/create?from=']"));
    }

    [Fact]
    public async Task A_viewer_is_told_beside_the_button_why_it_is_off()
    {
        var (ann, cat) = (await studio.App.SignUpAsync(), await studio.App.SignUpAsync());
        var team = await TeamOf(ann, (cat, "viewer"));
        var foot = (await cat.Get($"/create?workspace={team}")).Text;
        Assert.Contains("You can look at Team, not make anything in it.", foot[foot.IndexOf("id=\"foot\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("You can spend", foot, StringComparison.Ordinal);
        Assert.Equal(204, (await cat.Form("/workspaces/current", $"/workspaces/{team}", ("workspaceId", team))).Status);
        var chat = (await cat.Get("/chat")).Text;
        Assert.Contains("You can look at Team, not write in it.", chat, StringComparison.Ordinal);
        Assert.DoesNotContain("You can read this conversation", chat, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_are_checked_at_both_levels()
    {
        var (ann, bob, eve) = (await studio.App.SignUpAsync(), await studio.App.SignUpAsync(), await studio.App.SignUpAsync());
        var (team, own) = (await TeamOf(ann, (bob, "editor")), await TeamOf(eve));
        var invite = (await ann.Post($"/api/workspaces/{team}/invites", new { email = "y@example.com", role = "viewer" })).Json["id"]!;
        var project = (await ann.Post("/api/projects", new { name = "P", workspaceId = team })).Json["id"]!.GetValue<string>();
        var others = await studio.EndOfAsync((await eve.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = studio.NewPrompt(), workspaceId = own })).Json, eve);
        foreach (var answer in new[]
        {
            await eve.Get($"/api/workspaces/{team}"),
            await eve.Get($"/api/workspaces/{team}/members"),
            await eve.Get($"/api/workspaces/{team}/invites"),
            await eve.Patch($"/api/workspaces/{team}", new { name = "Mine" }),
            await eve.Patch($"/api/workspaces/{own}/members/{bob.Id}", new { role = "viewer" }),
            await eve.Delete($"/api/workspaces/{own}/members/{bob.Id}"),
            await eve.Delete($"/api/workspaces/{own}/invites/{invite}"),
            await eve.Delete($"/api/workspaces/{team}/invites/{invite}"),
            await eve.Post($"/api/workspaces/{team}/ownership"),
            await eve.Post("/api/projects", new { name = "P", workspaceId = team }),
            await eve.Get($"/api/projects/{project}"),
            await eve.Get($"/api/projects/{project}/download"),
            await eve.Patch($"/api/projects/{project}", new { archived = true }),
            await eve.Patch($"/api/generations/{others["id"]}", new { projectId = project }),
            await eve.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = "a lake", projectId = project }),
            await eve.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = "a lake", workspaceId = own, projectId = project }),
            await eve.Post("/api/chat/conversations", new { workspaceId = own, projectId = project }),
            await eve.Patch("/api/auth/me", new { defaultWorkspaceId = team }),
        }) Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
        Assert.Empty((await eve.Get($"/api/projects?workspaceId={team}")).Json["items"]!.AsArray());
        Assert.Single((await ann.Get($"/api/workspaces/{team}/invites")).Json["items"]!.AsArray());
        Assert.Equal(2, (await ann.Get($"/api/workspaces/{team}/members")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Who_is_removed_is_out_at_once_and_so_are_their_open_streams()
    {
        var (ann, bob) = (await studio.App.SignUpAsync(), await studio.App.SignUpAsync());
        var team = await TeamOf(ann, (bob, "editor"));
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        var started = (await ann.Post("/api/generate", new { modelId = GenerationApp.Image, prompt, workspaceId = team })).Json;
        using var stream = await bob.Http.GetAsync($"/api/generations/{started["id"]}/events", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.StartsWith("event: status", await lines.ReadLineAsync());
        Assert.Equal(204, (await ann.Delete($"/api/workspaces/{team}/members/{bob.Id}")).Status);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await lines.ReadLineAsync(limit.Token) is not null)
        {
            // Until it ends, although the generation goes on.
        }

        Assert.Equal(404, (await bob.Get($"/api/generations/{started["id"]}")).Status);
        Assert.Equal(404, (await bob.Post($"/api/generations/{started["id"]}/cancel")).Status);
        Assert.Equal(404, (await bob.Post("/api/generate", new { modelId = GenerationApp.Image, prompt, workspaceId = team })).Status);
        studio.Fal.On(prompt).State = "COMPLETED";
        await studio.EndOfAsync(started, ann);
    }

    [Fact]
    public async Task A_workspace_goes_with_its_work_and_the_ledger_stays()
    {
        var ann = await studio.App.SignUpAsync();
        var team = await TeamOf(ann);
        var done = await studio.EndOfAsync((await ann.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = studio.NewPrompt(), workspaceId = team })).Json, ann);
        var charged = await studio.ChargedAsync(ann);
        Assert.True(charged > 0);
        Assert.Equal(204, (await ann.Delete($"/api/workspaces/{team}")).Status);
        Assert.Equal(404, (await ann.Get($"/api/generations/{done["id"]}")).Status);
        Assert.Equal(charged, await studio.ChargedAsync(ann));
        Assert.Contains((await ann.Get("/api/billing/ledger")).Json["items"]!.AsArray(), e => (string)e!["kind"]! == "charge");
    }

    [Fact]
    public async Task A_project_downloads_as_a_zip_that_opens_with_files_prompts_and_costs()
    {
        var ann = await studio.App.SignUpAsync();
        var project = (await ann.Post("/api/projects", new { name = "Film: früh" })).Json["id"]!.GetValue<string>();
        var prompt = studio.NewPrompt("lake <at> dawn");
        var started = (await ann.Post("/api/generate", new { modelId = GenerationApp.Image, prompt, projectId = project })).Json;
        var done = await studio.EndOfAsync(started, ann);
        var view = (await ann.Get($"/api/projects/{project}")).Json;
        Assert.Equal((1L, (decimal)done["credits"]!), ((long)view["itemCount"]!, (decimal)view["credits"]!));
        var answer = await ann.Get($"/api/projects/{project}/download");
        Assert.Contains("filename*=UTF-8''Film%20fr%C3%BCh.zip", answer["Content-Disposition"]);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(answer.Body));
        var item = Assert.Single(JsonNode.Parse(await TextAsync("generations.json"))!.AsArray())!;
        Assert.Equal((prompt, GenerationApp.Image, (decimal)done["credits"]!), ((string)item["prompt"]!, (string)item["modelId"]!, (decimal)item["credits"]!));
        var file = Assert.Single(zip.Entries, e => e.FullName.StartsWith("media/", StringComparison.Ordinal));
        Assert.Equal((long)done["results"]![0]!["bytes"]!, file.Length);

        var listed = Assert.Single(JsonNode.Parse(await TextAsync("manifest.json"))!.AsArray())!;
        Assert.Equal((file.FullName, file.FullName, prompt), ((string)listed["file"]!, (string)listed["files"]![0]!, (string)listed["prompt"]!));
        Assert.NotEmpty(listed["settings"]!.AsObject());
        Assert.Equal($"media/{(string)listed["createdAt"]!}"[..16] + $" {prompt.Replace("<at>", "at")} ({FileNames.Safe((string)listed["model"]!, 40)}) 1{Path.GetExtension(file.Name)}", file.FullName);
        var page = await TextAsync("index.html");
        Assert.Contains(prompt.Replace("<at>", "&lt;at&gt;"), page);
        Assert.Contains(Uri.EscapeDataString(file.Name), page);

        async Task<string> TextAsync(string name)
        {
            using var text = new StreamReader(zip.GetEntry(name)!.Open());
            return await text.ReadToEndAsync();
        }
    }

    [Theory]
    [InlineData("Quiet lake", "Quiet lake")]
    [InlineData("  a/b\\c:\n\"d\" [x]..", "a b c d x")]
    [InlineData("../../etc", "etc")]
    [InlineData("one two three four five", "one two three four")]
    [InlineData("one two three fourth", "one two three")]
    [InlineData("unbrokenunbrokenunbroken", "unbrokenunbrokenun")]
    [InlineData("\u202Egpj.exe ☂", "gpj.exe ☂")]
    [InlineData("???", "")]
    public void A_name_of_a_file_is_safe_on_any_system(string text, string name) => Assert.Equal(name, FileNames.Safe(text, 18));

    private static async Task<string> TeamOf(Visitor owner, params (Visitor Who, string Role)[] others)
    {
        var id = (await owner.Post("/api/workspaces", new { name = "Team" })).Json["id"]!.GetValue<string>();
        foreach (var (who, role) in others)
        {
            var email = (string)(await who.Get("/api/auth/me")).Json["user"]!["email"]!;
            var invite = (await owner.Post($"/api/workspaces/{id}/invites", new { email, role })).Json;
            Assert.Equal(200, (await who.Post($"/api/invites/{invite["token"]}/accept")).Status);
        }

        return id;
    }
}
