using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Accounts;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using OmniHub.Tests.Billing;
using Xunit;

namespace OmniHub.Tests.Accounts;

/// <summary>The app, a receiver of webhooks on loopback, and a source of things that happen when a test says so.</summary>
public sealed class WebhookApp : App, IAsyncLifetime
{
    private readonly HttpListener listener = new();

    public WebhookApp()
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
        free.Stop();
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        With("OMNIHUB_ALLOW_PRIVATE_TARGETS", "true").With(services => services.AddSingleton<TimeProvider>(Clock).AddSingleton<IWebhookSource>(Source));
    }

    public TestClock Clock { get; } = new();

    public string Url { get; }

    internal Scripted Source { get; } = new();

    /// <summary>What arrived at a path, in order.</summary>
    public ConcurrentQueue<(string Path, string Body, WebHeaderCollection Headers)> Arrived { get; } = new();

    /// <summary>What a path answers; 204 where nothing is said.</summary>
    public ConcurrentDictionary<string, (int Status, string? Location)> Answers { get; } = new();

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        var wide = new { limit = 100_000, windowSeconds = 60 };
        await (await AdminAsync()).Put("/api/admin/rate-limits", new { perAddress = new { auth = wide, signUp = wide, api = wide, pages = wide } });
        _ = ListenAsync();
    }

    public IReadOnlyList<(string Path, string Body, WebHeaderCollection Headers)> At(string path) => [.. Arrived.Where(a => a.Path == path)];

    public Task<int> UntilAsync(string path, int count) => Until(() => Task.FromResult(At(path).Count), n => n >= count);

    private async Task ListenAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var path = context.Request.Url!.AbsolutePath;
                var (status, location) = Answers.GetValueOrDefault(path, (204, null));
                Arrived.Enqueue((path, await reader.ReadToEndAsync(), new WebHeaderCollection { context.Request.Headers }));
                if (location is not null) context.Response.Headers["Location"] = location;
                context.Response.StatusCode = status;
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        listener.Close();
        await base.DisposeAsync();
    }

    internal sealed class Scripted : IWebhookSource
    {
        public ConcurrentQueue<Happened> All { get; } = new();

        public Task<IReadOnlyList<Happened>> ReadAsync(IReadOnlyCollection<string> userIds, DateTimeOffset since, int max, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<Happened>>([.. All.Where(h => userIds.Contains(h.UserId) && h.At >= since).OrderBy(h => h.At).Take(max)]);

        public Task<object?> ShowAsync(Happened happened, CancellationToken ct) => Task.FromResult<object?>(new { id = happened.Id });
    }
}

public class WebhookTests(WebhookApp app) : IClassFixture<WebhookApp>
{
    private static readonly string[] All = ["generation.completed", "generation.failed", "credits.low"];

    private async Task<(Visitor Who, string Path, JsonNode Webhook)> ListenerAsync(params string[] events)
    {
        var who = await app.SignUpAsync("hook" + Guid.NewGuid().ToString("n"));
        var path = "/" + Guid.NewGuid().ToString("n");
        var made = await who.Post("/api/webhooks", new { url = app.Url + path, events });
        Assert.True(made.Status == 201, made.ToString());
        return (who, path, made.Json);
    }

    private string Happen(Visitor who, string type = "generation.completed")
    {
        var id = Id.New("gen");
        app.Source.All.Enqueue(new(id, who.Id!, type, app.Clock.GetUtcNow()));
        return id;
    }

    private Task SweepAsync() => app.Sweep("accounts.tell-webhooks");

    private static async Task<JsonArray> LogAsync(Visitor who, JsonNode webhook) =>
        (await who.Get($"/api/webhooks/{webhook["id"]}/deliveries")).Json["items"]!.AsArray();

