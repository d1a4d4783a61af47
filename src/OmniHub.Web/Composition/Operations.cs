using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>What operators and programmers look at: health, the API document and its pages, the job server's dashboard.</summary>
internal static class Operations
{
    public static void MapOperations(this WebApplication app)
    {
        var health = app.MapReadable().MapGroup("/health").ForAnyone().Limited(LimitClass.None).WithTags("Operations");
        health.MapGet("/live", () => Results.Json(new { status = "ok" })).WithName("Live")
            .WithSummary("Whether the process answers").Produces(200);
        health.MapGet("/ready", Health.ReadyAsync).WithName("Ready")
            .WithSummary("Whether the database answers and is migrated").Produces(200).ProducesProblem(503);
        ShowMetrics.Map(app);
        if (Role.Of(app.Configuration) == Role.Worker) return;

        app.MapOpenApi().ForAnyone().Limited(LimitClass.Pages);
        ShowDocs.Map(app);
        ShowJobs.Map(app);
    }
}
