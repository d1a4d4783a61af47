using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

using IStartup = OmniHub.Kernel.IStartup;

namespace OmniHub.Web;

/// <summary>What happens before the first request: folder, migrations, the modules' own start.</summary>
internal static class Preparation
{
    public static async Task PrepareAsync(this WebApplication app)
    {
        var ct = app.Lifetime.ApplicationStopping;
        app.Services.GetRequiredService<Database>().CreateFolder();
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var context in scope.ServiceProvider.GetServices<ModuleContext>())
            await MigrateAsync((ModuleDb)scope.ServiceProvider.GetRequiredService(context.Type), ct);
        foreach (var startup in scope.ServiceProvider.GetServices<IStartup>().OrderBy(s => s.Order))
            await startup.StartAsync(ct);
    }

    // Asked first, because a lock row left by a killed process makes every later Migrate() wait for ever.
    private static async Task MigrateAsync(ModuleDb db, CancellationToken ct)
    {
        if (!(await db.Database.GetPendingMigrationsAsync(ct)).Any()) return;
        if (db.Database.IsSqlite() && await db.Database.CanConnectAsync(ct))
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
        await db.Database.MigrateAsync(ct);
    }
}
