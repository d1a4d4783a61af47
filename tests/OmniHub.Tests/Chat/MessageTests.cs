using System.Text.Json.Nodes;
using OmniHub.Chat;
using Xunit;

namespace OmniHub.Tests.Chat;

public class MessageTests(ChatApp chat) : IClassFixture<ChatApp>
{
    [Fact]
    public async Task An_answer_is_streamed_stored_and_charged_what_the_provider_billed()
    {
        var eve = await chat.App.SignUpAsync();
        var conversation = await chat.BeginAsync(eve);
        var events = await chat.SayAsync(conversation, new { content = "hello there" }, eve);
        Assert.Equal("start", events[0].Event);
        Assert.Equal(["usage", "done"], events.TakeLast(2).Select(e => e.Event));
        Assert.All(events, e => Assert.NotNull(e.Id));
        Assert.Equal("stop", (string)events[^1].Data["finishReason"]!);
        Assert.Equal(ChatApp.Model, (string)events[0].Data["modelId"]!);

        var id = (string)events[0].Data["messageId"]!;
        var messages = (await eve.Get($"/api/chat/conversations/{conversation}/messages")).Json["items"]!.AsArray();
        Assert.Equal(["user", "assistant"], messages.Select(m => (string)m!["role"]!));
        Assert.Equal((string)events[0].Data["userMessageId"]!, (string)messages[0]!["id"]!);
        Assert.Equal(ChatApp.TextOf(events), (string)messages[1]!["content"]!);
        Assert.Equal("completed", (string)messages[1]!["status"]!);

        var row = await chat.RowAsync(id);
        var billed = (await chat.BillAsync())[row.GenerationId!];
        var charged = chat.CreditsOf(billed);
        Assert.Equal(charged, await chat.ChargedAsync(eve));
        Assert.Equal(charged / 1_000_000m, (decimal)events[^2].Data["credits"]!);
        Assert.Equal(0, (await chat.BalanceAsync(eve)).Held.Value);
        var shown = (await eve.Get($"/api/chat/conversations/{conversation}")).Json;
        Assert.Equal(("hello there", charged / 1_000_000m), ((string)shown["title"]!, (decimal)shown["credits"]!));
    }

    [Fact]
    public async Task A_stream_is_resumed_from_any_of_its_events_afterwards()
    {
        var conversation = await chat.BeginAsync();
        var events = await chat.SayAsync(conversation, new { content = "a long essay with a table" });
        var (id, text) = ((string)events[0].Data["messageId"]!, ChatApp.TextOf(events));
        var had = "";
        foreach (var (name, eventId, data) in events)
        {
            if (name == "content") had += (string)data["delta"]!;
            var rest = await chat.ReadAsync(HttpMethod.Get, $"/api/chat/messages/{id}/stream", null, null, ("Last-Event-ID", eventId!));
            Assert.Equal(text, had + ChatApp.TextOf(rest));
            if (name != "done") Assert.Equal("done", rest[^1].Event);
            else Assert.Empty(rest);
        }
    }

    [Fact]
    public async Task A_reader_who_leaves_stops_nothing_and_comes_back_in_the_middle()
    {
        var conversation = await chat.BeginAsync();
        var id = await chat.BeginAnswerAsync(conversation, "[[fault:slow-tokens*all]] hello");
        var first = await App.Until(() => chat.Ann.Get($"/api/chat/messages/{id}"), a => ((string)a.Json["content"]!).Length > 0);
        Assert.Equal("streaming", (string)first.Json["status"]!);
        Assert.Equal(409, (await chat.Ann.Post($"/api/chat/conversations/{conversation}/messages", new { content = "more" })).Status);
        var stopped = (await chat.Ann.Post($"/api/chat/messages/{id}/stop")).Json;
        Assert.Equal("stopped", (string)stopped["status"]!);
        var events = await chat.ReadAsync(HttpMethod.Get, $"/api/chat/messages/{id}/stream");
        Assert.Equal((string)stopped["content"]!, ChatApp.TextOf(events));
        Assert.Equal(("done", "stopped"), (events[^1].Event, (string)events[^1].Data["finishReason"]!));
        Assert.True((bool)events[^2].Data["estimated"]!);
    }