    [Fact]
    public async Task What_happened_is_told_once_and_signed_as_standard_webhooks_says()
    {
        var (ann, path, webhook) = await ListenerAsync(All);
        var secret = webhook["secret"]!.GetValue<string>();
        Assert.StartsWith("whk_", webhook["id"]!.GetValue<string>());
        Assert.StartsWith("whsec_", secret);
        Assert.DoesNotContain(secret, (await ann.Get("/api/webhooks")).Text);

        var id = Happen(ann);
        await Task.WhenAll(SweepAsync(), SweepAsync());
        await SweepAsync();
        await app.UntilAsync(path, 1);
        var (_, body, headers) = Assert.Single(app.At(path));
        var json = JsonNode.Parse(body)!;
        Assert.Equal(("generation.completed", id), (json["type"]!.GetValue<string>(), json["data"]!["id"]!.GetValue<string>()));
        Assert.EndsWith("Z", json["timestamp"]!.GetValue<string>());
        var signed = $"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}";
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(signed)));
        Assert.Equal("v1," + expected, headers["webhook-signature"]);
        var log = await App.Until(() => LogAsync(ann, webhook), l => l[0]!["status"]!.GetValue<string>() == "delivered");
        Assert.Equal(headers["webhook-id"], Assert.Single(log)!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_not_asked_for_or_happened_before_is_not_told()
    {
        var who = await app.SignUpAsync("hook" + Guid.NewGuid().ToString("n"));
        Happen(who);
        app.Clock.Move(TimeSpan.FromSeconds(1));
        var made = await who.Post("/api/webhooks", new { url = app.Url + "/quiet", events = new[] { "generation.failed" } });
        Happen(who);
        await SweepAsync();
        Assert.Empty(await LogAsync(who, made.Json));
    }

    [Fact]
    public async Task A_failed_message_is_tried_again_under_the_same_id_until_it_arrives()
    {
        var (ann, path, webhook) = await ListenerAsync("generation.failed");
        app.Answers[path] = (500, null);
        Happen(ann, "generation.failed");
        await SweepAsync();
        await App.Until(() => LogAsync(ann, webhook), l => l.Count == 1 && l[0]!["error"] is not null);
        app.Answers[path] = (200, null);
        app.Clock.Move(TimeSpan.FromSeconds(7));
        await SweepAsync();
        await App.Until(() => LogAsync(ann, webhook), l => l[0]!["status"]!.GetValue<string>() == "delivered");
        var arrived = app.At(path);
        Assert.Equal(2, arrived.Count);
        Assert.Single(arrived.Select(a => a.Headers["webhook-id"]).Distinct());
        Assert.Single(arrived.Select(a => a.Body).Distinct());

        var id = arrived[0].Headers["webhook-id"];
        Assert.Equal(202, (await ann.Post($"/api/webhooks/{webhook["id"]}/deliveries/{id}/redeliver")).Status);
        await app.UntilAsync(path, 3);
        Assert.Equal(id, app.At(path)[2].Headers["webhook-id"]);
    }

    [Fact]
    public async Task A_redirect_that_keeps_the_message_is_followed_and_others_are_failures()
    {
        var (ann, path, webhook) = await ListenerAsync("generation.completed");
        app.Answers[path] = (307, path + "/moved");
        Happen(ann);
        await SweepAsync();
        await app.UntilAsync(path + "/moved", 1);
        Assert.Contains("generation.completed", app.At(path + "/moved")[0].Body);

        var (bob, other, hook) = await ListenerAsync("generation.completed");
        app.Answers[other] = (302, other + "/moved");
        Happen(bob);
        await SweepAsync();
        await App.Until(() => LogAsync(bob, hook), l => l[0]!["error"] is not null);
        Assert.Empty(app.At(other + "/moved"));
    }

    [Fact]
    public async Task A_webhook_that_is_gone_is_switched_off_and_its_log_keeps_the_answer()
    {
        var (ann, path, webhook) = await ListenerAsync("generation.completed");
        app.Answers[path] = (500, null);
        Happen(ann);
        await SweepAsync();
        await App.Until(() => LogAsync(ann, webhook), l => l.Count == 1 && l[0]!["error"] is not null);
        app.Answers[path] = (410, null);
        Happen(ann);
        await SweepAsync();
        await App.Until(async () => (await ann.Get("/api/webhooks")).Json["items"]![0]!, w => !w["enabled"]!.GetValue<bool>());
        app.Clock.Move(TimeSpan.FromSeconds(7));
        await SweepAsync();
        var log = await App.Until(() => LogAsync(ann, webhook), l => l.All(d => d!["status"]!.GetValue<string>() == "failed"));
        Assert.Equal([410, 500], log.Select(d => d!["responseStatus"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_webhook_that_fails_for_days_is_switched_off_and_can_be_switched_on()
    {
        var (ann, path, webhook) = await ListenerAsync("generation.completed");
        app.Answers[path] = (500, null);
        for (var day = 0; day < 5; day++)
        {
            // A message a day; the earlier ones are being tried again meanwhile.
            app.Source.All.Enqueue(new(Id.New("gen"), ann.Id!, "generation.completed", app.Clock.GetUtcNow()));
            await SweepAsync();
            app.Clock.Move(TimeSpan.FromDays(1));
            await SweepAsync();
        }

        var mine = await AsAsync(ann);
        var shown = await App.Until(async () => (await mine.Get("/api/webhooks")).Json["items"]![0]!, w => !w["enabled"]!.GetValue<bool>());
        Assert.NotNull(shown["disabledReason"]);
        Assert.True((await mine.Post($"/api/webhooks/{webhook["id"]}/enable")).Json["enabled"]!.GetValue<bool>());
    }

    // Days later the old token has expired.
    private async Task<Visitor> AsAsync(Visitor who)
    {
        var name = await app.In<IAccounts, Person?>(a => a.FindAsync(who.Id!, default));
        var answer = await app.Anyone().Post("/api/auth/login", new { email = name!.Email, password = "a long enough pass" });
        return who.WithToken(answer.Json["token"]!.GetValue<string>(), who.Id);
    }

    [Fact]
    public async Task Low_credits_are_told_when_they_fall_and_again_after_they_were_enough()
    {
        var who = await app.SignUpAsync("hook" + Guid.NewGuid().ToString("n"));
        var path = "/" + Guid.NewGuid().ToString("n");
        var made = await who.Post("/api/webhooks", new { url = app.Url + path, events = new[] { "credits.low" }, lowBelow = 50 });
        await ChangeAsync(who, -60_000_000);
        await SweepAsync();
        await SweepAsync();
        await app.UntilAsync(path, 1);
        await ChangeAsync(who, 30_000_000);
        await SweepAsync();
        await ChangeAsync(who, -30_000_000);
        await SweepAsync();
        await app.UntilAsync(path, 2);
        var data = JsonNode.Parse(app.At(path)[0].Body)!["data"]!;
        Assert.Equal((40m, 50m), (data["credits"]!.GetValue<decimal>(), data["threshold"]!.GetValue<decimal>()));
        Assert.Equal(2, (await LogAsync(who, made.Json)).Count);
    }

    private Task<PostResult> ChangeAsync(Visitor who, long micros) => app.In<ICredits, PostResult>(c =>
        c.PostAsync(new(Id.New("adj"), who.Id!, EntryKind.Adjustment, new(micros), "adj", "A change"), default));

    [Fact]
    public async Task Anothers_webhook_is_not_there()
    {
        var (ann, _, webhook) = await ListenerAsync(All);
        var bob = await app.SignUpAsync("hook" + Guid.NewGuid().ToString("n"));
        Assert.Equal(404, (await bob.Delete($"/api/webhooks/{webhook["id"]}")).Status);
        Assert.Equal(404, (await bob.Get($"/api/webhooks/{webhook["id"]}/deliveries")).Status);
        Assert.Equal(404, (await bob.Page($"/profile/webhooks/{webhook["id"]}")).Status);
        Assert.Equal(204, (await ann.Delete($"/api/webhooks/{webhook["id"]}")).Status);
        Assert.Empty((await ann.Get("/api/webhooks")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Forms_work_without_scripts_and_show_the_secret_once()
    {
        var name = "hook" + Guid.NewGuid().ToString("n");
        await app.SignUpAsync(name);
        var browser = app.Anyone();
        await browser.Form("/login", "/login", ("email", $"{name}@example.com"), ("password", "a long enough pass"));
        var wrong = await browser.Form("/api/webhooks", "/profile/webhooks", ("url", "nonsense"), ("events", "credits.low"));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("Enter a web address", wrong.Html.QuerySelector("#webhook-url-err")!.TextContent);
        var made = await browser.Form("/api/webhooks", "/profile/webhooks", ("url", app.Url + "/form"), ("events", "credits.low"), ("events", "generation.failed"));
        Assert.Equal(201, made.Status);
        Assert.StartsWith("whsec_", made.Html.QuerySelector("#fresh-secret")!.TextContent);
        var list = await browser.Page("/profile/webhooks");
        Assert.DoesNotContain("whsec_", list.Text);
        Assert.Equal(200, (await browser.Page(list.Html.QuerySelector("#webhooks table a")!.GetAttribute("href")!)).Status);
        var delete = list.Html.QuerySelector("#webhooks form[action$=delete]")!.GetAttribute("action")!;
        Assert.Equal(303, (await browser.Form(delete, "/profile/webhooks")).Status);
    }
}

/// <summary>The same without permission for private targets.</summary>
public class WebhookTargetTests(WideApp app) : IClassFixture<WideApp>
{
    [Theory]
    [InlineData("http://127.0.0.1/hook")]
    [InlineData("http://localhost:3001/hook")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://１２７.0.0.1:3208/ok")]
    [InlineData("http://①②⑦.⓪.⓪.①:3208/ok")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://ⓛocalhost.example/")]
    [InlineData("http://[::1]/hook")]
    [InlineData("http://[::ffff:10.0.0.1]/hook")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://intranet/")]
    [InlineData("http://printer.local/")]
    [InlineData("ftp://example.com/")]
    [InlineData("https://user:pass@example.com/")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_target_that_is_not_public_is_refused(string url)
    {
        var answer = await (await app.SignUpAsync()).Post("/api/webhooks", new { url, events = new[] { "credits.low" } });
        Assert.Equal(400, answer.Status);
        Assert.NotNull(answer.Json["errors"]!["url"]);
    }

    [Theory]
    [InlineData("https://user:pass@example.com/", "Leave the name and the password out")]
    [InlineData("http://①②⑦.⓪.⓪.①/", "Write the host in ordinary letters")]
    [InlineData("ftp://example.com/", "Enter a web address that begins with")]
    [InlineData("https://bücher.example/", null)]
    public async Task What_is_wrong_with_a_target_is_said(string url, string? sentence)
    {
        var said = await app.Services.GetRequiredService<WebhookHttp>().CheckAsync(url, default);
        if (sentence is null) Assert.Null(said);
        else Assert.StartsWith(sentence, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_inside_by_the_time_of_sending_is_refused_there()
    {
        var http = app.Services.GetRequiredService<WebhookHttp>();
        var sent = await http.PostAsync("http://127.0.0.1:9/hook", "{}", new Dictionary<string, string>(), default);
        Assert.Equal("The address leads into a private network.", sent.Error);
    }

    [Theory]
    [InlineData("""{"url":"https://8.8.8.8/","events":[]}""")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["generation.started"]}""")]
    [InlineData("""{"url":"https://8.8.8.8/","events":["credits.low"],"lowBelow":0}""")]
    [InlineData("{}")]
    public async Task A_webhook_that_makes_no_sense_is_refused(string body) =>
        Assert.Equal(400, (await (await app.SignUpAsync()).Post("/api/webhooks", body)).Status);

    [Fact]
    public async Task A_public_address_is_accepted()
    {
        var ann = await app.SignUpAsync();
        Assert.Equal(201, (await ann.Post("/api/webhooks", new { url = "https://8.8.8.8/hook", events = new[] { "credits.low", "credits.low" } })).Status);
        Assert.Equal(401, (await app.Anyone().Get("/api/webhooks")).Status);
    }
}
