using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
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
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
    }
}