    [Fact]
    public async Task An_answer_that_is_stopped_before_it_begins_is_charged_what_the_provider_billed()
    {
        var gil = await chat.App.SignUpAsync();
        var before = (await chat.BillAsync()).Keys.ToHashSet();
        var id = await chat.BeginAnswerAsync(await chat.BeginAsync(gil), "[[fault:late-head]] hello", gil);
        await Task.Delay(200);
        await gil.Post($"/api/chat/messages/{id}/stop");
        await App.Until(() => gil.Get($"/api/chat/messages/{id}"), a => (string)a.Json["status"]! == "stopped");
        var billed = (await App.Until(() => chat.BillAsync(), bill => bill.Count > before.Count)).Single(b => !before.Contains(b.Key)).Value;
        await SettleLaterAsync(gil);
        Assert.Equal(chat.CreditsOf(billed), await chat.ChargedAsync(gil));
    }

    [Fact]
    public async Task A_stopped_answer_is_charged_what_the_provider_says_later()
    {
        var fay = await chat.App.SignUpAsync();
        var id = await chat.BeginAnswerAsync(await chat.BeginAsync(fay), "[[fault:slow-tokens*all]] hello", fay);
        await App.Until(() => fay.Get($"/api/chat/messages/{id}"), a => ((string)a.Json["content"]!).Length > 0);
        await fay.Post($"/api/chat/messages/{id}/stop");
        Assert.True((await chat.BalanceAsync(fay)).Held.Value > 0);
        await App.Until(() => chat.BillAsync(), bill => bill.Count > 0);
        await SettleLaterAsync(fay);
        var row = await chat.RowAsync(id);
        Assert.Equal(chat.CreditsOf((await chat.BillAsync())[row.GenerationId!]), await chat.ChargedAsync(fay));
        Assert.True(await chat.ChargedAsync(fay) > 0);
    }

    [Theory]
    [InlineData("429", "provider_unavailable")]
    [InlineData("500", "provider_unavailable")]
    [InlineData("402", "provider_unavailable")]
    [InlineData("moderation", "content_rejected")]
    [InlineData("too-long", "provider_error")]
    [InlineData("error-200", "provider_unavailable")]
    [InlineData("chat-error", "provider_unavailable")]
    [InlineData("chat-error-bare", "provider_unavailable")]
    public async Task Trouble_of_the_provider_ends_in_a_sentence_and_costs_nothing(string fault, string code)
    {
        var gus = await chat.App.SignUpAsync();
        var events = await chat.SayAsync(await chat.BeginAsync(gus), new { content = $"[[fault:{fault}*all]] hello" }, gus);
        Assert.Equal(("error", code), (events[^1].Event, (string?)events[^1].Data["code"]));
        Assert.False(string.IsNullOrWhiteSpace((string?)events[^1].Data["error"]));
        Assert.Equal(0, await chat.ChargedAsync(gus));
        Assert.Equal(0, (await chat.BalanceAsync(gus)).Held.Value);
    }

    [Theory]
    [InlineData("chat-cut")]
    [InlineData("malformed-chunk")]
    [InlineData("no-usage")]
    [InlineData("absurd-usage")]
    public async Task What_the_stream_does_not_tell_is_looked_up_and_charged_exactly(string fault)
    {
        var hal = await chat.App.SignUpAsync();
        var events = await chat.SayAsync(await chat.BeginAsync(hal), new { content = $"[[fault:{fault}]] hello" }, hal);
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-answers");
        var row = await chat.RowAsync((string)events[0].Data["messageId"]!);
        Assert.Equal(chat.CreditsOf((await chat.BillAsync())[row.GenerationId!]), await chat.ChargedAsync(hal));
        Assert.Equal(0, (await chat.BalanceAsync(hal)).Held.Value);
    }

    [Fact]
    public async Task A_cost_that_nobody_ever_tells_is_estimated_from_what_had_arrived()
    {
        var ivy = await chat.App.SignUpAsync();
        var events = await chat.SayAsync(await chat.BeginAsync(ivy), new { content = "[[fault:no-lookup]] hello" }, ivy);
        var id = (string)events[0].Data["messageId"]!;
        Assert.NotNull(events[^2].Data["estimated"]);
        chat.Clock.Skip(TimeSpan.FromMinutes(11));
        await chat.App.Sweep("chat.sweep-answers");
        var row = await chat.RowAsync(id);
        Assert.NotNull(row.SettledAt);
        Assert.Equal(row.ChargedMicros, await chat.ChargedAsync(ivy));
        Assert.InRange(row.ChargedMicros!.Value, 0, row.HoldMicros);
    }

