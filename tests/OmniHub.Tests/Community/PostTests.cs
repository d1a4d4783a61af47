using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OmniHub.Community;
using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Community;

/// <summary>Publishing, reading, liking, reporting: what the API promises.</summary>
public sealed class PostTests(GenerationApp studio) : Gallery(studio), IClassFixture<GenerationApp>
{
    [Fact]
    public async Task Own_finished_work_is_published_once()
    {
        var work = await MakeAsync();
        var answer = await PublishAsync(work, new { title = "  Quiet   water ", description = "By night", tags = new[] { "#Sea", "moon light", "sea" } });
        Assert.True(answer.Status == 201, answer.ToString());
        var post = answer.Json;
        Assert.StartsWith("pst_", post["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal($"/api/community/{post["id"]}", answer["Location"]);
        Assert.Equal("Quiet water", post["title"]!.GetValue<string>());
        Assert.Equal(["sea", "moon light"], post["tags"]!.AsArray().Select(t => t!.GetValue<string>()));
        Assert.Equal(work["prompt"]!.GetValue<string>(), post["prompt"]!.GetValue<string>());
        Assert.Equal("ann", post["author"]!["name"]!.GetValue<string>());
        Assert.Equal((0, 0, false, false), (post["likeCount"]!.GetValue<int>(), post["viewCount"]!.GetValue<int>(), post["liked"]!.GetValue<bool>(), post["featured"]!.GetValue<bool>()));

        var twice = await PublishAsync(work, new { title = "Again" });
        Assert.Equal(409, twice.Status);
        Assert.Equal(post["id"]!.GetValue<string>(), twice.Json["postId"]!.GetValue<string>());
        var shown = await App.Anyone().Get($"/api/community/{post["id"]}");
        Assert.Equal("Quiet water", shown.Json["title"]!.GetValue<string>());
    }

    [Fact]
    public async Task Ten_presses_at_once_are_one_post()
    {
        var work = await MakeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PublishAsync(work, new { title = "Once" })));
        var made = Assert.Single(answers, a => a.Status == 201).Json["id"]!.GetValue<string>();
        Assert.All(answers.Where(a => a.Status != 201), a => Assert.Equal((409, made), (a.Status, a.Json["postId"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Anothers_work_and_unfinished_work_are_not_published()
    {
        var work = await MakeAsync();
        var mallory = await App.SignUpAsync();
        Assert.Equal(404, (await PublishAsync(work, new { title = "Mine now" }, mallory)).Status);
        Assert.Equal(404, (await PublishAsync(work, new { title = "" }, mallory)).Status);
        Assert.Equal(404, (await Ann.Post("/api/community/publish", new { generationId = "gen_00000000000000000000000000", title = "x" })).Status);
        Assert.Equal(401, (await App.Anyone().Post("/api/community/publish", new { generationId = Id(work), title = "x" })).Status);

        var prompt = Studio.NewPrompt();
        Studio.Fal.On(prompt).State = "IN_QUEUE";
        var running = await Studio.StartAsync(prompt);
        Assert.Equal(409, (await PublishAsync(running, new { title = "Too early" })).Status);
        Assert.Equal(400, (await PublishAsync(work, new { title = " " })).Status);
        Assert.Equal(400, (await PublishAsync(work, new { title = new string('x', 121) })).Status);
        Assert.Equal(400, (await PublishAsync(work, new { title = "x", tags = Enumerable.Range(0, 11).Select(i => $"t{i}") })).Status);
        Assert.Equal(400, (await PublishAsync(work, new { title = "x", tags = "no list" })).Status);
    }

    [Fact]
    public async Task Its_files_are_open_to_all_while_it_is_shown_and_to_nobody_afterwards()
    {
        var work = await MakeAsync();
        var post = (await PublishAsync(work, new { title = "Open" })).Json;
        var (file, thumb) = (post["result"]!.GetValue<string>(), post["thumbnailUrl"]!.GetValue<string>());
        Assert.DoesNotContain("?", file, StringComparison.Ordinal);
        Assert.Equal(file, (await Ann.Get($"/api/generations/{Id(work)}")).Json["result"]!.GetValue<string>());
        var open = await App.Anyone().Get(file);
        Assert.Equal((200, "public, max-age=60"), (open.Status, open["Cache-Control"]));
        Assert.Equal(200, (await App.Anyone().Get(thumb)).Status);

        Assert.Equal(204, (await Ann.Delete($"/api/community/{post["id"]}")).Status);
        Assert.Equal(404, (await App.Anyone().Get(file)).Status);
        Assert.Equal(404, (await App.Anyone().Get(thumb)).Status);
        Assert.Equal(404, (await App.Anyone().Get($"/api/community/{post["id"]}")).Status);
        Assert.Equal(200, (await App.Anyone().Get((await Ann.Get($"/api/generations/{Id(work)}")).Json["result"]!.GetValue<string>())).Status);
        Assert.Equal(201, (await PublishAsync(work, new { title = "Once more" })).Status);
    }

    [Fact]
    public async Task Deleting_the_generation_removes_the_post()
    {
        var (work, post) = await PostAsync("Short life");
        var (other, lost) = await PostAsync("Its hint was lost");
        Assert.Equal(204, (await Ann.Delete($"/api/generations/{Id(work)}")).Status);
        await App.Until(() => App.Anyone().Get($"/api/community/{Id(post)}"), a => a.Status == 404);
        Assert.Equal(404, (await App.Anyone().Get(post["result"]!.GetValue<string>())).Status);

        await App.In<OmniHub.Generation.GenerationDb, int>(db => db.Generations.Where(g => g.Id == Id(other)).ExecuteDeleteAsync());
        await App.Sweep("community.sweep-posts");
        Assert.Equal(404, (await App.Anyone().Get($"/api/community/{Id(lost)}")).Status);
        Assert.Equal(0, await App.In<CommunityDb, int>(db => db.Placings.CountAsync(p => !db.Posts.Any(x => x.Number == p.Number))));
    }

    [Fact]
    public async Task A_like_toggles_and_is_counted_exactly_however_many_come_at_once()
    {
        var (_, post) = await PostAsync("Liked");
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => App.SignUpAsync()));
        var presses = await Task.WhenAll(people.SelectMany(p => Enumerable.Range(0, 5).Select(_ => p.Post($"/api/community/{Id(post)}/like"))));
        Assert.All(presses, p => Assert.Equal(200, p.Status));
        var seen = (await people[0].Get($"/api/community/{Id(post)}")).Json;
        Assert.Equal((8, true), (seen["likeCount"]!.GetValue<int>(), seen["liked"]!.GetValue<bool>())); // five presses each: on
        var off = (await people[0].Post($"/api/community/{Id(post)}/like")).Json;
        Assert.Equal((false, 7), (off["liked"]!.GetValue<bool>(), off["likeCount"]!.GetValue<int>()));
        var top = (await people[0].Get("/api/community?sort=top&limit=1")).Json["items"]![0]!;
        Assert.Equal((Id(post), 7, false), (Id(top), top["likeCount"]!.GetValue<int>(), top["liked"]!.GetValue<bool>()));
        Assert.Equal(401, (await App.Anyone().Post($"/api/community/{Id(post)}/like")).Status);
        Assert.Equal(404, (await people[0].Post("/api/community/pst_00000000000000000000000000/like")).Status);
    }

    [Fact]
    public async Task Its_author_or_an_admin_changes_it_and_nobody_else()
    {
        var (_, post) = await PostAsync("Old title", tags: ["old"]);
        var (path, mallory) = ($"/api/community/{Id(post)}", await App.SignUpAsync());
        Assert.Equal(403, (await mallory.Patch(path, new { title = "Mine" })).Status);
        Assert.Equal(403, (await mallory.Delete(path)).Status);
        Assert.Equal(401, (await App.Anyone().Patch(path, new { title = "Mine" })).Status);
        Assert.Equal(404, (await mallory.Patch("/api/community/pst_00000000000000000000000000", new { title = "Mine" })).Status);

        var changed = (await Ann.Patch(path, new { title = "New title", tags = new[] { "fresh" }, showPrompt = false, likeCount = 9, userId = mallory.Id })).Json;
        Assert.Equal(("New title", 0, "ann"), (changed["title"]!.GetValue<string>(), changed["likeCount"]!.GetValue<int>(), changed["author"]!["name"]!.GetValue<string>()));
        Assert.False(((JsonObject)changed).ContainsKey("prompt"));
        Assert.Empty(await TitlesAsync("tag=old"));
        Assert.Equal(["New title"], await TitlesAsync("tag=FRESH"));

        var admin = await App.AdminAsync();
        Assert.Equal(200, (await admin.Patch(path, new { title = "Better" })).Status);
        Assert.Equal(204, (await admin.Delete(path)).Status);
        var audit = (await admin.Get("/api/admin/audit?limit=2")).Json["items"]!.AsArray();
        Assert.Equal(["post.delete", "post.update"], audit.Select(a => a!["action"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Lists_are_sorted_filtered_searched_and_paged()
    {
        var una = await App.SignUpAsync("una");
        var titles = new[] { "Amber dunes", "Blue harbour", "Cold harbour", "Dim lamp", "Early harbour" };
        foreach (var title in titles)
        {
            var work = await MakeAsync(by: una, model: title == "Dim lamp" ? GenerationApp.OtherImage : GenerationApp.Image);
            var tags = title.Contains("harbour") ? new[] { "unaharbour", "una" } : ["una"];
            var post = (await PublishAsync(work, new { title, tags }, una)).Json;
            for (var i = 0; i < title[0] % 3; i++) await (await App.SignUpAsync()).Post($"/api/community/{Id(post)}/like");
        }

        var newest = titles.Reverse().ToArray();
        Assert.Equal(newest, await TitlesAsync("tag=una"));
        Assert.Equal(newest, await TitlesAsync($"authorId={una.Id}&type=image"));
        Assert.Equal(["Early harbour", "Cold harbour", "Blue harbour"], await TitlesAsync("tag=unaharbour&type=image"));
        Assert.Equal(["Dim lamp"], await TitlesAsync($"tag=una&modelId={GenerationApp.OtherImage}"));
        Assert.Empty(await TitlesAsync("tag=una&type=video"));
        Assert.Empty(await TitlesAsync($"modelId={GenerationApp.Image}&type=video"));
        var liked = titles.OrderByDescending(t => t[0] % 3).ThenByDescending(t => t, StringComparer.Ordinal).ToArray();
        Assert.Equal(liked, await TitlesAsync("tag=una&sort=top"));
        Assert.Equal(liked, await TitlesAsync("tag=una&sort=trending"));
        Assert.Equal(["Early harbour", "Cold harbour", "Blue harbour"], await TitlesAsync("q=harb&tag=una"));
        Assert.Equal(["Cold harbour"], await TitlesAsync("q=HARBOUR+cold"));
        Assert.Equal(liked.Where(t => t.Contains("harbour")), await TitlesAsync("q=harbour&tag=una&sort=top"));
        Assert.Empty(await TitlesAsync("q=" + Uri.EscapeDataString("%_*\"'--")));
        Assert.Empty(await TitlesAsync("q=words:marks&tag=una"));

        foreach (var query in new[] { "tag=una", "tag=una&sort=top", "tag=una&sort=trending", "tag=una&q=una", "tag=una&q=una&sort=top" })
        {
            var (seen, cursor) = (new List<string>(), "");
            do
            {
                var page = (await una.Get($"/api/community?{query}&limit=2{cursor}")).Json;
                seen.AddRange(page["items"]!.AsArray().Select(p => p!["title"]!.GetValue<string>()));
                cursor = page["nextCursor"] is { } next ? $"&cursor={next}" : "";
            }
            while (cursor != "");
            Assert.Equal(query.Contains("sort") ? liked : newest, seen);
        }

        foreach (var bad in new[] { "sort=best", "sort=1", "type=chat", "type=x", "limit=0", "limit=101", "cursor=abc", "cursor=%25", "q=" + new string('x', 201) })
            Assert.True((await una.Get($"/api/community?{bad}")).Status == 400, bad);
    }

    [Fact]
    public async Task Words_on_the_list_are_not_published()
    {
        var admin = await App.AdminAsync();
        Assert.Equal(200, (await admin.Put("/api/admin/settings", new { blockedWords = new[] { "Grawlix", "bad habit", "slur*" } })).Status);
        var work = await MakeAsync();
        foreach (var text in new[] { "A grawlix", "GRAWLIX!", "gra-wlix, grawlix", "a bad  habit", "slurping" })
        {
            var rejected = await PublishAsync(work, new { title = text });
            Assert.True(rejected is { Status: 422, Code: "content_rejected" }, $"{text}: {rejected}");
            Assert.Equal(422, (await PublishAsync(work, new { title = "x", description = text })).Status);
            Assert.Equal(422, (await PublishAsync(work, new { title = "x", tags = new[] { text } })).Status);
        }

        var prompted = await PublishAsync(await MakeAsync(about: "the grawlix in the wood"), new { title = "x", showPrompt = false });
        Assert.Equal(422, prompted.Status);
        Assert.Contains("in the prompt", (string)prompted.Json["error"]!);
        Assert.Contains("make the work again", (string)prompted.Json["error"]!);
        Assert.Contains("in the tags", (string)(await PublishAsync(work, new { title = "x", tags = new[] { "grawlix" } })).Json["error"]!);
        var post = (await PublishAsync(work, new { title = "grawlixes are fine" })).Json;
        Assert.Equal(422, (await Ann.Patch($"/api/community/{Id(post)}", new { title = "grawlix" })).Status);
        Assert.Equal(200, (await admin.Put("/api/admin/settings", new { blockedWords = Array.Empty<string>() })).Status);
    }

    [Fact]
    public async Task A_changed_name_is_shown_on_posts()
    {
        var una = await App.SignUpAsync("oldname");
        var post = (await PublishAsync(await MakeAsync(una), new { title = "Named" }, una)).Json;
        Assert.Equal(200, (await una.Patch("/api/auth/me", new { name = "New Name" })).Status);
        await App.Until(
            async () => (await App.Anyone().Get($"/api/community/{Id(post)}")).Json["author"]!["name"]!.GetValue<string>(), name => name == "New Name");
        Assert.Equal(["Named"], await TitlesAsync("q=\"New+Name\""));
    }

    [Fact]
    public async Task Who_leaves_takes_posts_and_likes_along()
    {
        var leo = await App.SignUpAsync("leo");
        var post = (await PublishAsync(await MakeAsync(by: leo), new { title = "Leaving" }, leo)).Json;
        var (_, other) = await PostAsync("Staying");
        await leo.Post($"/api/community/{Id(other)}/like");
        var export = await leo.Get("/api/auth/me/export");
        Assert.Contains("posts.json", System.Text.Encoding.Latin1.GetString(export.Body), StringComparison.Ordinal);

        Assert.Equal(204, (await leo.Delete("/api/auth/me", new { password = "a long enough pass" })).Status);
        Assert.Equal(404, (await App.Anyone().Get($"/api/community/{Id(post)}")).Status);
        Assert.Equal(404, (await App.Anyone().Get(post["result"]!.GetValue<string>())).Status);
        Assert.Equal(0, (await App.Anyone().Get($"/api/community/{Id(other)}")).Json["likeCount"]!.GetValue<int>());
    }
}
