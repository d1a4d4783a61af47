using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using OmniHub.Chat;
using Xunit;

namespace OmniHub.Tests.Chat;

/// <summary>Many streams, readers that leave, answers that are stopped, break off or tell no cost: the ledger is the provider's bill.</summary>
public class StormTests(ChatApp chat) : IClassFixture<ChatApp>
{
    private static readonly string[] Prompts =
    [
        "hello", "[[fault:no-usage]] hello", "[[fault:chat-cut]] hello", "[[fault:slow-tokens*all]] hello", "[[fault:chat-error]] hello", "[[fault:malformed-chunk]] a table",
    ];

    [Fact]
    public async Task Sixty_streams_with_readers_that_leave_are_charged_the_providers_bill_to_the_micro()
    {
        var earlier = (await chat.BillAsync()).Keys;
        var random = new Random(20_26);
        var people = new List<Visitor>();
        for (var i = 0; i < 4; i++) people.Add(await chat.App.SignUpAsync());
        var streams = Enumerable.Range(0, 60).Select(i => (By: people[i % people.Count], Prompt: Prompts[i % Prompts.Length], Leaves: random.Next(0, 4))).ToList();
        var ids = await Task.WhenAll(streams.Select(async s => await ReadAsync(s.By, await chat.BeginAsync(s.By), $"{s.Prompt} {s.Leaves}", s.Leaves)));
        await Task.WhenAll(streams.Zip(ids).Where(x => x.First.Prompt.Contains("slow", StringComparison.Ordinal)).Select(x => x.First.By.Post($"/api/chat/messages/{x.Second}/stop")));

        var rows = new List<Message>();
        foreach (var id in ids) rows.Add(await App.Until(() => chat.RowAsync(id), row => row.Status != MessageStatus.Streaming));
        await App.Until(
            async () =>
            {
                chat.Clock.Skip(TimeSpan.FromSeconds(70));
                await chat.App.Sweep("chat.sweep-answers");
                return (await Task.WhenAll(people.Select(p => chat.BalanceAsync(p)))).Sum(b => b.Held.Value);
            },
            held => held == 0);
        var bill = await chat.BillAsync();
        foreach (var person in people)
        {
            var own = rows.Where(r => r.UserId == person.Id).ToList();
            Assert.All(own, r => Assert.NotNull(r.GenerationId));
            Assert.Equal(own.Sum(r => chat.CreditsOf(bill[r.GenerationId!])), await chat.ChargedAsync(person));
        }

        Assert.Equal(rows.Select(r => r.GenerationId).Order(), bill.Keys.Except(earlier).Order());
    }

    [Fact]
    public async Task A_stream_ends_with_the_session_and_the_answer_is_paid_for()
    {
        var pat = await chat.App.SignUpAsync();
        var conversation = await chat.BeginAsync(pat);
        var id = await chat.BeginAnswerAsync(conversation, "[[fault:slow-tokens*all]] hello", pat);
        using var response = await pat.Http.GetAsync($"/api/chat/messages/{id}/stream", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var admin = await chat.App.AdminAsync();
        var names = new List<string>();
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            names.Add(item.EventType);
            if (names.Count == 1) Assert.Equal(200, (await admin.Patch($"/api/admin/users/{pat.Id}", new { disabled = true })).Status);
        }

        Assert.DoesNotContain("done", names);
        Assert.Equal(401, (await pat.Get($"/api/chat/messages/{id}/stream")).Status);
        Assert.Equal(200, (await admin.Patch($"/api/admin/users/{pat.Id}", new { disabled = false })).Status);
        Assert.Equal(MessageStatus.Streaming, (await chat.RowAsync(id)).Status);
    }

    [Fact]
    public async Task Nested_ids_are_looked_at_on_both_levels()
    {
        var quin = await chat.App.SignUpAsync();
        var (mine, other) = (await chat.BeginAsync(quin), await chat.BeginAsync(quin));
        var foreign = (string)(await chat.SayAsync(await chat.BeginAsync(), new { content = "private" }))[0].Data["messageId"]!;
        var elsewhere = (string)(await chat.SayAsync(other, new { content = "hello" }, quin))[0].Data["messageId"]!;
        foreach (var id in new[] { foreign, elsewhere, "msg_none" })
        {
            Assert.Equal(404, (await quin.Post($"/api/chat/conversations/{mine}/messages", new { content = "x", parentId = id })).Status);
            Assert.Equal(404, (await quin.Patch($"/api/chat/conversations/{mine}", new { leafId = id })).Status);
        }

        Assert.Equal(400, (await quin.Post($"/api/chat/conversations/{mine}/messages", new { content = "x", attachments = new[] { "upl_none" } })).Status);
        Assert.Equal(404, (await quin.Patch($"/api/chat/conversations/{mine}", new { projectId = "prj_none" })).Status);
        Assert.Equal(0, await chat.ChargedAsync(quin) - (await chat.RowAsync(elsewhere)).ChargedMicros);
    }

    [Fact]
    public async Task A_stopped_answer_of_which_nothing_had_come_says_so_with_its_usage_before_its_end()
    {
        var conversation = await chat.BeginAsync();
        var sent = chat.SayAsync(conversation, new { content = "[[fault:hang]] hello" });
        var id = await App.Until(
            async () => (string?)(await chat.Ann.Get($"/api/chat/conversations/{conversation}/messages")).Json["items"]!.AsArray().LastOrDefault()?["id"], x => x is not null);
        Assert.Equal("stopped", (string)(await chat.Ann.Post($"/api/chat/messages/{id}/stop")).Json["status"]!);
        var events = await sent;
        Assert.Equal(["start", "usage", "done"], events.Select(e => e.Event));
        Assert.Equal((0, 0m), ((int)events[1].Data["completionTokens"]!, (decimal)events[1].Data["credits"]!));
    }

    // Reads some events and leaves; all of them where it does not leave.
    private static async Task<string> ReadAsync(Visitor by, string conversation, string content, int leavesAfter)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/chat/conversations/{conversation}/messages")
        {
            Content = new StringContent(new JsonObject { ["content"] = content }.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
        };
        using var response = await by.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var (id, count) = ("", 0);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
        {
            if (item.EventType == "start") id = (string)JsonNode.Parse(item.Data)!["messageId"]!;
            if (++count > leavesAfter || content.Contains("slow", StringComparison.Ordinal)) break;
        }

        return id;
    }
}
