using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>The module's entry.</summary>
public sealed class BillingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "billing";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work =>
    [
        new("billing.settle-holds", "*/15 * * * * *", typeof(SettleHolds)),
        new("billing.verify", "17 * * * *", typeof(CheckLedger)),
    ];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<BillingDb>(Name);
        app.Services.AddSingleton<LedgerWriter>();
        app.Services.AddScoped<ICredits, Credits>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
    }
}
