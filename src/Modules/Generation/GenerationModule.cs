using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>The module's entry.</summary>
public sealed class GenerationModule : IModule
{
    /// <inheritdoc/>
    public string Name => "generation";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
    }
}
