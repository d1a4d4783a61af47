using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OmniHub.Sandbox;

/// <summary>Puts the sandbox together.</summary>
internal static class SandboxApp
{
    private const long UploadBytesMax = 2L * 1024 * 1024 * 1024;

    public static WebApplication Build(SandboxOptions options, int port)
    {
        // The empty builder: in the app's folder the settings and addresses lying about are the app's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        // Nobody reads the console of a child, and a full pipe would stop it.
        if (options.ParentPid is null) builder.Logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = UploadBytesMax;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Parse(options.Listen), port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRouting();
        AddServices(builder.Services, options);

        var app = builder.Build();
        app.UseSandboxManners();
        app.UseRouting();
        MapSandbox(app);
        Admin.Map(app);
        OpenRouterRoutes.Map(app);
        FalRoutes.Map(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, SandboxOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Activity>();
        services.AddSingleton<Easel>();
        services.AddSingleton<Files>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<ChatGenerations>();
        services.AddSingleton<Faults>();
        services.AddSingleton<Tally>();
        services.AddSingleton<Sources>();
        services.AddSingleton<Studio>();
        services.AddSingleton<WebhookKey>();
        services.AddSingleton<Webhooks>();
        services.AddSingleton<Workshop>();
        services.AddSingleton<Gear>();
        services.AddHostedService(provider => provider.GetRequiredService<Workshop>());
        services.AddHostedService(provider => provider.GetRequiredService<ChatGenerations>());
        services.AddHostedService<Housekeeping>();
        services.AddHttpClient("sources", Sources.Configure).ConfigurePrimaryHttpMessageHandler(Webhooks.Handler);
        services.AddHttpClient("webhooks", Webhooks.Configure).ConfigurePrimaryHttpMessageHandler(Webhooks.Handler);
    }

    private static void MapSandbox(WebApplication app)
    {
        app.MapGet("/", () => Answer.Of(200, new JsonObject { ["name"] = "OmniHub sandbox", ["plays"] = new JsonArray("fal.ai", "openrouter.ai") }));
        app.MapGet("/sandbox/health", (string? instance, Activity activity) => instance is null || instance == activity.Instance
            ? Answer.Of(200, new JsonObject { ["status"] = "ok", ["instance"] = activity.Instance, ["pid"] = Environment.ProcessId })
            : Answer.NotFound());
        // A new app that finds a running sandbox becomes the one it lives for.
        app.MapPost("/sandbox/parent/{pid:int}", (int pid, Activity activity) =>
        {
            activity.ParentPid = pid;
            return Results.NoContent();
        });
        app.MapPost("/sandbox/stop", (IHostApplicationLifetime lifetime) =>
        {
            lifetime.StopApplication();
            return Results.NoContent();
        });
    }
}
