using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Generation;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>Everything that one made: filters in the address, many at once, and a deletion that can be taken back.</summary>
public sealed class LibraryTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    private static readonly (string, string) Html = ("Accept", "text/html");

    [Fact]
    public async Task It_shows_what_one_made_by_every_filter_of_its_address()
    {
        var (una, uma) = (await studio.SignInAsync(), await studio.SignInAsync());
        var project = (await una.Api.Post("/api/projects", new { name = "Tea" })).Json["id"]!.GetValue<string>();
        var lake = await MadeAsync(una, "a blue lake", new { });
        var barn = await MadeAsync(una, "a red barn", new { projectId = project });
        await MadeAsync(uma, "somebody else's", new { });
        Assert.Equal(200, (await una.Api.Patch($"/api/generations/{lake}", new { favorite = true })).Status);

        Assert.Equal([barn, lake], await IdsAsync(una, ""));
        Assert.Equal([lake], await IdsAsync(una, "?favorite=1"));
        Assert.Equal([barn], await IdsAsync(una, $"?project={project}"));
        Assert.Equal([lake], await IdsAsync(una, "?q=BLUE"));
        Assert.Equal([barn, lake], await IdsAsync(una, $"?type=image&status=completed&model={GenerationApp.Image}"));
        Assert.Empty(await IdsAsync(una, "?type=video"));
        Assert.Empty(await IdsAsync(una, "?status=failed"));
        Assert.Empty(await IdsAsync(una, $"?model={GenerationApp.OtherImage}"));
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        Assert.Equal([barn, lake], await IdsAsync(una, $"?from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}"));
        Assert.Empty(await IdsAsync(una, $"?to={today.AddDays(-1):yyyy-MM-dd}"));
        Assert.Empty(await IdsAsync(una, $"?from={today.AddDays(2):yyyy-MM-dd}"));
        Assert.Equal([barn, lake], await IdsAsync(una, "?type=music&status=3&from=soon&favorite=no"));
        Assert.Contains("Nothing matches", (await una.Page.Page("/library?q=zebra")).Text);
        Assert.Contains("From is after To", (await una.Page.Page("/library?from=2026-11-20&to=2026-11-01")).Text);
    }

    [Fact]
    public async Task Many_are_marked_moved_and_downloaded_at_once()
    {
        var una = await studio.SignInAsync();
        var project = (await una.Api.Post("/api/projects", new { name = "Tea" })).Json["id"]!.GetValue<string>();
        var ids = new[] { await MadeAsync(una, "one", new { }), await MadeAsync(una, "two", new { }), await MadeAsync(una, "three", new { }) };
        (string, string)[] two = [("ids", ids[0]), ("ids", ids[2])];
        Assert.Equal((303, "/library?q=o"), await FormAsync(una, "/library/favorite", [.. two, ("back", "/library?q=o")]));
        Assert.Equal((303, "/library"), await FormAsync(una, "/library/move", [.. two, ("projectId", project), ("back", "https://evil.example")]));
        foreach (var (id, isIn) in new[] { (ids[0], true), (ids[1], false), (ids[2], true) })
        {
            var g = (await una.Api.Get($"/api/generations/{id}")).Json;
            Assert.Equal((isIn, isIn ? project : null), ((bool)g["favorite"]!, (string?)g["projectId"]));
        }

        Assert.Equal(303, (await FormAsync(una, "/library/unfavorite", two)).Status);
        Assert.False((bool)(await una.Api.Get($"/api/generations/{ids[0]}")).Json["favorite"]!);
        Assert.Equal(303, (await FormAsync(una, "/library/move", [("ids", ids[0])])).Status);
        Assert.Null((await una.Api.Get($"/api/generations/{ids[0]}")).Json["projectId"]);
        Assert.Equal(400, (await FormAsync(una, "/library/favorite", [])).Status);
        Assert.Equal(404, (await FormAsync(una, "/library/move", [("ids", ids[0]), ("projectId", "prj_nobody")])).Status);

        var zip = await una.Page.Form("/library/download", "/library", two);
        Assert.Equal("application/zip", zip.ContentType);
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(zip.Body));
        using var manifest = new StreamReader(archive.GetEntry("generations.json")!.Open());
        Assert.Equal([ids[2], ids[0]], JsonNode.Parse(await manifest.ReadToEndAsync())!.AsArray().Select(g => (string)g!["id"]!));
        Assert.Equal(2, archive.Entries.Count(e => e.FullName.StartsWith("media/", StringComparison.Ordinal)));
        Assert.NotNull(archive.GetEntry("manifest.json"));
    }

    [Fact]
    public async Task Work_is_offered_the_projects_of_its_own_workspace()
    {
        var una = await studio.SignInAsync();
        var team = (await una.Api.Post("/api/workspaces", new { name = "Team" })).Json["id"]!.GetValue<string>();
        var (own, other) = (await ProjectAsync(null), await ProjectAsync(team));
        var made = await MadeAsync(una, "a kettle", new { projectId = own });
        var page = (await una.Page.Get($"/projects/{own}", Html)).Html;
        Assert.Equal(["", own], page.QuerySelectorAll("[data-bar] option").Select(o => o.GetAttribute("value")));

        // In the library the script does it: work and projects both say where they belong.
        page = (await una.Page.Get("/library", Html)).Html;
        var place = page.QuerySelector($"#thumb-{made} input")!.GetAttribute("data-workspace");
        Assert.Equal(
            [(other, team), (own, place)], page.QuerySelectorAll("[data-bar] option").Skip(1).Select(o => (o.GetAttribute("value"), o.GetAttribute("data-workspace"))));
        Assert.Equal(404, (await FormAsync(una, "/library/move", [("ids", made), ("projectId", other)])).Status);

        async Task<string> ProjectAsync(string? workspaceId) =>
            (await una.Api.Post("/api/projects", new { name = "Tea", workspaceId })).Json["id"]!.GetValue<string>();
    }

    [Fact]
    public async Task A_deletion_is_taken_back_within_its_time_also_after_a_kill()
    {
        var una = await studio.SignInAsync();
        var (kept, gone) = (await MadeAsync(una, "kept", new { }), await MadeAsync(una, "gone", new { }));
        var file = (string)(await una.Api.Get($"/api/generations/{kept}")).Json["result"]!;
        var deleted = await una.Page.Form("/library/delete", "/library", ("ids", kept), ("ids", gone));
        var back = deleted["Location"]!;
        Assert.StartsWith("/library?undo=2.", back);
        Assert.Empty(await IdsAsync(una, ""));
        Assert.Equal(404, (await una.Api.Get($"/api/generations/{kept}")).Status);
        Assert.Contains("2 results deleted", (await una.Page.Page(back)).Text);

        await using (var restarted = studio.Restart())
        {
            await restarted.Sweep("generation.settle");
        }

        Assert.Equal(303, (await FormAsync(una, "/library/undo", [("until", back[(back.LastIndexOf('.') + 1)..])])).Status);
        Assert.Equal([gone, kept], await IdsAsync(una, ""));
        Assert.Equal(200, (await una.Page.Get(file)).Status);

        back = (await una.Page.Form("/library/delete", "/library", ("ids", gone)))["Location"]!;
        studio.Clock.Skip(ChangeSelection.Grace);
        await studio.App.Sweep("generation.settle");
        Assert.Equal(0, await studio.CountAsync(gone));
        Assert.Equal(409, (await FormAsync(una, "/library/undo", [("until", back[(back.LastIndexOf('.') + 1)..])])).Status);
        Assert.Equal([kept], await IdsAsync(una, ""));
    }

    [Fact]
    public async Task A_running_one_goes_on_until_the_time_is_over_and_is_then_stopped()
    {
        var una = await studio.SignInAsync();
        var prompt = studio.NewPrompt();
        studio.Fal.On(prompt).State = "IN_QUEUE";
        var started = (await una.Api.Post("/api/generate", new { modelId = GenerationApp.Image, prompt })).Json;
        var id = started["id"]!.GetValue<string>();
        await App.Until(async () => (await una.Api.Get($"/api/generations/{id}")).Json, g => (string)g["status"]! == "queued");
        Assert.Equal(303, (await FormAsync(una, "/library/delete", [("ids", id)])).Status);
        await studio.App.Sweep("generation.settle");
        Assert.Null((await studio.RowAsync(id)).CancelRequestedAt);
        studio.Clock.Skip(ChangeSelection.Grace);
        await studio.App.Sweep("generation.settle");
        await App.Until(() => studio.CountAsync(id), count => count == 0);
        Assert.Equal((0, 0L), ((int)await studio.ChargedAsync(una.Api), (await studio.BalanceAsync(una.Api)).Held.Value));
    }

    [Fact]
    public async Task Nobody_changes_anothers_selection()
    {
        var (una, eve) = (await studio.SignInAsync(), await studio.SignInAsync());
        var (hers, own) = (await MadeAsync(una, "hers", new { }), await MadeAsync(eve, "own", new { }));
        foreach (var path in new[] { "/library/favorite", "/library/move", "/library/delete", "/library/download" })
            Assert.Equal(404, (await FormAsync(eve, path, [("ids", own), ("ids", hers)])).Status);
        Assert.Equal([own], await IdsAsync(eve, ""));
        var back = (await una.Page.Form("/library/delete", "/library", ("ids", hers)))["Location"]!;
        Assert.Equal(409, (await FormAsync(eve, "/library/undo", [("until", back[(back.LastIndexOf('.') + 1)..])])).Status);
        Assert.Equal(401, (await studio.App.Anyone().Get("/library")).Status);
    }

    [Fact]
    public void The_day_of_an_id_is_where_the_day_begins()
    {
        var id = OmniHub.Kernel.Id.New("gen");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.True(string.CompareOrdinal(IdTime.At("gen", today), id) < 0);
        Assert.True(string.CompareOrdinal(IdTime.At("gen", today.AddDays(1)), id) > 0);
        Assert.Equal(id.Length, IdTime.At("gen", today).Length);
    }

    private async Task<string> MadeAsync((Visitor Api, Visitor Page) who, string about, object more)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        (body["modelId"], body["prompt"]) = (GenerationApp.Image, studio.NewPrompt(about));
        var done = await studio.EndOfAsync((await who.Api.Post("/api/generate", body)).Json, who.Api);
        Assert.Equal("completed", (string)done["status"]!);
        return done["id"]!.GetValue<string>();
    }

    private static async Task<string[]> IdsAsync((Visitor Api, Visitor Page) who, string query)
    {
        var page = await who.Page.Get("/library" + query, Html);
        Assert.Equal(200, page.Status);
        return [.. page.Html.QuerySelectorAll("#lib input[name=ids]").Select(box => box.GetAttribute("value")!)];
    }

    private static async Task<(int Status, string? Location)> FormAsync((Visitor Api, Visitor Page) who, string path, (string, string)[] fields)
    {
        var answer = await who.Page.Form(path, "/dashboard", fields);
        return (answer.Status, answer["Location"]);
    }
}
