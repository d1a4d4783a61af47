using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>The module's entry.</summary>
public sealed class AdminModule : IModule
{
    /// <inheritdoc/>
    public string Name => "admin";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<AdminDb>(Name);
        app.Services.AddSingleton<LiveSettings>();
        app.Services.AddSingleton<ISettings>(services => services.GetRequiredService<LiveSettings>());
        app.Services.AddSingleton<IAudit, AuditLog>();
        app.Services.AddScoped<SettingsStore>();
        app.Services.AddHostedService<WatchSettings>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin").ForAdmins().Limited(LimitClass.Api).WithTags("Admin");
        admin.MapGet("/settings", ShowSettings.Handle).WithName("ShowSettings").WithSummary("Margin, free credits, credit price, sign-up")
            .Produces<GeneralSettings>();
        admin.MapPut("/settings", ChangeSettings.Handle).WithName("ChangeSettings").WithSummary("Change some of the settings")
            .Accepts<SettingsForm>("application/json").Produces<GeneralSettings>().ProducesProblem(400);
        admin.MapGet("/rate-limits", ShowSettings.HandleLimits).WithName("ShowRateLimits").WithSummary("All rate limits").Produces<RateLimits>();
        admin.MapPut("/rate-limits", ChangeRateLimits.Handle).WithName("ChangeRateLimits").WithSummary("Change some of the rate limits")
            .Accepts<RateLimits>("application/json").Produces<RateLimits>().ProducesProblem(400);
        admin.MapGet("/audit", ListAudit.Handle).WithName("ListAudit").WithSummary("The audit log, newest first")
            .Produces<Page<AuditView>>().ProducesProblem(400);
    }
}
