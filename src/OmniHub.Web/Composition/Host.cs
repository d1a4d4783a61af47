using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>What every module stands on.</summary>
internal static class Host
{
    public static void AddHost(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Database.From(builder.Configuration));
        services.AddSingleton<IEvents, InProcessEvents>();
        services.AddSingleton<ILive, Live>();
        services.AddSingleton<IViews, RazorViews>();
        services.AddSingleton<IRefusals, Refusals>();
        services.AddSingleton<IShell, Shell>();
        services.AddHttpContextAccessor();
        services.AddScoped<ICurrentUser, CurrentUser>();
        services.AddControllersWithViews();
        services.ConfigureHttpJsonOptions(o => Json.Apply(o.SerializerOptions));
        services.AddAuthentication();
        services.AddAuthorization();
    }

    public static void UsePipeline(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Refusals.HandleAsync });
        app.UseStatusCodePages(c => Refusals.HandleStatusAsync(c.HttpContext));
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        foreach (var part in app.Services.GetServices<IPipelinePart>().OrderBy(p => p.Order))
            app.Use(next => http => part.InvokeAsync(http, next));
    }
}
