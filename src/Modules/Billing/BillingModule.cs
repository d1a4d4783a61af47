using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Accounts, holds and the ledger; plans and bought credits: who has what, and where it went.</summary>
public sealed class BillingModule : IModule
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    /// <inheritdoc/>
    public string Name => "billing";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work =>
    [
        new("billing.settle-holds", "*/15 * * * * *", typeof(SettleHolds)),
        new("billing.check-bills", "*/5 * * * *", typeof(CheckBills)),
        new("billing.renew-plans", "* * * * *", typeof(RenewPlans)),
        new("billing.tally", "* * * * *", typeof(TallyEntries)),
        new("billing.verify", "17 * * * *", typeof(CheckLedger)),
    ];

    /// <inheritdoc/>
    public IEnumerable<NavLink> Nav =>
    [
        new("Billing", "/billing", "wallet", 20, NavPlace.Account),
        new("Reconciliation", "/admin/reconciliation", "receipt-text", 80, NavPlace.Admin),
        new("Plans", "/admin/plans", "credit-card", 50, NavPlace.Admin),
    ];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<BillingDb>(Name);
        app.Services.AddSingleton<LedgerWriter>().AddSingleton<LastProof>().AddSingleton<TellChanges>();
        app.Services.AddScoped<ICredits, Credits>();
        app.Services.AddScoped<IBillingFigures, ReadFigures>();
        app.Services.AddScoped<ILedger, ReadLedger>();
        app.Services.AddScoped<SpendingSummary>().AddScoped<BillingPages>();
        app.Services.AddSingleton<PlansShown>();
        app.Services.AddScoped<Subscriptions>().AddScoped<IPlans>(services => services.GetRequiredService<Subscriptions>());
        app.Services.AddScoped<PlanFaces>().AddScoped<PlanBook>().AddScoped<TopUps>();
        if (app.Configuration["STRIPE_SECRET_KEY"] is { Length: > 0 }) app.Services.AddSingleton<IPayments, StripePayments>();
        else app.Services.AddSingleton<IPayments, TestPayments>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        MapLedger(routes.MapGroup("/api/billing").WithTags("Billing").ForUsers().Limited(LimitClass.Api));
        MapPurchases(routes.MapGroup("/api/billing").WithTags("Billing").ForUsers().Limited(LimitClass.Api));
        MapAdmin(routes.MapGroup("/api/admin/plans").WithTags("Admin").ForAdmins().Limited(LimitClass.Api));
        MapReconciliation(routes);
        MapCallbacks(routes);
        MapPages(routes.MapGroup("").ExcludeFromDescription());
        routes.MapGet("/api/billing/plans", ListPlans.Handle).ForAnyone().Limited(LimitClass.Api).WithTags("Billing").WithName("Plans")
            .WithSummary("Plans that one can subscribe to").Produces<Page<PlanAnswer>>();
    }

    private static void MapLedger(RouteGroupBuilder billing)
    {
        billing.MapGet("/balance", ShowBalance.Handle).WithName("Balance").WithSummary("Spendable and held credits, and the plan")
            .Produces<BalanceAnswer>().ProducesProblem(401);
        billing.MapGet("/ledger", ListLedger.Handle).WithName("Ledger")
            .WithSummary("Entries of one's ledger, newest first; ?kind=, ?from=, ?to=")
            .Produces<Page<LedgerLine>>().ProducesProblem(400).ProducesProblem(401);
        billing.MapGet("/ledger.csv", DownloadLedger.Handle).WithName("LedgerCsv").WithSummary("The same as CSV, all of it")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").ProducesProblem(400).ProducesProblem(401);
        billing.MapGet("/usage", ShowUsage.Handle).WithName("Usage")
            .WithSummary("Charges by groupBy=day, model, project, member or key; this month unless from and to say otherwise")
            .Produces<UsageAnswer>().ProducesProblem(400).ProducesProblem(401);
    }

    private static void MapPurchases(RouteGroupBuilder billing)
    {
        billing.MapPost("/subscribe", SubscribeToPlan.Handle).Idempotent().WithName("Subscribe")
            .WithSummary("Choose a plan: up at once, down when the month ends").Accepts<SubscribeForm>(Json, Form)
            .Produces<SubscribedAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(409);
        billing.MapPost("/cancel", CancelPlan.Handle).Idempotent().WithName("CancelPlan")
            .WithSummary("End the plan when its month ends").Produces<SubscribedAnswer>().ProducesProblem(401).ProducesProblem(409);
        billing.MapPost("/topups", StartTopUp.Handle).Idempotent().WithName("StartTopUp")
            .WithSummary("Buy credits: the answer says what they cost and where to pay").Accepts<TopUpForm>(Json, Form)
            .Produces<TopUpAnswer>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(502);
        billing.MapGet("/topups/{id}", ShowTopUp.Handle).WithName("ShowTopUp").WithSummary("One top-up")
            .Produces<TopUpAnswer>().ProducesProblem(401).ProducesProblem(404);
        billing.MapPost("/topups/{id}/pay", PayTopUp.Handle).Idempotent().WithName("PayTopUp")
            .WithSummary("Pay at the test checkout; no money is taken").Produces<TopUpAnswer>()
            .ProducesProblem(401).ProducesProblem(404).ProducesProblem(409);
    }

    private static void MapAdmin(RouteGroupBuilder plans)
    {
        plans.MapGet("", ListAllPlans.Handle).WithName("AdminPlans").WithSummary("All plans, with how many people have each")
            .Produces<PlansAnswer>().ProducesProblem(401).ProducesProblem(403);
        plans.MapPut("", ReplacePlans.Handle).WithName("ReplacePlans").WithSummary("The whole list in its order; one that people have stays in it")
            .Accepts<PlansForm>(Json).Produces<PlansAnswer>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409);
    }

    private static void MapReconciliation(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/admin/reconciliation", ShowReconciliation.HandleJson).ForAdmins().Limited(LimitClass.Api).WithTags("Admin")
            .WithName("Reconciliation").WithSummary("What the providers billed against what was booked, by day and provider; the last differences")
            .Produces<ReconciliationView>();

    private static void MapCallbacks(IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/stripe", ReceiveStripeEvent.Handle).ForAnyone().Limited(LimitClass.None).WithTags("Callbacks")
            .WithName("webhooks.stripe").WithSummary("Signed events of Stripe").Produces(200).ProducesProblem(400).ProducesProblem(404)
            .ProducesProblem(413);

    private static void MapPages(RouteGroupBuilder pages)
    {
        pages.MapGet("/admin/reconciliation", ShowReconciliation.Handle).ForAdmins().Limited(LimitClass.Pages).WithName("ReconciliationPage");
        pages.MapGet("/billing", BillingPage.Handle).ForUsers().Limited(LimitClass.Pages).WithName("BillingPage");
        pages.MapGet("/billing/plans/{id}", OrderPlanPage.Handle).ForUsers().Limited(LimitClass.Pages).WithName("OrderPlanPage");
        pages.MapGet("/billing/checkout/{id}", CheckoutPage.Handle).ForUsers().Limited(LimitClass.Pages).WithName("CheckoutPage");
        var plans = pages.MapGroup("/admin/plans").ForAdmins().Limited(LimitClass.Pages);
        plans.MapGet("", PlansPage.Handle).WithName("PlansPage");
        plans.MapPost("", PlansPage.HandleNew);
        plans.MapPost("/{id}", PlansPage.HandleEdit);
        plans.MapPost("/{id}/{act}", PlansPage.HandleAct);
    }
}
