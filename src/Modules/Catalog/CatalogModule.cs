using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>The module's entry.</summary>
public sealed class CatalogModule : IModule
{
    /// <inheritdoc/>
    public string Name => "catalog";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work => [new("catalog.sync", "23 */6 * * *", typeof(SyncCatalog)), new("catalog.planned", "* * * * *", typeof(ApplyPlanned))];

    /// <inheritdoc/>
    public IEnumerable<NavLink> Nav =>
    [
        new("Models", "/admin/models", "boxes", 10, NavPlace.Admin),
        new("Model sync", "/admin/models/sync", "refresh-cw", 15, NavPlace.Admin),
    ];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<CatalogDb>(Name);
        app.Services.AddSingleton<Catalog>();
        app.Services.AddSingleton<ICatalog>(services => services.GetRequiredService<Catalog>());
        app.Services.AddScoped<ModelLog>().AddScoped<ReadLists>();
        app.Services.AddScoped<ModelReading>();
        app.Services.AddSingleton<IProviders, ReadProviders>();
        app.Services.AddScoped<IFeaturedModels, FeatureModels>();
        app.Services.AddHostedService<WatchModels>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api").ForAnyone().Limited(LimitClass.Api).WithTags("Models");
        models.MapGet("/models", ListModels.Handle).WithName("ListModels").WithSummary("All open models")
            .Produces<ModelList>().ProducesProblem(400);
        models.MapGet("/chat/models", ListModels.HandleChat).WithName("ListChatModels").WithSummary("All open chat models")
            .Produces<ModelList>();
        models.MapGet("/models/{**id}", ShowModel.Handle).WithName("ShowModel").WithSummary("One open model; its id may have slashes")
            .Produces<ModelView>().ProducesProblem(404);

        var admin = routes.MapGroup("/api/admin/models").ForAdmins().Limited(LimitClass.Api).WithTags("Admin");
        admin.MapGet("/", ListAllModels.Handle).WithName("ListAllModels").WithSummary("All models, closed ones too")
            .Produces<AdminModelList>().ProducesProblem(400);
        admin.MapPost("/", AddModel.Handle).WithName("AddModel").WithSummary("Add a model; it starts disabled")
            .Accepts<NewModelForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<AdminModelView>(201).ProducesProblem(400).ProducesProblem(409);
        admin.MapPost("/sync", SyncNow.Handle).WithName("SyncPrices").WithSummary("Compare with the providers' lists now")
            .Produces<SyncView>().ProducesProblem(502);
        admin.MapGet("/sync", ShowSync.HandleJson).WithName("ShowProposals").WithSummary("Price changes and new models that wait for a decision")
            .Produces<ProposalsView>();
        admin.MapPost("/sync/approve", DecideProposal.Approve).WithName("ApproveProposal")
            .WithSummary("Take over what the provider lists: modelId, or all plain price changes")
            .Accepts<DecisionForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<DecisionView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        admin.MapPost("/sync/reject", DecideProposal.Reject).WithName("RejectProposal").WithSummary("Keep what we have")
            .Accepts<DecisionForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<DecisionView>().ProducesProblem(400).ProducesProblem(404);
        admin.MapDelete("/planned/{id}", DropPlanned.Handle).WithName("DropPlannedChange").WithSummary("Drop a price change that has not happened yet")
            .Produces(204).ProducesProblem(404);
        routes.MapGet("/admin/models/sync", ShowSync.Handle).ForAdmins().Limited(LimitClass.Pages).WithName("SyncPage").ExcludeFromDescription();
        admin.MapGet("/{**id}", ListAllModels.HandleOne).WithName("ShowAnyModel").WithSummary("One model in any state")
            .Produces<AdminModelView>().ProducesProblem(404);
        admin.MapPut("/{**id}", ChangeModel.Handle).WithName("ChangeModel").WithSummary("Change a model's texts, price, margin or state; price and margin at once or from a time ahead")
            .Accepts<ModelForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<AdminModelView>().ProducesProblem(400).ProducesProblem(404);

        routes.MapModelPages();
        routes.MapPost("/api/estimate", EstimateRun.Handle).ForUsers().Limited(LimitClass.Api).WithTags("Models")
            .WithName("EstimateRun").WithSummary("What a run would reserve, for one model or several")
            .Accepts<EstimateForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<EstimateView>().ProducesProblem(400).ProducesProblem(404);
    }
}
