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
    public IEnumerable<NavLink> Nav => [new("Models", "/admin/models", "boxes", 10, NavPlace.Admin)];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<CatalogDb>(Name);
        app.Services.AddSingleton<Catalog>();
        app.Services.AddSingleton<ICatalog>(services => services.GetRequiredService<Catalog>());
        app.Services.AddScoped<ModelLog>();
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
        admin.MapPost("/sync", SyncPrices.Handle).WithName("SyncPrices").WithSummary("Compare with the provider's price list")
            .Produces<SyncView>().ProducesProblem(502).ProducesProblem(503);
        admin.MapGet("/{**id}", ListAllModels.HandleOne).WithName("ShowAnyModel").WithSummary("One model in any state")
            .Produces<AdminModelView>().ProducesProblem(404);
        admin.MapPut("/{**id}", ChangeModel.Handle).WithName("ChangeModel").WithSummary("Change a model's texts, price, margin or state")
            .Accepts<ModelForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<AdminModelView>().ProducesProblem(400).ProducesProblem(404);

        routes.MapModelPages();
        routes.MapPost("/api/estimate", EstimateRun.Handle).ForUsers().Limited(LimitClass.Api).WithTags("Models")
            .WithName("EstimateRun").WithSummary("What a run would reserve, for one model or several")
            .Accepts<EstimateForm>("application/json", "application/x-www-form-urlencoded")
            .Produces<EstimateView>().ProducesProblem(400).ProducesProblem(404);
    }
}
