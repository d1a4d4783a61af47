using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Accounts;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests;

/// <summary>Routes of a module that exists for these tests: what they did is a list of operation ids.</summary>
public sealed class CountingModule : IModule
{
    public string Name => "counting";

    public ConcurrentQueue<string> Done { get; } = [];

    public Func<HttpContext, Task>? Before { get; set; }

    public void AddServices(Microsoft.Extensions.Hosting.IHostApplicationBuilder app)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/test").ForUsers().Limited(LimitClass.None).Idempotent();
        group.MapPost("/count/{id?}", async (HttpContext http, string? id) =>
        {
            if (Before is not null) await Before(http);
            Done.Enqueue(OperationId.Of(http));
            using var reader = new StreamReader(http.Request.Body);
            return Reply.Of(new { n = Done.Count, id, body = await reader.ReadToEndAsync() }, 201)
                .Header("X-OmniHub-Credits", "0.5").Header("X-Other", "no");
        });
        group.MapPost("/long", async (HttpContext http) =>
        {
            Done.Enqueue(OperationId.Of(http));
            await http.Response.WriteAsJsonAsync(new { text = new string('x', 2 * 1024 * 1024) });
        });
        group.MapPost("/stream", async (HttpContext http) =>
        {
            Done.Enqueue(OperationId.Of(http));
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: first\n\n");
            await http.Response.Body.FlushAsync();
            if (Before is not null) await Before(http);
            await http.Response.WriteAsync("data: last\n\n");
        });
    }
}

public class IdempotencyTests : IAsyncDisposable
{
    private readonly CountingModule counting = new();
    private readonly App app;

    public IdempotencyTests() => app = NewApp();

    [Fact]
    public async Task The_same_key_and_body_answer_the_first_answer_again()
    {
        var visitor = await app.SignUpAsync();
        var first = await PostAsync(visitor, "k 1", """{"a":1}""");
        var second = await PostAsync(visitor, "k 1", """{"a":1}""");
        Assert.Equal((201, null), (first.Status, first["Idempotent-Replayed"]));
        Assert.Equal((201, "true"), (second.Status, second["Idempotent-Replayed"]));
        Assert.Equal((first.Text, first.ContentType, "0.5"), (second.Text, second.ContentType, second["X-OmniHub-Credits"]));
        Assert.Single(counting.Done);
    }

    [Fact]
    public async Task Without_a_key_every_request_counts()
    {
        var visitor = await app.SignUpAsync();
        await visitor.Post("/test/count", "{}");
        await visitor.Post("/test/count", "{}");
        Assert.Equal(2, counting.Done.Distinct().Count());
    }

