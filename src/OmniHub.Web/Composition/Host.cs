using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>What every module stands on, and the way of a request through it.</summary>
internal static class Host
{
    private const int MultipartBodyMax = 21 * 1024 * 1024;

    private const long CachedPagesBytesMax = 64 * 1024 * 1024;

    public static void AddHost(this WebApplicationBuilder builder)
    {
        AddSecrets(builder.Configuration);
        builder.WebHost.UseStaticWebAssets();
        builder.AddLogs();
        builder.AddAddresses();
        builder.AddProxies();

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Database.From(builder.Configuration));
        services.AddSingleton<IEvents, InProcessEvents>();
        services.AddSingleton<ILive, Live>();
        services.AddSingleton<IViews, RazorViews>();
        services.AddSingleton<IAssets, Assets>();
        services.AddSingleton<IRefusals, Refusals>();
        services.AddSingleton<Windows>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<ILimitUse, LimitsInUse>();
        services.AddSingleton<IShell, Shell>();
        services.AddHttpContextAccessor();
        services.AddScoped<ICurrentUser, CurrentUser>();
        services.AddControllersWithViews();
        services.ConfigureHttpJsonOptions(o => Json.Apply(o.SerializerOptions));
        services.Configure<FormOptions>(o => o.MultipartBodyLengthLimit = MultipartBodyMax);
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddAntiforgery(Antiforgery.Configure);
        services.AddResponseCompression();
        services.AddOutputCache(options => options.SizeLimit = CachedPagesBytesMax);
        services.AddAuthentication();
        services.AddAuthorization();
    }

    // User secrets count in every environment, below the variables of the process and the command line.
    private static void AddSecrets(ConfigurationManager configuration)
    {
        var secrets = new ConfigurationBuilder().AddUserSecrets<WebHost>(optional: true).Sources[0];
        var before = configuration.Sources.Index().First(s => s.Item is EnvironmentVariablesConfigurationSource { Prefix: null or "" }).Index;
        configuration.Sources.Insert(before, secrets);
    }

    public static void UsePipeline(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<RequestIds>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestLog>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = Refusals.HandleAsync,
            SuppressDiagnosticsCallback = Refusals.IsExpected,
        });
        app.UseStatusCodePages(context => Refusals.HandleStatusAsync(context.HttpContext));
        app.UseResponseCompression();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<LimitRequests>();
        app.UseAuthorization();
        app.UseMiddleware<Antiforgery>();
        // Only routes that say so; who is asking and how often is decided above.
        app.UseOutputCache();
        foreach (var part in app.Services.GetServices<IPipelinePart>().OrderBy(p => p.Order))
            app.Use(next => http => part.InvokeAsync(http, next));
        app.UseMiddleware<LimitStreams>();
        var files = app.MapStaticAssets().ShortCircuit();
        if (!app.Environment.IsDevelopment()) files.Add(Assets.CacheForEver);
    }
}