    [Fact]
    public async Task Several_models_answer_at_once_and_one_that_fails_keeps_no_other()
    {
        var conversation = await chat.BeginAsync();
        var events = await chat.SayAsync(conversation, new { content = "compare lighthouses", modelIds = new[] { ChatApp.Model, ChatApp.OtherModel } });
        Assert.All(events, e => Assert.NotNull(e.Data["messageId"]));
        Assert.Equal(2, events.Count(e => e.Event == "start"));
        Assert.Equal(2, events.Count(e => e.Event == "done"));
        Assert.Equal(3, (await chat.Ann.Get($"/api/chat/conversations/{conversation}/messages")).Json["items"]!.AsArray().Count);
        var wrong = await chat.Ann.Post($"/api/chat/conversations/{conversation}/messages", new { content = "x", modelIds = new[] { ChatApp.Model } });
        Assert.Equal((400, "validation_failed"), (wrong.Status, wrong.Code));
    }

    [Fact]
    public async Task Answers_are_asked_for_again_and_branches_begin_anywhere()
    {
        var conversation = await chat.BeginAsync();
        var first = await chat.SayAsync(conversation, new { content = "one" });
        var (asked, answered) = ((string)first[0].Data["userMessageId"]!, (string)first[0].Data["messageId"]!);
        var again = await chat.ReadAsync(HttpMethod.Post, $"/api/chat/messages/{answered}/regenerate", new { modelId = ChatApp.OtherModel });
        Assert.Equal((asked, ChatApp.OtherModel), ((string)again[0].Data["userMessageId"]!, (string)again[0].Data["modelId"]!));
        var edited = await chat.SayAsync(conversation, new { content = "one, said better", parentId = "root" });
        var current = (await chat.Ann.Get($"/api/chat/conversations/{conversation}/messages?branch=current")).Json["items"]!.AsArray();
        Assert.Equal(["one, said better", ChatApp.TextOf(edited)], current.Select(m => (string)m!["content"]!));
        Assert.Equal(5, (await chat.Ann.Get($"/api/chat/conversations/{conversation}/messages")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_key_answers_the_same_stream_and_charges_once()
    {
        var joe = await chat.App.SignUpAsync();
        var conversation = await chat.BeginAsync(joe);
        var first = await chat.SayAsync(conversation, new { content = "once" }, joe, "k1");
        var path = $"/api/chat/conversations/{conversation}/messages";
        var second = await joe.Send(HttpMethod.Post, path, new { content = "once" }, ("Idempotency-Key", "k1"));
        Assert.Equal(ChatApp.TextOf(first), ChatApp.TextOf(ChatApp.Events(second.Text)));
        Assert.Equal("true", second["Idempotent-Replayed"]);
        Assert.Equal(2, (await joe.Get(path)).Json["items"]!.AsArray().Count);
        var other = await joe.Send(HttpMethod.Post, path, new { content = "twice" }, ("Idempotency-Key", "k1"));
        Assert.Equal((422, "idempotency_mismatch"), (other.Status, other.Code));
    }

    [Fact]
    public async Task A_restart_in_the_middle_keeps_what_was_shown_and_settles_it()
    {
        var kim = await chat.App.SignUpAsync();
        var conversation = await chat.BeginAsync(kim);
        var id = await chat.BeginAnswerAsync(conversation, "[[fault:slow-tokens*all]] hello", kim);
        var shown = (string)(await App.Until(() => kim.Get($"/api/chat/messages/{id}"), a => ((string)a.Json["content"]!).Length > 3)).Json["content"]!;
        await using var restarted = chat.Restart();
        var back = restarted.Anyone().WithToken(kim.Token!, kim.Id);
        var message = (await back.Get($"/api/chat/messages/{id}")).Json;
        Assert.Equal(("failed", "interrupted"), ((string)message["status"]!, (string)message["error"]!["code"]!));
        Assert.StartsWith(shown, (string)message["content"]!, StringComparison.Ordinal);
        var more = await back.Post($"/api/chat/messages/{id}/continue", new { });
        Assert.Equal(200, more.Status);
        Assert.Equal("done", ChatApp.Events(more.Text)[^1].Event);
    }

    [Fact]
    public async Task The_last_credits_are_spent_once()
    {
        var lee = await chat.App.SignUpAsync();
        var admin = await chat.App.AdminAsync();
        Assert.Equal(200, (await admin.Post($"/api/admin/users/{lee.Id}/credits", new { amount = -99.9, reason = "test" })).Status);
        var ids = new List<string>();
        for (var i = 0; i < 8; i++) ids.Add(await chat.BeginAsync(lee));
        var answers = await Task.WhenAll(ids.Select(id => lee.Post($"/api/chat/conversations/{id}/messages", new { content = "hello" })));
        Assert.Contains(answers, a => a.Status == 402);
        Assert.Contains(answers, a => a.Status == 200);
        Assert.True((await chat.BalanceAsync(lee)).Spendable.Value >= 0);
    }

    [Fact]
    public async Task Another_user_sees_nothing()
    {
        var (conversation, mo) = (await chat.BeginAsync(), await chat.App.SignUpAsync());
        var id = (string)(await chat.SayAsync(conversation, new { content = "private" }))[0].Data["messageId"]!;
        foreach (var path in new[] { $"/api/chat/conversations/{conversation}", $"/api/chat/conversations/{conversation}/messages", $"/api/chat/messages/{id}", $"/api/chat/messages/{id}/stream", $"/api/chat/conversations/{conversation}/export" })
            Assert.Equal(404, (await mo.Get(path)).Status);
        Assert.Equal(404, (await mo.Post($"/api/chat/conversations/{conversation}/messages", new { content = "x" })).Status);
        Assert.Equal(404, (await mo.Post($"/api/chat/messages/{id}/stop")).Status);
        Assert.Equal(404, (await mo.Post($"/api/chat/messages/{id}/regenerate", new { })).Status);
        Assert.Equal(404, (await mo.Delete($"/api/chat/conversations/{conversation}")).Status);
        Assert.Empty((await mo.Get("/api/chat/search?q=private")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Conversations_are_changed_found_exported_shared_and_deleted()
    {
        var ned = await chat.App.SignUpAsync();
        var conversation = await chat.BeginAsync(ned);
        var path = $"/api/chat/conversations/{conversation}";
        await chat.SayAsync(conversation, new { content = "Zanzibar lighthouses" }, ned);
        var changed = (await ned.Patch(path, new { title = "Towers", pinned = true, temperature = 0.7, maxTokens = 500, systemPrompt = "Be brief." })).Json;
        Assert.Equal(("Towers", true, 0.7m, 500), ((string)changed["title"]!, (bool)changed["pinned"]!, (decimal)changed["temperature"]!, (int)changed["maxTokens"]!));
        Assert.Null((await ned.Patch(path, new JsonObject { ["temperature"] = null })).Json["temperature"]);
        Assert.Equal(400, (await ned.Patch(path, new { temperature = 3 })).Status);

        var found = (await ned.Get("/api/chat/search?q=zanzib")).Json["items"]!.AsArray();
        Assert.Equal(2, found.Count);
        Assert.All(found, f => Assert.Equal("Towers", (string)f!["conversationTitle"]!));
        Assert.Empty((await ned.Get("/api/chat/search?q=%22%27*")).Json["items"]!.AsArray());
        Assert.Contains("# Towers", (await ned.Get($"{path}/export?format=md")).Text, StringComparison.Ordinal);
        var file = (await ned.Get($"{path}/export?format=json")).Text;
        Assert.Equal(2, JsonNode.Parse(file)!["messages"]!.AsArray().Count);
        var imported = await ned.Post("/api/chat/import", file);
        Assert.Equal((201, 1, 2), (imported.Status, (int)imported.Json["conversations"]!, (int)imported.Json["messages"]!));

        Assert.Equal(201, (await ned.Post($"{path}/share")).Status);
        Assert.Equal(204, (await ned.Delete($"{path}/share")).Status);
        Assert.Equal(204, (await ned.Delete(path)).Status);
        Assert.Equal(404, (await ned.Get(path)).Status);
        await chat.App.Sweep("chat.sweep-answers");
        Assert.False(await chat.App.In<ChatDb, bool>(db => Task.FromResult(db.Messages.Any(m => m.ConversationId == conversation))));
    }

    [Fact]
    public async Task An_export_of_ChatGPT_is_read()
    {
        const string file = """
            [{"title":"Trip","current_node":"c","mapping":{
              "a":{"id":"a","parent":null,"message":null},
              "b":{"id":"b","parent":"a","message":{"author":{"role":"user"},"create_time":1700000000.5,"content":{"content_type":"text","parts":["Where to?"]}}},
              "c":{"id":"c","parent":"b","message":{"author":{"role":"assistant"},"metadata":{"model_slug":"gpt-4"},"content":{"content_type":"text","parts":["Lisbon."]}}}}}]
            """;
        var imported = (await chat.Ann.Post("/api/chat/import", file)).Json;
        var messages = (await chat.Ann.Get($"/api/chat/conversations/{imported["ids"]![0]}/messages")).Json["items"]!.AsArray();
        Assert.Equal(["Where to?", "Lisbon."], messages.Select(m => (string)m!["content"]!));
        Assert.Equal("gpt-4", (string)messages[1]!["modelId"]!);
        Assert.Equal(400, (await chat.Ann.Post("/api/chat/import", "[]")).Status);
    }

    [Fact]
    public async Task Exports_of_OpenRouter_are_read_in_both_of_its_shapes()
    {
        const string first = """
            {"version":"orpg.1.0","title":"Old room","characters":{"c1":{"id":"c1","modelInfo":{"slug":"openai/gpt-4o","short_name":"GPT-4o"}}},"messages":{
              "m2":{"characterId":"c1","content":"Bonjour.","updatedAt":"2025-01-01T10:00:05Z"},
              "m1":{"characterId":"USER","content":"Hello in French?","updatedAt":"2025-01-01T10:00:00Z"}}}
            """;
        const string third = """
            {"version":"orpg.3.0","title":"New room","characters":{"c1":{"id":"c1","model":"minimax/minimax-m3"}},"messages":{
              "m1":{"id":"m1","characterId":"USER","type":"user","createdAt":"2026-08-25T10:00:00.000Z","items":[{"id":"i1","type":"message"}]},
              "m2":{"id":"m2","characterId":"c1","type":"assistant","parentMessageId":"m1","createdAt":"2026-08-25T10:00:01.000Z",
                    "items":[{"id":"i3","type":"message","sequenceIndex":1.5},{"id":"i2","type":"reasoning","sequenceIndex":0}]}},
             "items":{
              "i1":{"id":"i1","messageId":"m1","data":{"type":"message","role":"user","content":[{"type":"input_text","text":"And in Spanish?"}]}},
              "i2":{"id":"i2","messageId":"m2","data":{"type":"reasoning","content":[{"type":"reasoning_text","text":"A greeting."}]}},
              "i3":{"id":"i3","messageId":"m2","data":{"type":"message","content":[{"type":"output_text","text":"Hola."}]}}}}
            """;
        Assert.Equal(["Hello in French?", "Bonjour."], await ReadAsync(first, "openai/gpt-4o"));
        Assert.Equal(["And in Spanish?", "Hola."], await ReadAsync(third, "minimax/minimax-m3"));

        async Task<List<string>> ReadAsync(string file, string model)
        {
            var imported = await chat.Ann.Post("/api/chat/import", file);
            Assert.True(imported.Status == 201, imported.ToString());
            var messages = (await chat.Ann.Get($"/api/chat/conversations/{imported.Json["ids"]![0]}/messages")).Json["items"]!.AsArray();
            Assert.Equal(model, (string?)messages[1]!["modelId"]);
            return [.. messages.Select(m => (string)m!["content"]!)];
        }
    }

    [Fact]
    public async Task An_imported_answer_without_a_model_is_not_taken_for_ones_own()
    {
        const string file = """{"title":"Notes","messages":[{"role":"user","content":"Who said it?"},{"role":"assistant","content":"Nobody knows."}]}""";
        var id = (await chat.Ann.Post("/api/chat/import", file)).Json["ids"]![0];
        Assert.Contains("Unknown model", (await chat.Ann.Get($"/chat/{id}")).Text, StringComparison.Ordinal);
        Assert.Contains("## Unknown model", (await chat.Ann.Get($"/api/chat/conversations/{id}/export?format=md")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_model_is_named_before_another_one_answers()
    {
        var (gus, admin) = (await chat.App.SignUpAsync(), await chat.App.AdminAsync());
        var id = await chat.BeginAsync(gus);
        await admin.Put($"/api/admin/models/{ChatApp.Model}", new { enabled = false });
        try
        {
            var page = (await gus.Page($"/chat/{id}")).Html.QuerySelector("#say-form .notice")!.TextContent;
            Assert.Contains("GPT-4o is closed at the moment. The next message goes to ", page, StringComparison.Ordinal);
            var no = await gus.Post($"/api/chat/conversations/{id}/messages", new { content = "hello" });
            Assert.Equal(404, no.Status);
            Assert.Contains("is closed", no.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
        finally
        {
            await admin.Put($"/api/admin/models/{ChatApp.Model}", new { enabled = true });
        }

        Assert.Null((await gus.Page($"/chat/{id}")).Html.QuerySelector("#say-form .notice"));
    }

    // What the provider could not say at once is asked for again a while later.
    private async Task SettleLaterAsync(Visitor who)
    {
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await App.Until(
            async () =>
            {
                await chat.App.Sweep("chat.sweep-answers");
                return await chat.BalanceAsync(who);
            },
            b => b.Held.Value == 0);
    }
}
