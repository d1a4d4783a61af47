using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>
/// What the first visitor would wait for, done on the second core while the first one prepares the database: a new process spends
/// its time on compiling what runs for the first time.
/// </summary>
internal static class WarmUp
{
    /// <summary>Never fails: a page that cannot be made ahead is made when somebody asks for it.</summary>
    /// <param name="app">Its routes are mapped.</param>
    /// <param name="migrated">Ends when the tables are there.</param>
    public static async Task WarmAsync(this WebApplication app, Task migrated)
    {
        if (Role.Of(app.Configuration) == Role.Worker) return;
        try
        {
            await using var scope = app.Services.CreateAsyncScope();
            var services = scope.ServiceProvider;
            _ = services.GetRequiredService<EndpointDataSource>().Endpoints;
            var lost = Visit(services);
            await ErrorPage.Of(lost, Refusal.NotFound()).ExecuteAsync(lost);
            foreach (var context in services.GetServices<ModuleContext>().Reverse())
                _ = ((ModuleDb)services.GetRequiredService(context.Type)).Model;
            await migrated;
            var visit = Visit(services);
            var landing = await ShowLanding.Handle(
                visit, services.GetRequiredService<ISettings>(), services.GetRequiredService<ICatalog>(), services.GetServices<ILandingPart>(),
                services.GetRequiredService<ICurrentUser>(), app.Lifetime.ApplicationStopping);
            await landing.ExecuteAsync(visit);
        }
        catch (Exception e)
        {
            app.Logger.LogWarning(e, "The first page could not be made ahead");
        }
    }

    private static DefaultHttpContext Visit(IServiceProvider services) => new() { RequestServices = services };
}
