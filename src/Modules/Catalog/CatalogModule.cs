using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>The module's entry.</summary>
public sealed class CatalogModule : IModule
{
    /// <inheritdoc/>
    public string Name => "catalog";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
    }
}
