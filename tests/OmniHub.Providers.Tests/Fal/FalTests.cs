using Microsoft.Extensions.DependencyInjection;

namespace OmniHub.Providers.Tests;

/// <summary>A scripted fal, and the client that is pointed at it.</summary>
public abstract class FalTests : IAsyncLifetime
{
    protected const string Id = "764cabcf-b745-4b3e-ae38-1200304cf45b";
    protected const string Nginx = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>";

    private ServiceProvider services = null!;

    protected ScriptedServer Server { get; private set; } = null!;
    protected ManualClock Clock { get; } = new();
    protected FalClient Client => services.GetRequiredService<FalClient>();
    protected FalFiles Files => services.GetRequiredService<FalFiles>();
    protected FalWebhook Webhook => services.GetRequiredService<FalWebhook>();
    protected FalSettings Settings => services.GetRequiredService<FalSettings>();
    protected FalHandle Job { get; } = new("fal-ai/flux/dev", Id);

    public async ValueTask InitializeAsync()
    {
        Server = await ScriptedServer.StartAsync();
        var options = new FalOptions { RetryDelay = TimeSpan.FromMilliseconds(2) };
        services = new ServiceCollection().AddSingleton<TimeProvider>(Clock).AddFal(options.At(Server.Url, "kid:ksecret"))
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Before a test that waits for a limit to pass; others keep the generous ones and pass on a slow machine too.</summary>
    protected void Hurry() => Settings.Use(Settings.Current with
    {
        SubmitTimeout = TimeSpan.FromMilliseconds(200),
        PollTimeout = TimeSpan.FromMilliseconds(200),
        ResultTimeout = TimeSpan.FromMilliseconds(200),
        DownloadIdleTimeout = TimeSpan.FromMilliseconds(200),
    });

    protected string Accepted(string? origin = null) => $$"""
        {"status":"IN_QUEUE","request_id":"{{Id}}","queue_position":3,
         "response_url":"{{origin ?? Server.Url.ToString().TrimEnd('/')}}/fal-ai/flux/requests/{{Id}}",
         "status_url":"{{origin ?? Server.Url.ToString().TrimEnd('/')}}/fal-ai/flux/requests/{{Id}}/status",
         "cancel_url":"{{origin ?? Server.Url.ToString().TrimEnd('/')}}/fal-ai/flux/requests/{{Id}}/cancel"}
        """;

    /// <summary>A sentence for people: no markup, no address, no key, no word of the provider's inside.</summary>
    protected static void AssertPlain(FalError error)
    {
        Assert.Matches("^[A-Z][^<>{}]{10,140}\\.$", error.Message);
        foreach (var secret in new[] { "http", "ksecret", "127.0.0.1", "fal.ai", "nginx", "Traceback", "_error" })
            Assert.DoesNotContain(secret, error.Message, StringComparison.OrdinalIgnoreCase);
    }
}

public sealed class ManualClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1752019770);

    public override DateTimeOffset GetUtcNow() => Now;
}