    [Fact]
    public async Task Twenty_at_once_run_once_and_answer_alike()
    {
        var visitor = await app.SignUpAsync();
        counting.Before = _ => Task.Delay(300);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(visitor, "storm", """{"a":1}""")));
        Assert.Single(counting.Done);
        Assert.All(answers, a => Assert.Equal((201, answers[0].Text), (a.Status, a.Text)));
        Assert.Single(answers, a => a["Idempotent-Replayed"] is null);
    }

    [Fact]
    public async Task Another_body_or_address_under_the_key_is_a_mismatch()
    {
        var visitor = await app.SignUpAsync();
        await PostAsync(visitor, "one", """{"a":1}""");
        var body = await PostAsync(visitor, "one", """{"a":2}""");
        var address = await visitor.Post("/test/count/other", """{"a":1}""", ("Idempotency-Key", "one"));
        Assert.Equal((422, "idempotency_mismatch"), (body.Status, body.Code));
        Assert.Equal(422, address.Status);
        Assert.Single(counting.Done);
    }

    [Fact]
    public async Task Keys_belong_to_their_user()
    {
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        await PostAsync(ann, "shared", "{}");
        var bobs = await PostAsync(bob, "shared", "{}");
        Assert.Null(bobs["Idempotent-Replayed"]);
        Assert.Equal(2, counting.Done.Count);
    }

    [Fact]
    public async Task A_refusal_frees_the_key()
    {
        var visitor = await app.SignUpAsync();
        counting.Before = _ => throw new RefusedException(Refusal.NotEnough(new Micros(2), new Micros(1)));
        Assert.Equal(402, (await PostAsync(visitor, "poor", "{}")).Status);
        counting.Before = null;
        Assert.Equal(201, (await PostAsync(visitor, "poor", """{"other":"body"}""")).Status);
    }

    [Fact]
    public async Task A_bug_keeps_the_operation_id_for_the_next_try()
    {
        var visitor = await app.SignUpAsync();
        var seen = new List<string>();
        counting.Before = http =>
        {
            seen.Add(OperationId.Of(http));
            throw new InvalidOperationException("broken in the middle");
        };
        Assert.Equal(500, (await PostAsync(visitor, "bug", "{}")).Status);
        counting.Before = null;
        var again = await PostAsync(visitor, "bug", "{}");
        Assert.Equal((201, null), (again.Status, again["Idempotent-Replayed"]));
        Assert.Equal(seen, counting.Done);
    }

    [Fact]
    public async Task A_crash_keeps_the_operation_id_for_the_next_start()
    {
        var visitor = await app.SignUpAsync();
        var entered = new TaskCompletionSource<string>();
        counting.Before = async http =>
        {
            entered.TrySetResult(OperationId.Of(http));
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };
        using var client = new CancellationTokenSource();
        using var request = Request("/test/count", "crash");
        var hanging = visitor.Http.SendAsync(request, client.Token);
        var id = await entered.Task;

        // The state in which kill -9 leaves the row: running, with a lease that nobody renews.
        var restarted = new CountingModule();
        await using var second = NewApp(restarted).On(app);
        var answer = await PostAsync(second.Anyone().WithToken(visitor.Token!, null), "crash", "{}");
        Assert.Equal(201, answer.Status);
        Assert.Equal([id], restarted.Done);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task A_key_is_1_to_255_printable_characters()
    {
        var visitor = await app.SignUpAsync();
        foreach (var key in new[] { new string('k', 256), "ümlaut" })
        {
            var answer = await PostAsync(visitor, key, "{}");
            Assert.Equal((400, "validation_failed"), (answer.Status, answer.Code));
        }

        Assert.Equal(201, (await PostAsync(visitor, new string('k', 255), "{}")).Status);
    }

    [Fact]
    public async Task A_form_carries_the_key_in_a_field_and_its_antiforgery_token_does_not_count()
    {
        var visitor = await app.SignUpAsync();
        var first = await FormAsync(visitor, ("idempotencyKey", "form"), ("a", "1"), ("__RequestVerificationToken", "x"));
        var second = await FormAsync(visitor, ("a", "1"), ("__RequestVerificationToken", "y"), ("idempotencyKey", "form"));
        var other = await FormAsync(visitor, ("a", "2"), ("idempotencyKey", "form"));
        Assert.Equal((201, 201, "true", 422), (first.Status, second.Status, second["Idempotent-Replayed"], other.Status));
        Assert.Single(counting.Done);
    }

    [Fact]
    public async Task What_is_too_long_to_keep_is_answered_again_under_the_same_operation_id()
    {
        var visitor = await app.SignUpAsync();
        var first = await visitor.Post("/test/long", "{}", ("Idempotency-Key", "long"));
        var second = await visitor.Post("/test/long", "{}", ("Idempotency-Key", "long"));
        Assert.Equal((first.Body.Length, "true"), (second.Body.Length, second["Idempotent-Replayed"]));
        Assert.Single(counting.Done.Distinct());
        Assert.Equal(2, counting.Done.Count);
    }

    [Fact]
    public async Task A_stream_is_not_held_back_and_a_repeat_does_not_wait_for_its_end()
    {
        var visitor = await app.SignUpAsync();
        var go = new TaskCompletionSource();
        counting.Before = _ => go.Task;
        using var request = Request("/test/stream", "stream");
        using var response = await visitor.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await reader.ReadLineAsync());

        counting.Before = null;
        var second = await visitor.Post("/test/stream", "{}", ("Idempotency-Key", "stream"));
        Assert.Equal(("data: first\n\ndata: last\n\n", "true"), (second.Text, second["Idempotent-Replayed"]));
        Assert.Single(counting.Done.Distinct());
        go.SetResult();
        Assert.Equal("\ndata: last\n\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Keys_are_forgotten_after_a_day()
    {
        var visitor = await app.SignUpAsync();
        await PostAsync(visitor, "old", "{}");
        await AgeAsync();
        Assert.Null((await PostAsync(visitor, "old", """{"another":1}"""))["Idempotent-Replayed"]);
        await AgeAsync();
        await app.Sweep("accounts.forget-old");
        Assert.Equal(0, await app.In<AccountsDb, int>(db => db.KeptAnswers.CountAsync()));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return app.DisposeAsync();
    }

    private App NewApp(CountingModule? module = null) => new App().With(services => services.AddSingleton<IModule>(module ?? counting));

    private Task<int> AgeAsync()
    {
        var before = TimeProvider.System.GetUtcNow().AddHours(-25);
        return app.In<AccountsDb, int>(db => db.KeptAnswers.ExecuteUpdateAsync(a => a.SetProperty(x => x.CreatedAt, before)));
    }

    private static HttpRequestMessage Request(string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", null, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        return request;
    }

    private static Task<Answer> PostAsync(Visitor visitor, string key, string body) =>
        visitor.Post("/test/count", body, ("Idempotency-Key", key));

    private static Task<Answer> FormAsync(Visitor visitor, params (string Name, string Value)[] fields) =>
        visitor.Post("/test/count", new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));
}
