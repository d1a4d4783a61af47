using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>The module's entry.</summary>
public sealed class AccountsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "accounts";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
    }
}
