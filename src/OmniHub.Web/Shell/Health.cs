using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>GET /health/ready</summary>
internal static class Health
{
    public static async Task<IResult> ReadyAsync(IServiceProvider services, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested) return NotReady("The server is going down.");
        foreach (var context in services.GetServices<ModuleContext>())
        {
            var db = (ModuleDb)services.GetRequiredService(context.Type);
            if (!await db.Database.CanConnectAsync(ct)) return NotReady("The database does not answer.");
            if ((await db.Database.GetPendingMigrationsAsync(ct)).Any()) return NotReady("The database is not migrated.");
        }

        return Results.Json(new { status = "ok" });
    }

    private static Reply NotReady(string sentence) => new Refusal(StatusCodes.Status503ServiceUnavailable, "not_ready", sentence);
}
