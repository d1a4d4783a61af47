using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Accounts, holds and the ledger: who has what, and where it went.</summary>
public sealed class BillingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "billing";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work =>
    [
        new("billing.settle-holds", "*/15 * * * * *", typeof(SettleHolds)),
        new("billing.check-bills", "*/5 * * * *", typeof(CheckBills)),
        new("billing.verify", "17 * * * *", typeof(CheckLedger)),
    ];

    /// <inheritdoc/>
    public IEnumerable<NavLink> Nav =>
    [
        new("Billing", "/billing", "wallet", 20, NavPlace.Account),
        new("Reconciliation", "/admin/reconciliation", "receipt-text", 80, NavPlace.Admin),
    ];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<BillingDb>(Name);
        app.Services.AddSingleton<LedgerWriter>().AddSingleton<LastProof>();
        app.Services.AddScoped<ICredits, Credits>();
        app.Services.AddScoped<IBillingFigures, Figures>();
        app.Services.AddScoped<ILedger, ReadLedger>();
        app.Services.AddScoped<SpendingSummary>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var billing = routes.MapGroup("/api/billing").WithTags("Billing").ForUsers().Limited(LimitClass.Api);
        billing.MapGet("/balance", ShowBalance.Handle).WithName("Balance").WithSummary("Spendable and held credits")
            .Produces<BalanceAnswer>().ProducesProblem(401);
        billing.MapGet("/ledger", ListLedger.Handle).WithName("Ledger")
            .WithSummary("Entries of one's ledger, newest first; ?kind=, ?from=, ?to=")
            .Produces<Page<LedgerLine>>().ProducesProblem(400).ProducesProblem(401);
        billing.MapGet("/ledger.csv", DownloadLedger.Handle).WithName("LedgerCsv").WithSummary("The same as CSV, all of it")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").ProducesProblem(400).ProducesProblem(401);
        billing.MapGet("/usage", ShowUsage.Handle).WithName("Usage")
            .WithSummary("Charges by groupBy=day, model, project, member or key; this month unless from and to say otherwise")
            .Produces<UsageAnswer>().ProducesProblem(400).ProducesProblem(401);

        routes.MapGet("/api/billing/plans", ListPlans.Handle).ForAnyone().Limited(LimitClass.Api).WithTags("Billing").WithName("Plans")
            .WithSummary("Plans that one can subscribe to").Produces<Page<PlanAnswer>>();
        routes.MapGet("/admin/reconciliation", ShowReconciliation.Handle).ForAdmins().Limited(LimitClass.Pages)
            .WithName("ReconciliationPage").ExcludeFromDescription();
        routes.MapGet("/api/admin/reconciliation", ShowReconciliation.HandleJson).ForAdmins().Limited(LimitClass.Api).WithTags("Admin")
            .WithName("Reconciliation").WithSummary("What the providers billed against what was booked, by day and provider; the last differences")
            .Produces<ReconciliationView>();
        routes.MapGet("/billing", BillingPage.Handle).ForUsers().Limited(LimitClass.Pages).WithName("BillingPage").ExcludeFromDescription();
    }
}
