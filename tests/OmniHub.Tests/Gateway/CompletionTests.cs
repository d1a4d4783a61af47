using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OmniHub.Chat;
using OmniHub.Tests.Chat;
using Xunit;

namespace OmniHub.Tests.Gateway;

public class CompletionTests(ChatApp chat) : IClassFixture<ChatApp>
{
    [Fact]
    public async Task A_plain_answer_has_its_charge_in_header_and_usage()
    {
        var (ann, key) = await ProgramAsync();
        var answer = await key.Post("/v1/chat/completions", Ask("hello"));
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Contains("sandbox", (string)answer.Json["choices"]![0]!["message"]!["content"]!, StringComparison.Ordinal);
        var charged = await chat.ChargedAsync(ann) / 1_000_000m;
        Assert.Equal(charged, (decimal)answer.Json["usage"]!["cost"]!);
        Assert.Equal(charged, decimal.Parse(answer["X-OmniHub-Credits"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(charged * 1_000_000m, chat.CreditsOf((await chat.BillAsync())[(string)answer.Json["id"]!]));
        Assert.Null(answer.Json["usage"]!["cost_details"]);
        Assert.Equal(0, (await chat.BalanceAsync(ann)).Held.Value);
    }

    [Fact]
    public async Task A_streamed_answer_passes_as_it_came_and_tells_the_charge_last()
    {
        var (ann, key) = await ProgramAsync();
        var answer = await key.Post("/v1/chat/completions", Ask("hello", stream: true));
        Assert.StartsWith("text/event-stream", answer.ContentType!, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", answer.Text, StringComparison.Ordinal);
        var chunks = Chunks(answer.Text);
        Assert.Contains("sandbox", string.Concat(chunks.Select(c => (string?)c["choices"]!.AsArray().FirstOrDefault()?["delta"]?["content"])), StringComparison.Ordinal);
        Assert.Single(chunks, c => c["usage"] is not null);
        Assert.Equal(await chat.ChargedAsync(ann) / 1_000_000m, (decimal)chunks[^1]["usage"]!["cost"]!);
        Assert.Equal(0, (await chat.BalanceAsync(ann)).Held.Value);
    }

    [Theory]
    [InlineData("doc-usage")]
    [InlineData("old-usage")]
    [InlineData("no-usage")]
    [InlineData("absurd-usage")]
    public async Task Every_shape_of_the_last_chunk_is_charged_exactly(string fault)
    {
        var (ann, key) = await ProgramAsync();
        var answer = await key.Post("/v1/chat/completions", Ask($"[[fault:{fault}]] hello", stream: true));
        Assert.EndsWith("data: [DONE]\n\n", answer.Text, StringComparison.Ordinal);
        var last = Chunks(answer.Text)[^1];
        Assert.NotNull(last["usage"]);
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-calls");
        Assert.Equal(chat.CreditsOf((await chat.BillAsync())[(string)Chunks(answer.Text)[0]["id"]!]), await chat.ChargedAsync(ann));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("[[fault:no-usage]] ", true)]
    public async Task A_price_of_its_own_is_paid_by_tokens_whatever_the_provider_bills(string fault, bool stream)
    {
        var (ann, key) = await ProgramAsync();
        var admin = await chat.App.AdminAsync();
        var set = await admin.Put($"/api/admin/models/{ChatApp.OtherModel}", new { ownPricing = new { promptPer1M = 40, completionPer1M = 80 } });
        Assert.True(set.Status == 200, set.ToString());
        var ask = Ask(fault + "hello", stream);
        ask["model"] = ChatApp.OtherModel;
        var answer = await key.Post("/v1/chat/completions", ask);
        Assert.True(answer.Status == 200, answer.ToString());
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-calls");

        var id = (string)(stream ? Chunks(answer.Text)[0] : answer.Json)["id"]!;
        var row = await chat.App.In<ChatDb, Call>(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.SingleAsync(db.Calls, c => c.GenerationId == id));
        var bill = (await chat.BillAsync())[id];
        Assert.Equal((long)decimal.Ceiling(bill * 1_000_000), row.ProviderCostMicros);
        Assert.Equal(row.CostMicros, await chat.ChargedAsync(ann));
        Assert.True(row.CostMicros > 10 * row.ProviderCostMicros, $"{row.CostMicros} for {row.ProviderCostMicros}");
        if (fault.Length > 0) return;
        var usage = (stream ? Chunks(answer.Text)[^1] : answer.Json)["usage"]!;
        Assert.Equal(((int)usage["prompt_tokens"]! * 40) + ((int)usage["completion_tokens"]! * 80), row.CostMicros);
    }

    [Theory]
    [InlineData("429", 429)]
    [InlineData("400", 400)]
    [InlineData("too-long", 400)]
    [InlineData("moderation", 422)]
    [InlineData("402", 503)]
    [InlineData("unauthorized", 503)]
    [InlineData("502", 502)]
    [InlineData("503", 503)]
    [InlineData("504", 504)]
    [InlineData("error-200", 502)]
    [InlineData("malformed", 502)]
    public async Task Errors_before_the_first_byte_keep_their_meaning_and_cost_nothing(string fault, int status)
    {
        var (ann, key) = await ProgramAsync();
        foreach (var stream in new[] { false, true })
        {
            var answer = await key.Post("/v1/chat/completions", Ask($"[[fault:{fault}*all]] hello", stream));
            Assert.True(answer.Status == status, $"{stream} {answer}");
            Assert.Equal(["message", "type", "param", "code"], answer.Json["error"]!.AsObject().Select(m => m.Key));
            Assert.DoesNotContain("openrouter", answer.Text, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Equal((0, 0), (await chat.ChargedAsync(ann), (await chat.BalanceAsync(ann)).Held.Value));
    }

    [Theory]
    [InlineData("chat-error")]
    [InlineData("chat-cut")]
    [InlineData("malformed-chunk")]
    [InlineData("reset-after")]
    public async Task Trouble_in_the_middle_is_an_error_event(string fault)
    {
        var (ann, key) = await ProgramAsync();
        // A reset may overtake the head of the answer; then there was no answer at all.
        var answer = await App.Until(() => key.Post("/v1/chat/completions", Ask($"[[fault:{fault}*all]] hello", stream: true)), a => a.Status == 200);
        Assert.NotNull(Chunks(answer.Text)[^1]["error"]!["message"]);
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-calls");
        Assert.Equal(chat.CreditsOf((await chat.BillAsync())[(string)Chunks(answer.Text)[0]["id"]!]), await chat.ChargedAsync(ann));
    }

    [Fact]
    public async Task A_client_that_goes_away_pays_what_the_provider_billed()
    {
        var (ann, key) = await ProgramAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Body("[[fault:slow-tokens*all]] hello") };
        using (var response = await key.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            Assert.True(await stream.ReadAsync(new byte[100]) > 0);
        }

        var call = await App.Until(() => chat.App.In<ChatDb, Call?>(db => Task.FromResult(db.Calls.FirstOrDefault(c => c.UserId == ann.Id))), c => c is { EndedAt: not null });
        await App.Until(() => chat.BillAsync(), bill => bill.ContainsKey(call!.GenerationId!));
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-calls");
        Assert.Equal(chat.CreditsOf((await chat.BillAsync())[call!.GenerationId!]), await chat.ChargedAsync(ann));
        Assert.Equal(0, (await chat.BalanceAsync(ann)).Held.Value);
    }

    [Fact]
    public async Task A_client_that_goes_away_before_the_answer_begins_pays_what_the_provider_billed()
    {
        var (ann, key) = await ProgramAsync();
        var before = (await chat.BillAsync()).Keys.ToHashSet();
        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Body("[[fault:late-head]] hello") };
        var asked = key.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        await App.Until(() => chat.BalanceAsync(ann), b => b.Held.Value > 0);
        await Task.Delay(200);
        await leaving.CancelAsync();
        await asked.ContinueWith(_ => { }, TaskScheduler.Default);

        await App.Until(() => chat.App.In<ChatDb, Call?>(db => Task.FromResult(db.Calls.FirstOrDefault(c => c.UserId == ann.Id))), c => c is { EndedAt: not null });
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-calls");
        var billed = (await App.Until(() => chat.BillAsync(), bill => bill.Count > before.Count)).Single(b => !before.Contains(b.Key)).Value;
        Assert.True(billed > 0);
        Assert.Equal(chat.CreditsOf(billed), await chat.ChargedAsync(ann));
        Assert.Equal(0, (await chat.BalanceAsync(ann)).Held.Value);
    }

    [Fact]
    public async Task Tools_and_formats_pass_through()
    {
        var (_, key) = await ProgramAsync();
        var tools = new JsonArray(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "f", ["parameters"] = JsonNode.Parse("""{"type":"object","properties":{"a":{"type":"integer"}}}""") } });
        var body = Ask("hello");
        body["tools"] = tools;
        var call = (await key.Post("/v1/chat/completions", body.ToJsonString())).Json["choices"]![0]!;
        Assert.Equal(("tool_calls", "f"), ((string)call["finish_reason"]!, (string)call["message"]!["tool_calls"]![0]!["function"]!["name"]!));
        var asked = Ask("hello");
        asked["response_format"] = new JsonObject { ["type"] = "json_object" };
        var json = (string)(await key.Post("/v1/chat/completions", asked.ToJsonString())).Json["choices"]![0]!["message"]!["content"]!;
        Assert.NotNull(JsonNode.Parse(json));
    }

    [Fact]
    public async Task An_answer_is_never_longer_than_its_hold_covers()
    {
        var (_, key) = await ProgramAsync();
        var body = Ask("a very long essay");
        body["max_tokens"] = 7;
        var answer = (await key.Post("/v1/chat/completions", body.ToJsonString())).Json;
        Assert.Equal(("length", 7), ((string)answer["choices"]![0]!["finish_reason"]!, (int)answer["usage"]!["completion_tokens"]!));
        var usual = (await key.Post("/v1/chat/completions", Ask("a very long essay").ToJsonString())).Json;
        Assert.Equal(("length", 4096), ((string)usual["choices"]![0]!["finish_reason"]!, (int)usual["usage"]!["completion_tokens"]!));
    }

    [Theory]
    [InlineData("""{"messages":[]}""", 400)]
    [InlineData("""{"model":"no/such","messages":[{"role":"user","content":"x"}]}""", 404)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}],"models":["openai/o1-pro"]}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}],"plugins":[{"id":"web"}]}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}],"service_tier":"priority"}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}],"n":99}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":-1}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}],"stream":"yes"}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":100000,"max_tokens":1}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":[{"role":"user","content":[{"type":"file","file":{"file_data":"https://example.com/long.pdf"}}]}]}""", 400)]
    [InlineData("""{"model":"openai/gpt-4o","messages":{"role":"user"}}""", 400)]
    [InlineData("""{"model":"openai/text-embedding-3-small","messages":[{"role":"user","content":"x"}]}""", 404)]
    [InlineData("""{"model":"flux-schnell","messages":[{"role":"user","content":"x"}]}""", 404)]
    [InlineData("""{"model":""", 400)]
    [InlineData("""[]""", 400)]
    public async Task What_is_wrong_or_could_cost_more_than_was_held_is_refused(string body, int status)
    {
        var (ann, key) = await ProgramAsync();
        var answer = await key.Post("/v1/chat/completions", body);
        Assert.True(answer.Status == status, answer.ToString());
        Assert.NotNull(answer.Json["error"]!["message"]);
        Assert.Equal((0, 0), (await chat.ChargedAsync(ann), (await chat.BalanceAsync(ann)).Held.Value));
    }

    [Fact]
    public async Task A_key_spends_no_more_than_its_limit()
    {
        var ann = await chat.App.SignUpAsync();
        var made = (await ann.Post("/api/keys", new { name = "small", creditLimit = 0.000001 })).Json;
        var key = chat.App.Anyone().WithToken((string)made["key"]!, null);
        var answer = await key.Post("/v1/chat/completions", Ask("hello"));
        Assert.Equal((402, "insufficient_quota"), (answer.Status, (string)answer.Json["error"]!["type"]!));
        Assert.Equal(401, (await chat.App.Anyone().Post("/v1/chat/completions", Ask("hello"))).Status);
    }

    [Fact]
    public async Task The_same_key_answers_once_and_a_stream_not_again()
    {
        var (ann, key) = await ProgramAsync();
        var first = await key.Post("/v1/chat/completions", Ask("hello"), ("Idempotency-Key", "a"));
        var charged = await chat.ChargedAsync(ann);
        var second = await key.Post("/v1/chat/completions", Ask("hello"), ("Idempotency-Key", "a"));
        Assert.Equal((first.Text, "true"), (second.Text, second["Idempotent-Replayed"]));
        Assert.Equal(charged, await chat.ChargedAsync(ann));
        Assert.Equal(200, (await key.Post("/v1/chat/completions", Ask("hello", true), ("Idempotency-Key", "b"))).Status);
        Assert.Equal(409, (await key.Post("/v1/chat/completions", Ask("hello", true), ("Idempotency-Key", "b"))).Status);
    }

    [Fact]
    public async Task After_a_failure_without_a_charge_the_same_key_may_try_again()
    {
        var (ann, key) = await ProgramAsync();
        var body = Ask("[[fault:502*3]] hello once more");
        Assert.Equal(502, (await key.Post("/v1/chat/completions", body, ("Idempotency-Key", "again"))).Status);
        var second = await key.Post("/v1/chat/completions", body, ("Idempotency-Key", "again"));
        Assert.True(second.Status == 200, second.ToString());
        Assert.Equal(await chat.ChargedAsync(ann) / 1_000_000m, (decimal)second.Json["usage"]!["cost"]!);
    }

    [Fact]
    public async Task What_may_have_been_paid_for_is_not_tried_again_by_clients()
    {
        var (_, key) = await ProgramAsync();
        var free = await key.Post("/v1/chat/completions", Ask("[[fault:502*all]] hello"));
        Assert.Equal((502, null), (free.Status, free["x-should-retry"]));
        var paid = await key.Post("/v1/chat/completions", Ask("[[fault:malformed*all]] hello"));
        Assert.Equal((502, "false"), (paid.Status, paid["x-should-retry"]));
        await key.Post("/v1/chat/completions", Ask("hello", true), ("Idempotency-Key", "used"));
        var used = await key.Post("/v1/chat/completions", Ask("hello", true), ("Idempotency-Key", "used"));
        Assert.Equal((409, "false"), (used.Status, used["x-should-retry"]));
    }

    [Fact]
    public async Task A_usage_that_did_not_come_is_estimated_and_charged_by_the_bill()
    {
        var (ann, key) = await ProgramAsync();
        var answer = (await key.Post("/v1/chat/completions", Ask("[[fault:no-usage*all]] hello"))).Json;
        Assert.True((bool)answer["usage"]!["estimated"]!);
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-calls");
        Assert.Equal(chat.CreditsOf((await chat.BillAsync())[(string)answer["id"]!]), await chat.ChargedAsync(ann));
    }

    [Fact]
    public async Task Embeddings_come_in_the_form_asked_for_and_are_charged()
    {
        var (ann, key) = await ProgramAsync();
        var floats = await key.Post("/v1/embeddings", new { model = "openai/text-embedding-3-small", input = new[] { "one", "two" } });
        Assert.True(floats.Status == 200, floats.ToString());
        var text = await key.Post("/v1/embeddings", new { model = "openai/text-embedding-3-small", input = "one", encoding_format = "base64" });
        var bytes = Convert.FromBase64String((string)text.Json["data"]![0]!["embedding"]!);
        Assert.Equal((float)floats.Json["data"]![0]!["embedding"]![5]!, BitConverter.ToSingle(bytes, 5 * sizeof(float)));
        var costs = new[] { floats, text }.Sum(a => (decimal)a.Json["usage"]!["cost"]!);
        Assert.Equal(await chat.ChargedAsync(ann) / 1_000_000m, costs);
        Assert.Equal(404, (await key.Post("/v1/embeddings", new { model = "flux-schnell", input = "one" })).Status);
        Assert.DoesNotContain((await key.Get("/v1/models")).Json["data"]!.AsArray(), m => (string)m!["type"]! == "embedding");
    }

    [Fact]
    public async Task Models_are_listed_as_OpenAI_lists_them()
    {
        var (_, key) = await ProgramAsync();
        var list = (await key.Get("/v1/models")).Json;
        Assert.Equal("list", (string)list["object"]!);
        Assert.Contains(list["data"]!.AsArray(), m => (string)m!["id"]! == ChatApp.Model && (string)m["type"]! == "chat");
        Assert.Contains(list["data"]!.AsArray(), m => (string)m!["type"]! == "image");
        Assert.Equal(ChatApp.Model, (string)(await key.Get("/v1/models/openai%2Fgpt-4o")).Json["id"]!);
        Assert.Equal(ChatApp.Model, (string)(await key.Get("/v1/models/openai/gpt-4o")).Json["id"]!);
        Assert.Equal("model_not_found", (string)(await key.Get("/v1/models/no/such")).Json["error"]!["code"]!);
    }

    [Fact]
    public async Task Two_hundred_streams_with_random_leavers_cost_what_the_provider_billed()
    {
        const int streams = 200;
        var (ann, key) = await ProgramAsync();
        var before = (await chat.BillAsync()).Keys.ToHashSet();
        var random = new Random(7);
        var leave = Enumerable.Range(0, streams).Select(_ => random.Next(3) == 0 ? random.Next(40) : int.MaxValue).ToList();
        await Parallel.ForEachAsync(leave, new ParallelOptions { MaxDegreeOfParallelism = streams }, async (chunks, ct) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Body("a long essay") };
            using var response = await key.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            Assert.Equal(200, (int)response.StatusCode);
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[256];
            for (var i = 0; i < chunks && await stream.ReadAsync(buffer, ct) > 0; i++)
            {
                // Reads on, or leaves.
            }
        });
        await App.Until(() => chat.App.In<ChatDb, int>(db => Task.FromResult(db.Calls.Count(c => c.UserId == ann.Id && c.EndedAt != null))), ended => ended == streams, 60);
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await App.Until(
            async () =>
            {
                await chat.App.Sweep("chat.sweep-calls");
                chat.Clock.Skip(TimeSpan.FromSeconds(20));
                return await chat.BalanceAsync(ann);
            },
            b => b.Held.Value == 0, 60);
        var bill = (await chat.BillAsync()).Where(b => !before.Contains(b.Key)).ToList();
        Assert.Equal(bill.Sum(b => chat.CreditsOf(b.Value)), await chat.ChargedAsync(ann));
    }

    private async Task<(Visitor Owner, Visitor Key)> ProgramAsync()
    {
        var owner = await chat.App.SignUpAsync();
        var made = (await owner.Post("/api/keys", new { name = "program" })).Json;
        return (owner, chat.App.Anyone().WithToken((string)made["key"]!, owner.Id));
    }

    private static JsonObject Ask(string content, bool stream = false) => new()
    {
        ["model"] = ChatApp.Model,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = content }),
        ["stream"] = stream,
    };

    private static StringContent Body(string content) => new(Ask(content, true).ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static List<JsonNode> Chunks(string text) =>
        [.. text.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)).Select(l => JsonNode.Parse(l[6..])!)];
}
