using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>The module's entry.</summary>
public sealed class BillingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "billing";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
    }
}
