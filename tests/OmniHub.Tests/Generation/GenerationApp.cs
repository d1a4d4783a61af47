using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Billing;
using OmniHub.Generation;
using OmniHub.Providers;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>The whole app with a scripted fal, for one test class.</summary>
public sealed class GenerationApp : IAsyncLifetime
{
    public const string Image = "flux-schnell", OtherImage = "flux-dev", ThirdImage = "flux-1.1-pro", Video = "kling-v2.5-turbo-pro", FromImage = "flux-kontext-pro";

    private int prompts;

    internal ScriptedFal Fal { get; private set; } = null!;

    internal TestClock Clock { get; } = new();

    internal App App { get; private set; } = null!;

    internal Visitor Ann { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Fal = await ScriptedFal.StartAsync();
        Fal.Clock = Clock;
        App = Make(new App());
        var admin = await App.AdminAsync();
        var many = new { limit = 100_000 };
        var raised = await admin.Put("/api/admin/rate-limits", new { perUser = new { api = many, generate = many }, perAddress = new { signUp = many, api = many } });
        Assert.True(raised.Status == 200, raised.ToString());
        Ann = await App.SignUpAsync("ann");
    }

    /// <summary>A second app on the same data, while the first is still there: what a restart after a kill finds.</summary>
    internal App Restart() => Make(new App().On(App));

    private App Make(App app)
    {
        app.With("FAL_QUEUE_URL", Fal.Url).With("PUBLIC_URL", "https://studio.example.com")
            .With(services => services.AddSingleton<TimeProvider>(Clock));
        var settings = app.Services.GetRequiredService<FalSettings>();
        settings.Use(settings.Current with
        {
            RetryDelay = TimeSpan.FromMilliseconds(5),
            SubmitTimeout = TimeSpan.FromSeconds(2),
            PollTimeout = TimeSpan.FromSeconds(1),
            ResultTimeout = TimeSpan.FromSeconds(2),
            DownloadIdleTimeout = TimeSpan.FromSeconds(1),
        });
        return app;
    }

    /// <summary>Somebody new: their program, and their browser.</summary>
    internal async Task<(Visitor Api, Visitor Page)> SignInAsync()
    {
        var name = $"lib{Guid.NewGuid():n}"[..20];
        var api = await App.SignUpAsync(name);
        var page = App.Anyone();
        Assert.Equal(303, (await page.Form("/login", "/login", ("email", $"{name}@example.com"), ("password", "a long enough pass"))).Status);
        return (api, page);
    }

    internal string NewPrompt(string about = "a quiet lake") => $"{about} {Interlocked.Increment(ref prompts)}";

    internal async Task<JsonNode> StartAsync(string prompt, string model = Image, object? options = null, Visitor? by = null)
    {
        var answer = await (by ?? Ann).Post("/api/generate", new { modelId = model, prompt, options });
        Assert.True(answer.Status == 202, answer.ToString());
        return answer.Json;
    }

    internal async Task<JsonNode> EndOfAsync(JsonNode generation, Visitor? by = null) =>
        (await UntilAsync(generation, g => g["status"]!.GetValue<string>() is "completed" or "failed" or "canceled", by))!;

    internal Task<JsonNode> UntilAsync(JsonNode generation, Func<JsonNode, bool> done, Visitor? by = null) => App.Until(
        async () => (await (by ?? Ann).Get($"/api/generations/{generation["id"]}")).Json, done);

    internal Task<JsonNode> UntilStatusAsync(JsonNode generation, string status) => UntilAsync(generation, g => g["status"]!.GetValue<string>() == status);

    /// <summary>Moves the clock on and lets everything due happen.</summary>
    internal async Task SkipAsync(TimeSpan time, App? app = null)
    {
        Clock.Skip(time);
        await (app ?? App).Sweep("generation.resume");
        (app ?? App).Services.GetRequiredService<PollGate>().Wake();
    }

    internal Task<Balance> BalanceAsync(Visitor of) => App.In<ICredits, Balance>(credits => credits.BalanceAsync(of.Id!, default));

    /// <summary>What the ledger took from somebody who has the free credits and nothing else, to the micro.</summary>
    internal async Task<long> ChargedAsync(Visitor of) =>
        App.Services.GetRequiredService<ISettings>().Current.FreeCredits.Value - (await BalanceAsync(of)).Posted.Value;

    internal Task<GenerationRow> RowAsync(string id) => App.In<GenerationDb, GenerationRow>(db => db.Generations.AsNoTracking().SingleAsync(g => g.Id == id));

    internal Task<int> CountAsync(string id) => App.In<GenerationDb, int>(db => db.Generations.CountAsync(g => g.Id == id));

    /// <summary>Stops all background work, so that rows stay as a test puts them.</summary>
    internal async Task StopJobsAsync()
    {
        foreach (var server in App.Services.GetServices<IHostedService>().Where(s => s.GetType().Name.StartsWith("BackgroundJobServer", StringComparison.Ordinal)))
            await server.StopAsync(default);
        await App.Until(() => Task.FromResult(App.Services.GetRequiredService<PollGate>().Claimed), claimed => claimed == 0);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Fal.DisposeAsync();
    }
}

/// <summary>The real clock, moved on by the test.</summary>
internal sealed class TestClock : TimeProvider
{
    private long offsetTicks;

    public void Skip(TimeSpan time) => Interlocked.Add(ref offsetTicks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref offsetTicks));
}
