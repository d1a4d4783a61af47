using OmniHub.Kernel;
using OmniHub.Providers;
using OmniHub.Sandbox;

namespace OmniHub.Web;

/// <summary>
/// A provider without a key is played by the sandbox: a process of its own that is there before the first request and is kept running.
/// </summary>
internal sealed class PlaySandbox(
    SandboxProcess sandbox, Sandboxed plays, FalSettings fal, OpenRouterSettings chat, TimeProvider clock, ILogger<PlaySandbox> log) : BackgroundService
{
    private const string Key = "sandbox:sandbox";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(3);

    public static void AddTo(WebApplicationBuilder builder)
    {
        var plays = new Sandboxed(!FalOptions.From(builder.Configuration).IsConfigured, !OpenRouterOptions.From(builder.Configuration).IsConfigured);
        builder.Services.AddSingleton(plays);
        if (!plays.Any) return;
        var folder = Path.Combine(Database.From(builder.Configuration).Folder, "sandbox");
        builder.Services.AddSingleton(services => new SandboxProcess(folder, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<PlaySandbox>();
    }

    /// <summary>Begins while the rest of the host prepares itself; <see cref="StartAsync"/> waits for it.</summary>
    public static void Begin(WebApplication app)
    {
        if (app.Services.GetService<SandboxProcess>() is { } sandbox) _ = sandbox.EnsureAsync(app.Lifetime.ApplicationStopping);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await PointAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var soon = new CancellationTokenSource(StopTimeMax, clock);
        try
        {
            await sandbox.StopAsync(soon.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // It ends by itself when nobody asks it any more.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PointAsync(stoppingToken);
            }
            catch (InvalidOperationException e)
            {
                log.LogWarning("{Reason}", e.Message);
            }
        }
    }

    // It may come back on another port, and may have been there before anybody was pointed to it.
    private async Task PointAsync(CancellationToken ct)
    {
        var url = await sandbox.EnsureAsync(ct);
        if (plays.Media && url != fal.Current.QueueUrl) fal.Use(fal.Current.At(url, Key));
        if (plays.Chat && !chat.Current.Url.ToString().StartsWith(url.ToString(), StringComparison.Ordinal)) chat.Use(chat.Current.At(url, Key));
    }
}

/// <summary>Which providers the built-in sandbox plays: every page says so.</summary>
internal sealed record Sandboxed(bool Media, bool Chat)
{
    public bool Any => Media || Chat;
}
