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
    public IEnumerable<NavLink> Nav =>
    [
        new("Analytics", "/admin", "chart-column", 0, NavPlace.Admin),
        new("Users", "/admin/users", "users", 20, NavPlace.Admin),
        new("Health", "/admin/health", "server", 25, NavPlace.Admin),
        new("Rate limits", "/admin/rate-limits", "gauge", 60, NavPlace.Admin),
        new("Audit log", "/admin/audit", "scroll-text", 70, NavPlace.Admin),
        new("Settings", "/admin/settings", "settings", 80, NavPlace.Admin),
    ];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<AdminDb>(Name);
        app.Services.AddSingleton<LiveSettings>();
        app.Services.AddSingleton<ISettings>(services => services.GetRequiredService<LiveSettings>());
        app.Services.AddSingleton<IAudit, AuditLog>();
        app.Services.AddScoped<SettingsStore>();
        app.Services.AddScoped<PersonPages>();
        app.Services.AddScoped<IAuditTrail, ReadTrail>();
        app.Services.AddHostedService<WatchSettings>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/api/admin").ForAdmins().Limited(LimitClass.Api).WithTags("Admin");
        admin.MapGet("/settings", ShowSettings.Handle).WithName("ShowSettings").WithSummary("Margin, free credits, credit price, sign-up")
            .Produces<GeneralSettings>();
        admin.MapPut("/settings", ChangeSettings.Handle).WithName("ChangeSettings").WithSummary("Change some of the settings")
            .Accepts<SettingsForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<GeneralSettings>().ProducesProblem(400);
        admin.MapGet("/rate-limits", ShowSettings.HandleLimits).WithName("ShowRateLimits").WithSummary("All rate limits")
            .Produces<RateLimits>();
        admin.MapPut("/rate-limits", ChangeRateLimits.Handle).WithName("ChangeRateLimits").WithSummary("Change some of the rate limits")
            .Accepts<RateLimits>("application/json", "application/x-www-form-urlencoded").Produces<RateLimits>().ProducesProblem(400);
        admin.MapGet("/audit", ListAudit.Handle).WithName("ListAudit").WithSummary("The audit log, newest first")
            .Produces<Page<AuditView>>().ProducesProblem(400);
        admin.MapGet("/stats", ShowStats.Handle).WithName("ShowStats")
            .WithSummary("Users, generations, chat, revenue and credits of a time range")
            .Produces<Stats>().ProducesProblem(400);
        admin.MapGet("/users", ListPeople.Handle).WithName("ListUsers").WithSummary("All users, newest first")
            .Produces<Page<PersonView>>().ProducesProblem(400);
        admin.MapGet("/users/{id}", ListPeople.HandleOne).WithName("ShowUser").WithSummary("One user")
            .Produces<PersonView>().ProducesProblem(404);
        admin.MapPatch("/users/{id}", ChangePerson.Handle).WithName("ChangeUser").WithSummary("Change the role or disable a user")
            .Accepts<PersonForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<PersonView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        admin.MapPost("/users/{id}/credits", AdjustCredits.Handle).Idempotent().WithName("AdjustCredits")
            .WithSummary("Give or take credits")
            .Accepts<CreditsForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<PersonView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        MapPages(routes.MapGroup("/admin").ForAdmins().Limited(LimitClass.Pages).ExcludeFromDescription());
    }

    private static void MapPages(RouteGroupBuilder pages)
    {
        pages.MapGet("/", ShowAnalytics.Handle).WithName("AnalyticsPage");
        pages.MapGet("/analytics.csv", ShowAnalytics.HandleCsv).WithName("AnalyticsCsv");
        pages.MapGet("/health", ShowHealth.Handle).WithName("HealthPage");
        pages.MapGet("/users", ShowPeople.Handle).WithName("PeoplePage");
        pages.MapGet("/users/{id}", ShowPerson.Handle).WithName("PersonPage");
        pages.MapPost("/users/{id}", ShowPerson.HandleChange);
        pages.MapPost("/users/{id}/credits", ShowPerson.HandleCredits).Idempotent();
        pages.MapPost("/users/{id}/sessions", ShowPerson.HandleSessions);
        pages.MapGet("/settings", ShowSettings.HandlePage).WithName("SettingsPage");
        pages.MapPost("/settings", ChangeSettings.HandlePage);
        pages.MapGet("/rate-limits", ShowSettings.HandleLimitsPage).WithName("LimitsPage");
        pages.MapPost("/rate-limits", ChangeRateLimits.HandlePage);
        pages.MapGet("/audit", ListAudit.HandlePage).WithName("AuditPage");
        pages.MapGet("/audit.csv", ListAudit.HandleCsv).WithName("AuditCsv");
    }
}
