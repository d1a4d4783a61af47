using System.Text.Json.Nodes;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>Lists and streams, and that nobody sees or touches another's.</summary>
public sealed class AccessTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    private Visitor Ann => studio.Ann;

    [Fact]
    public async Task Anothers_work_looks_like_none()
    {
        var mallory = await studio.App.SignUpAsync("mallory");
        var comparison = (await Ann.Post("/api/generate", new { modelIds = new[] { GenerationApp.Image, GenerationApp.OtherImage }, prompt = studio.NewPrompt() })).Json;
        var done = await studio.EndOfAsync(comparison["generations"]![0]!);
        await studio.EndOfAsync(comparison["generations"]![1]!);
        var upload = (await MediaTests.UploadAsync(Ann, TestMedia.Png(8, 8), "image/png")).Json;
        foreach (var id in new[] { done["id"]!.GetValue<string>(), "gen_00000000000000000000000000", "gen_'--", "x" })
        {
            var path = $"/api/generations/{Uri.EscapeDataString(id)}";
            Assert.Equal(404, (await mallory.Get(path)).Status);
            Assert.Equal(404, (await mallory.Get($"{path}/events")).Status);
            Assert.Equal(404, (await mallory.Post($"{path}/cancel")).Status);
            Assert.Equal(404, (await mallory.Post($"{path}/retry")).Status);
            Assert.Equal(404, (await mallory.Patch(path, new { favorite = true })).Status);
            Assert.Equal(404, (await mallory.Delete(path)).Status);
        }

        var (a, b) = (await mallory.Get($"/api/generations/{done["id"]}"), await mallory.Get("/api/generations/gen_00000000000000000000000000"));
        Assert.Equal(a.Json["detail"]!.GetValue<string>(), b.Json["detail"]!.GetValue<string>());
        Assert.Equal(404, (await mallory.Get($"/api/comparisons/{comparison["comparisonId"]}")).Status);
        Assert.Equal(404, (await mallory.Post($"/api/comparisons/{comparison["comparisonId"]}/winner", new { generationId = done["id"]!.GetValue<string>() })).Status);
        Assert.Empty((await mallory.Get($"/api/generations?workspaceId={done["workspaceId"]}")).Json["items"]!.AsArray());
        Assert.Empty((await mallory.Get($"/api/generations?comparisonId={comparison["comparisonId"]}")).Json["items"]!.AsArray());
        Assert.Equal(404, (await mallory.Post("/api/generate", new { modelId = GenerationApp.Image, prompt = "a lake", workspaceId = done["workspaceId"]!.GetValue<string>() })).Status);
        var image = await mallory.Post("/api/generate", new { modelId = GenerationApp.FromImage, prompt = "a lake", options = new { image_url = upload["id"]!.GetValue<string>() } });
        Assert.Equal(400, image.Status);
        Assert.False((await Ann.Get($"/api/generations/{done["id"]}")).Json["favorite"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("GET", "/api/generations")]
    [InlineData("GET", "/api/generations/gen_1")]
    [InlineData("GET", "/api/generations/gen_1/events")]
    [InlineData("POST", "/api/generate")]
    [InlineData("POST", "/api/generations/gen_1/retry")]
    [InlineData("POST", "/api/generations/gen_1/cancel")]
    [InlineData("DELETE", "/api/generations/gen_1")]
    [InlineData("GET", "/api/comparisons/cmp_1")]
    public async Task Without_a_token_there_is_nothing(string method, string path) =>
        Assert.Equal(401, (await studio.App.Anyone().Send(new HttpMethod(method), path)).Status);

    [Fact]
    public async Task A_list_is_filtered_searched_and_paged()
    {
        var una = await studio.App.SignUpAsync("una");
        var prompts = Enumerable.Range(0, 7).Select(i => studio.NewPrompt(i % 2 == 0 ? "100% blue_sky" : "a red barn")).ToList();
        foreach (var prompt in prompts)
        {
            if (prompt.StartsWith('a')) studio.Fal.On(prompt).Output = _ => new { nothing = 1 };
            await studio.EndOfAsync(await studio.StartAsync(prompt, prompt.StartsWith('a') ? GenerationApp.OtherImage : GenerationApp.Image, by: una), una);
        }

        async Task<string[]> ListAsync(string query) => [.. (await una.Get($"/api/generations?{query}")).Json["items"]!.AsArray().Select(g => g!["prompt"]!.GetValue<string>())];
        var newestFirst = prompts.AsEnumerable().Reverse().ToArray();
        Assert.Equal(newestFirst, await ListAsync(""));
        Assert.Equal(newestFirst.Where(p => p.StartsWith('1')), await ListAsync("status=completed&type=image"));
        Assert.Equal(newestFirst.Where(p => p.StartsWith('a')), await ListAsync("status=failed"));
        Assert.Equal(newestFirst.Where(p => p.StartsWith('a')), await ListAsync($"modelId={GenerationApp.OtherImage}"));
        Assert.Equal(newestFirst.Where(p => p.StartsWith('1')), await ListAsync("q=" + Uri.EscapeDataString("0% BLUE_")));
        Assert.Empty(await ListAsync("q=" + Uri.EscapeDataString("1_0")));
        Assert.Empty(await ListAsync("type=video"));
        Assert.Empty(await ListAsync("projectId=prj_1"));
        Assert.Empty(await ListAsync("status=running"));

        var favorite = (await una.Get("/api/generations?limit=1")).Json["items"]![0]!["id"]!.GetValue<string>();
        Assert.True((await una.Patch($"/api/generations/{favorite}", new { favorite = true, status = "failed", credits = 0, userId = "usr_x" })).Json["favorite"]!.GetValue<bool>());
        Assert.Equal(newestFirst[..1], await ListAsync("favorite=true"));
        Assert.Equal(newestFirst[1..], await ListAsync("favorite=false"));
        Assert.Equal(404, (await una.Patch($"/api/generations/{favorite}", new { projectId = "prj_nobody" })).Status);
        Assert.Equal(400, (await una.Patch($"/api/generations/{favorite}", new { projectId = 5 })).Status);
        Assert.Null((await una.Patch($"/api/generations/{favorite}", new { projectId = (string?)null })).Json["projectId"]);

        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await una.Get($"/api/generations?limit=3{(cursor == "" ? "" : $"&cursor={cursor}")}")).Json;
            seen.AddRange(page["items"]!.AsArray().Select(g => g!["prompt"]!.GetValue<string>()));
            cursor = page["nextCursor"]?.GetValue<string>();
        }

        Assert.Equal(newestFirst, seen);
        foreach (var bad in new[] { "limit=0", "limit=101", "limit=x", "cursor=%%%", "type=music", "type=1", "status=done", "favorite=maybe", "q=" + new string('x', 201) })
            Assert.True((await una.Get($"/api/generations?{bad}")).Status == 400, bad);
    }

    [Fact]
    public async Task A_stream_tells_each_change_and_ends_with_the_generation()
    {
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        var started = await studio.StartAsync(prompt);
        using var response = await Ann.Http.GetAsync($"/api/generations/{started["id"]}/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var statuses = new List<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? name = null;
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal)) continue;
            Assert.Equal("status", name);
            var status = JsonNode.Parse(line[6..])!["status"]!.GetValue<string>();
            if (statuses.LastOrDefault() != status) statuses.Add(status);
            if (status == "queued") studio.Fal.On(prompt).State = "IN_PROGRESS";
            if (status == "running") studio.Fal.On(prompt).State = "COMPLETED";
        }

        Assert.Equal("completed", statuses[^1]);
        Assert.Equal(["queued", "running", "completed"], statuses.Where(s => s != "pending"));
        var again = await Ann.Get($"/api/generations/{started["id"]}/events");
        Assert.Equal(1, again.Text.Split("event: status").Length - 1);
    }

    [Fact]
    public async Task Fifty_at_once_are_all_made_and_charged_to_the_micro()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => studio.App.SignUpAsync($"many{i}")));
        var prompt = studio.NewPrompt();
        var all = await Task.WhenAll(Enumerable.Range(0, 51).Select(async i => (By: people[i % 3], Row: await studio.StartAsync(prompt, by: people[i % 3]))));
        var charges = new Dictionary<Visitor, decimal>();
        foreach (var (by, row) in all)
        {
            var done = await studio.EndOfAsync(row, by);
            Assert.Equal("completed", done["status"]!.GetValue<string>());
            charges[by] = charges.GetValueOrDefault(by) + done["credits"]!.GetValue<decimal>();
        }

        Assert.Equal(51, studio.Fal.Submits.Count(p => p == prompt));
        foreach (var by in people)
        {
            Assert.Equal((long)(charges[by] * 1_000_000), await studio.ChargedAsync(by));
            Assert.Equal(0, (await studio.BalanceAsync(by)).Held.Value);
        }
    }
}
