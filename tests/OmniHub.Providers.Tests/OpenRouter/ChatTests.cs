using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace OmniHub.Providers.Tests;

public sealed class ChatTests : IAsyncLifetime
{
    private static readonly byte[] Body = "{\"model\":\"m\",\"stream\":true}"u8.ToArray();

    private ServiceProvider services = null!;

    private ScriptedServer Server { get; set; } = null!;

    private OpenRouterClient Client => services.GetRequiredService<OpenRouterClient>();

    public async ValueTask InitializeAsync()
    {
        Server = await ScriptedServer.StartAsync();
        services = new ServiceCollection().AddOpenRouter(new OpenRouterOptions
        {
            Key = "sk-test",
            Url = new Uri(Server.Url, "/api/v1"),
            CompatibleUrl = new Uri(Server.Url, "/v1"),
            CompatibleKey = "own",
            IdleTimeout = TimeSpan.FromSeconds(2),
            StartTimeout = TimeSpan.FromSeconds(5),
            RetryDelay = TimeSpan.FromMilliseconds(5),
        }).BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
    }

    public static TheoryData<string, string, string, ChatOutcome> Fixtures => new()
    {
        { "chat_stream_2026.sse", "Hello!", "", ChatOutcome.Finished },
        { "chat_stream_2025_style.sse", "Hello", "", ChatOutcome.Finished },
        { "chat_stream_doc_style_empty_choices.sse", "Hello", "", ChatOutcome.Finished },
        { "chat_stream_reasoning.sse", "42", "Think", ChatOutcome.Finished },
        { "chat_stream_tools.sse", "", "", ChatOutcome.Finished },
        { "chat_stream_image.sse", "", "", ChatOutcome.Finished },
        { "chat_stream_error_midway.sse", "Hel", "", ChatOutcome.Failed },
        { "chat_stream_cut.sse", "Hel", "", ChatOutcome.Cut },
    };

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Every_recorded_stream_is_read(string file, string content, string reasoning, ChatOutcome outcome)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "OpenRouter", "Fixtures", file));
        var (deltas, end, stream) = await ReadAsync(text);
        Assert.Equal(content, string.Concat(deltas.Where(d => d.Kind == ChatDeltaKind.Content).Select(d => d.Text)));
        Assert.Equal(reasoning, string.Concat(deltas.Where(d => d.Kind == ChatDeltaKind.Reasoning).Select(d => d.Text)));
        Assert.Equal(outcome, end.Outcome);
        Assert.Equal(outcome == ChatOutcome.Finished, end.Failure is null);
        Assert.StartsWith("gen-", stream.GenerationId!, StringComparison.Ordinal);
        if (outcome == ChatOutcome.Finished) Assert.True(end.Usage is { PromptTokens: > 0, CostUsd: > 0 });
    }

    [Fact]
    public async Task The_cost_is_exact()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "OpenRouter", "Fixtures", "chat_stream_2026.sse"));
        Assert.Equal(0.00000585m, (await ReadAsync(text)).End.Usage!.CostUsd);
        Assert.Equal(0.000004m, (await ReadAsync(Finished("""{"prompt_tokens":20,"completion_tokens":2,"cost":4e-06}"""))).End.Usage!.CostUsd);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":-5,"completion_tokens":2,"cost":1}""")]
    [InlineData("""{"prompt_tokens":5,"completion_tokens":999999999999,"cost":1}""")]
    [InlineData("""{"completion_tokens":2}""")]
    [InlineData("""null""")]
    [InlineData("""[]""")]
    public async Task Usage_that_cannot_be_true_is_none(string usage)
    {
        var end = (await ReadAsync(Finished(usage))).End;
        Assert.Equal(ChatOutcome.Finished, end.Outcome);
        Assert.Null(end.Usage);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e12")]
    [InlineData("\"NaN\"")]
    public async Task A_cost_that_cannot_be_true_is_not_told(string cost) =>
        Assert.Null((await ReadAsync(Finished($$"""{"prompt_tokens":5,"completion_tokens":2,"cost":{{cost}}}"""))).End.Usage!.CostUsd);

    [Fact]
    public async Task A_stream_cut_anywhere_before_its_finish_never_looks_finished()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "OpenRouter", "Fixtures", "chat_stream_2026.sse"));
        var finish = text.IndexOf("\"finish_reason\":\"stop\"", StringComparison.Ordinal);
        for (var length = 0; length < finish; length += 7)
            Assert.NotEqual(ChatOutcome.Finished, (await ReadAsync(text[..length])).End.Outcome);
    }

    [Fact]
    public async Task Bytes_may_come_one_by_one()
    {
        var text = "\ufeff: comment\r\n\r\n" + Finished("""{"prompt_tokens":1,"completion_tokens":1,"cost":0}""").Replace("Hi", "Grüße 🌍");
        Server.Then(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var b in Encoding.UTF8.GetBytes(text))
            {
                await context.Response.Body.WriteAsync(new[] { b });
                await context.Response.Body.FlushAsync();
            }
        });
        var (deltas, end, _) = await OpenedAsync();
        Assert.Equal(("Grüße 🌍", ChatOutcome.Finished), (string.Concat(deltas.Select(d => d.Text)), end.Outcome));
    }

    [Fact]
    public async Task Silence_ends_in_a_failure()
    {
        Server.Then(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var (deltas, end, _) = await OpenedAsync();
        Assert.Equal(("Hi", ChatFailureKind.Timeout), (Assert.Single(deltas).Text, end.Failure!.Kind));
    }

    [Theory]
    [InlineData(400, "{\"error\":{\"code\":400,\"message\":\"Invalid request parameters\"}}", ChatFailureKind.BadRequest)]
    [InlineData(400, "{\"error\":{\"code\":400,\"message\":\"x\",\"metadata\":{\"error_type\":\"context_length_exceeded\"}}}", ChatFailureKind.TooLong)]
    [InlineData(400, "{\"error\":{\"code\":400,\"message\":\"acme/fake is not a valid model ID\"}}", ChatFailureKind.NotFound)]
    [InlineData(401, "{\"error\":{\"code\":401,\"message\":\"No auth\"}}", ChatFailureKind.Unauthorized)]
    [InlineData(402, "", ChatFailureKind.OutOfFunds)]
    [InlineData(403, "{\"error\":{\"code\":403,\"message\":\"flagged\",\"metadata\":{\"reasons\":[\"violence\"],\"flagged_input\":\"x\"}}}", ChatFailureKind.ContentRejected)]
    [InlineData(404, "<html>", ChatFailureKind.NotFound)]
    [InlineData(504, "", ChatFailureKind.Timeout)]
    [InlineData(200, "\n   \n{\"error\":{\"code\":502,\"message\":\"Provider returned error\"},\"user_id\":\"u\"}", ChatFailureKind.Unavailable)]
    [InlineData(200, "what", ChatFailureKind.Malformed)]
    public async Task Every_refusal_has_its_kind_and_a_sentence_of_our_own(int status, string body, ChatFailureKind kind)
    {
        Server.Then(status, body);
        var refused = Assert.IsType<ChatOpening.Refused>(await Client.OpenAsync(ChatHost.OpenRouter, Body, default));
        Assert.Equal(kind, refused.Failure.Kind);
        Assert.DoesNotContain("Provider returned error", refused.Failure.Sentence, StringComparison.Ordinal);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_busy_provider_is_asked_again_before_the_first_byte_only()
    {
        Server.Then(429, "{}", headers: ("Retry-After", "0")).Then(503, "{}").Then(200, Finished("{}"), "text/event-stream");
        Assert.Equal(ChatOutcome.Finished, (await OpenedAsync()).End.Outcome);
        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_request_is_not_tried_again()
    {
        Server.ThenReset();
        var refused = Assert.IsType<ChatOpening.Refused>(await Client.OpenAsync(ChatHost.OpenRouter, Body, default));
        Assert.Equal((ChatFailureKind.Unavailable, false), (refused.Failure.Kind, refused.Failure.NothingCharged));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Each_endpoint_gets_its_own_key()
    {
        Server.Then(200, Finished("{}"), "text/event-stream");
        await OpenedAsync();
        Assert.IsType<ChatOpening.Opened>(await Client.OpenAsync(ChatHost.Compatible, Body, default));
        Assert.Equal(
            [("/api/v1/chat/completions", "Bearer sk-test"), ("/v1/chat/completions", "Bearer own")],
            Server.Requests.Select(r => (r.Path, r.Header("Authorization")!)));
    }

    [Fact]
    public async Task A_generation_is_looked_up_and_may_not_be_there_yet()
    {
        Server.Then(404, "{\"error\":{\"code\":404,\"message\":\"Generation not found\"}}")
            .Then(200, "{\"data\":{\"id\":\"gen-1\",\"total_cost\":0.0000057915,\"cancelled\":true,\"native_tokens_prompt\":15,\"native_tokens_completion\":6}}");
        Assert.IsType<GenerationLook.NotYet>(await Client.FindGenerationAsync("gen-1", default));
        Assert.Equal(new GenerationLook.Found(0.0000057915m, 15, 6, true), await Client.FindGenerationAsync("gen-1", default));
        Assert.Equal("/api/v1/generation?id=gen-1", Server.Requests.Last().Path);
    }

    [Fact]
    public async Task Models_without_a_fixed_price_have_none()
    {
        Server.Then(200, """
            {"data":[{"id":"openai/gpt-4o","name":"GPT-4o","context_length":128000,"pricing":{"prompt":"0.0000025","completion":"0.00001"}},
                     {"id":"openrouter/auto","name":"Auto","context_length":null,"pricing":{"prompt":"-1","completion":"-1"}}],"total_count":2,"links":{"next":null}}
            """);
        var (models, failure) = await Client.ModelsAsync(ChatHost.OpenRouter, default);
        Assert.Null(failure);
        Assert.Equal([(0.0000025m, 128000), (null, null)], models!.Select(m => (m.PromptUsd, m.ContextLength)));
    }

    private static string Finished(string usage) =>
        "data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n"
        + "data: {\"id\":\"gen-1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":" + usage + "}\n\ndata: [DONE]\n\n";

    private async Task<(List<ChatDelta> Deltas, ChatEnd End, ChatStream Stream)> ReadAsync(string text)
    {
        Server.Then(200, text, "text/event-stream");
        return await OpenedAsync();
    }

    private async Task<(List<ChatDelta> Deltas, ChatEnd End, ChatStream Stream)> OpenedAsync()
    {
        await using var stream = Assert.IsType<ChatOpening.Opened>(await Client.OpenAsync(ChatHost.OpenRouter, Body, default)).Stream;
        var deltas = new List<ChatDelta>();
        await foreach (var some in stream.ReadAsync(default)) deltas.AddRange(some);
        return (deltas, stream.End, stream);
    }
}
