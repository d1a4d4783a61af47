using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Web;

public class StreamTests
{
    [Fact]
    public async Task An_open_page_learns_of_its_balance()
    {
        await using var app = new TestApp();
        var ann = await app.SignUpAsync();
        using var response = await OpenAsync(ann);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Contains("hx-target=\"#balance\"", events.Current.Data, StringComparison.Ordinal);

        await app.In<ICredits, PostResult>(c => c.PostAsync(new("test", ann.Id!, EntryKind.Adjustment, new Micros(1_234_500), "test", "Test"), CancellationToken.None));
        app.Services.GetRequiredService<IEvents>().Publish(new CreditsChanged(ann.Id!));
        while (!events.Current.Data.Contains("1.2345", StringComparison.Ordinal)) Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_stream_ends_with_the_session_and_with_the_server()
    {
        await using var app = new TestApp();
        var (ann, bob) = (await app.SignUpAsync(), await app.SignUpAsync());
        using var hers = await OpenAsync(ann);
        using var his = await OpenAsync(bob);
        app.Services.GetRequiredService<IEvents>().Publish(new SessionsEnded(ann.Id!));
        await hers.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(20));
        var rest = his.Content.ReadAsStringAsync();
        Assert.False(rest.IsCompleted);
        app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        // The test server may cut what a real one lets finish; either way nobody is left waiting.
        await Record.ExceptionAsync(() => rest.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.True(rest.IsCompleted);
    }

    [Fact]
    public async Task One_stream_too_many_is_refused_and_a_closed_one_counts_no_more()
    {
        await using var app = new TestApp();
        var ann = await app.SignUpAsync();
        var admin = await app.AdminAsync();
        Assert.Equal(200, (await admin.Put("/api/admin/rate-limits", new { concurrency = new { streamsPerUser = 2, generationsPerUser = 20 } })).Status);
        var first = await OpenAsync(ann);
        using var second = await OpenAsync(ann);
        var third = await ann.Get("/events");
        Assert.Equal(429, third.Status);
        Assert.Equal("rate_limited", third.Code);
        Assert.NotNull(third["Retry-After"]);
        first.Dispose();
        await App.Until(() => StatusAsync(ann), status => status == 200);
    }

    [Fact]
    public async Task Nobody_watches_without_a_session()
    {
        await using var app = new TestApp();
        Assert.Equal(401, (await app.Anyone().Get("/events")).Status);
    }

    [Fact]
    public async Task A_silent_stream_is_kept_alive_and_keeps_its_lines()
    {
        using var ct = new CancellationTokenSource();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestAborted = ct.Token };
        http.Response.Body = body;
        var more = new TaskCompletionSource();
        var stream = new EventStream(Two(more.Task, ct.Token), TimeSpan.FromMilliseconds(20)).ExecuteAsync(http);
        await App.Until(() => Task.FromResult(System.Text.Encoding.UTF8.GetString(body.ToArray())), text => text.Contains("\n: ", StringComparison.Ordinal));
        more.SetResult();
        await stream;
        var sent = System.Text.Encoding.UTF8.GetString(body.ToArray());
        Assert.StartsWith("event: one\nid: 1\ndata: a\ndata: \ndata: b\n\n", sent, StringComparison.Ordinal);
        Assert.EndsWith("data: two\n\n", sent, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<SseItem<string>> Two(Task between, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new SseItem<string>("a\r\n\nb", "one") { EventId = "1" };
        await between.WaitAsync(ct);
        yield return new SseItem<string>("two");
    }

    private static async Task<HttpResponseMessage> OpenAsync(Visitor visitor)
    {
        var response = await visitor.Http.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return response;
    }

    private static async Task<int> StatusAsync(Visitor visitor)
    {
        using var response = await visitor.Http.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }
}
