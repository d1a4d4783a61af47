using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Generation;
using OmniHub.Tests.Generation;
using OmniHub.Web;
using Xunit;

namespace OmniHub.Tests.Web;

/// <summary>Requests of these tests come from an address that is not this machine, unless they say so.</summary>
public sealed class FarApp : App
{
    public const string Token = "scrape-me-now", From = "X-Test-Address";

    public FarApp() => With("METRICS_TOKEN", Token).With(services => services.AddSingleton<IStartupFilter>(new FromAfar()));

    private sealed class FromAfar : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(http.Request.Headers[From] is [{ } address] ? address : "203.0.113.7");
                return go(http);
            });
            next(app);
        };
    }
}

public class MetricsTests(FarApp app) : IClassFixture<FarApp>
{
    [Fact]
    public async Task Metrics_are_for_admins_for_the_token_and_for_this_machine()
    {
        var user = await app.SignUpAsync();
        Assert.Equal(401, (await app.Anyone().Get("/metrics")).Status);
        Assert.Equal(404, (await user.Get("/metrics")).Status);
        Assert.Equal(401, (await app.Anyone().Get("/metrics", ("Authorization", "Bearer wrong"))).Status);
        Assert.Equal(401, (await app.Anyone().Get("/metrics", ("Authorization", "Bearer "))).Status);
        Assert.Equal(200, (await app.Anyone().Get("/metrics", ("Authorization", "Bearer " + FarApp.Token))).Status);
        Assert.Equal(200, (await (await app.AdminAsync()).Get("/metrics")).Status);
    }

    [Theory]
    [InlineData("127.0.0.1", null, 200)]
    [InlineData("::1", null, 200)]
    [InlineData("::ffff:127.0.0.1", null, 200)]
    [InlineData("127.0.0.1", "X-Forwarded-For", 401)]
    [InlineData("127.0.0.1", "Forwarded", 401)]
    [InlineData("127.0.0.1", "X-Real-IP", 401)]
    [InlineData("127.0.0.1", "X-Forwarded-Proto", 401)]
    [InlineData("10.0.0.4", null, 401)]
    public async Task This_machine_is_who_connects_and_not_who_is_named(string from, string? header, int status)
    {
        var headers = new List<(string, string)> { (FarApp.From, from) };
        if (header is not null) headers.Add((header, "127.0.0.1"));
        Assert.Equal(status, (await app.Anyone().Get("/metrics", [.. headers])).Status);
    }

    [Fact]
    public async Task Metrics_tell_requests_holds_jobs_streams_and_that_the_books_balance()
    {
        await app.SignUpAsync();
        var admin = await app.AdminAsync();
        // A scrape may be answered with the one of a moment ago.
        var text = await App.Until(async () => (await admin.Get("/metrics")).Text, told => told.Contains("http_route=\"/api/auth/register\"", StringComparison.Ordinal));
        foreach (var name in new[] { "http_server_request_duration_seconds", "omnihub_holds_open", "omnihub_credits_outstanding", "omnihub_jobs", "omnihub_streams_open" })
            Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^omnihub_ledger_imbalance(\{[^}]*\})? 0( |$)", text);
    }
}

public class TraceTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    [Fact]
    public async Task One_generation_is_one_trace_from_the_request_to_its_settlement()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("OmniHub.", StringComparison.Ordinal) || source.Name is "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans) spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom();
        var prompt = studio.NewPrompt();
        var started = await studio.Ann.Post(
            "/api/generate", new { modelId = GenerationApp.Image, prompt }, ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"));
        Assert.Equal(202, started.Status);
        Assert.Equal("completed", (await studio.EndOfAsync(started.Json))["status"]!.GetValue<string>());
        await App.Until(() => Task.FromResult(Names()), names => names.Contains("generation.settle"));

        string[] steps = ["generation.submit", "generation.look", "generation.store", "generation.settle", "ledger.settle"];
        Assert.Empty(steps.Except(Names()));
        lock (spans)
        {
            var mine = spans.Where(s => s.TraceId == trace).ToList();
            Assert.Contains(mine, s => s.Source.Name == "Microsoft.AspNetCore");
            Assert.Contains(mine, s => s.Source.Name == "System.Net.Http" && s.ParentSpanId != default);
        }

        HashSet<string> Names()
        {
            lock (spans) return [.. spans.Where(s => s.TraceId == trace).Select(s => s.OperationName)];
        }
    }
}

public class DoctorTests
{
    [Fact]
    public async Task A_sound_installation_is_said_to_be_sound()
    {
        await using var app = new App();
        await app.SignUpAsync();
        var (code, said) = await AskAsync(app);
        Assert.True(code == 0, said);
        Assert.DoesNotContain("BROKEN", said, StringComparison.Ordinal);
        foreach (var part in new[] { "Host", "Ledger", "Audit log", "Media and generations", "Accounts", "Models", "Chat" }) Assert.Contains(part, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_changed_and_one_that_is_gone_are_found()
    {
        await using var studio = new GenerationApp();
        await studio.InitializeAsync();
        var first = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var second = await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var files = Directory.GetFiles(Path.Combine(studio.App.Folder, "media"), "med_*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".webp", StringComparison.Ordinal)).ToList();
        Assert.Equal(("completed", "completed", 2), ((string)first["status"]!, (string)second["status"]!, files.Count));
        await File.AppendAllTextAsync(files[0], "x");
        File.Delete(files[1]);
        var (code, said) = await AskAsync(studio.App);
        Assert.Equal(1, code);
        Assert.Contains("1 files are missing", said, StringComparison.Ordinal);
        Assert.Contains("1 files are not what was stored", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_thumbnail_and_a_stray_file_are_found()
    {
        await using var studio = new GenerationApp();
        await studio.InitializeAsync();
        for (var i = 0; i < 3; i++) await studio.EndOfAsync(await studio.StartAsync(studio.NewPrompt()));
        var media = Path.Combine(studio.App.Folder, "media");
        var thumbnails = Directory.GetFiles(media, "med_*.webp", SearchOption.AllDirectories);
        Assert.Equal(3, thumbnails.Length);
        File.Delete(thumbnails[0]);
        await File.AppendAllTextAsync(thumbnails[1], "x");
        var strays = new[] { Path.Combine(media, "notes.txt"), Path.Combine(media, Path.GetFileName(thumbnails[2])) };
        foreach (var stray in strays)
        {
            await File.WriteAllTextAsync(stray, "x");
            File.SetLastWriteTimeUtc(stray, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        var (code, said) = await AskAsync(studio.App);
        Assert.Equal(1, code);
        Assert.Contains("2 thumbnails are missing or are no pictures", said, StringComparison.Ordinal);
        Assert.Contains("2 files belong to no row", said, StringComparison.Ordinal);
        await studio.App.In<CleanUpMedia, bool>(async c =>
        {
            await c.RunAsync(default);
            return true;
        });
        Assert.DoesNotContain(strays, File.Exists);
        Assert.True(File.Exists(thumbnails[2]));
    }

    private static async Task<(int Code, string Said)> AskAsync(App app)
    {
        await using var output = new StringWriter();
        var code = await app.In<Doctor, int>(doctor => doctor.RunAsync(output, default));
        return (code, output.ToString());
    }
}
