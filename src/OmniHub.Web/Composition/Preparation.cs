using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using IStartup = OmniHub.Kernel.IStartup;

namespace OmniHub.Web;

/// <summary>What happens before the first request: folder, migrations, the modules' own start; beside them the routes and a first page.</summary>
internal static class Preparation
{
    public static async Task PrepareAsync(this WebApplication app)
    {
        // Before both of them: jobs and keys have their files there too.
        app.Services.GetRequiredService<Database>().CreateFolder();
        var migrated = Task.Run(app.MigrateAsync);
        var open = Task.Run(() => OpenAsync(app, migrated));
        await migrated;
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var startup in scope.ServiceProvider.GetServices<IStartup>().OrderBy(s => s.Order))
            await startup.StartAsync(app.Lifetime.ApplicationStopping);
        await open;
        app.Lifetime.ApplicationStarted.Register(() => Announce(app));
    }

    // All that needs no tables, on the other core.
    private static async Task OpenAsync(WebApplication app, Task migrated)
    {
        app.UsePipeline();
        app.MapOperations();
        app.MapModules();
        // Else the routes are known only when the server starts, and a page that is made before it does not know its files.
        app.UseEndpoints(_ => { });
        PlaySandbox.Begin(app);
        await app.WarmAsync(migrated);
    }

    public static async Task MigrateAsync(this WebApplication app)
    {
        app.Services.GetRequiredService<Database>().CreateFolder();
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var context in scope.ServiceProvider.GetServices<ModuleContext>())
            await MigrateAsync((ModuleDb)scope.ServiceProvider.GetRequiredService(context.Type), app.Lifetime.ApplicationStopping);
    }

    // Asked first, because a lock row left by a killed process makes every later Migrate() wait for ever.
    private static async Task MigrateAsync(ModuleDb db, CancellationToken ct)
    {
        if (!(await db.Database.GetPendingMigrationsAsync(ct)).Any()) return;
        if (db.Database.IsSqlite() && await db.Database.CanConnectAsync(ct))
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", ct);
        await db.Database.MigrateAsync(ct);
    }

    // For whoever looks at the terminal: where it is, where the data is, how to get in.
    private static void Announce(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        if (addresses is not { Count: > 0 }) return;
        var database = app.Services.GetRequiredService<Database>();
        Console.WriteLine($"""

              OmniHub   {string.Join(", ", addresses)}
              data      {database.Folder}{(database.IsPostgres ? " (media and keys; the rest is in PostgreSQL)" : "")}
              admin     log in as {app.Configuration["ADMIN_EMAIL"] ?? "admin@localhost"}, then open /admin
            """);
        var plays = app.Services.GetRequiredService<Sandboxed>();
        if (plays.Media) Console.WriteLine("  sandbox   no FAL_KEY: pictures and videos are drawn by the built-in sandbox, no provider is paid");
        if (plays.Chat) Console.WriteLine("  sandbox   no OPENROUTER_API_KEY: chat is answered by the built-in sandbox, no provider is paid");
        Console.WriteLine();
    }
}
