using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>The module's entry.</summary>
public sealed class GenerationModule : IModule
{
    /// <inheritdoc/>
    public string Name => "generation";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<GenerationDb>("generation");
        app.Services.AddSingleton<MediaLinks>();
        app.Services.AddScoped<ReadGenerations>();
        if (app.Services.All(s => s.ServiceType != typeof(FalClient))) app.Services.AddFal(app.Configuration);
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
    }
}
