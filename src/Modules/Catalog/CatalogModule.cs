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
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<CatalogDb>(Name);
        app.Services.AddSingleton<Catalog>();
        app.Services.AddSingleton<ICatalog>(services => services.GetRequiredService<Catalog>());
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/api").ForAnyone().Limited(LimitClass.Api).WithTags("Models");
        models.MapGet("/models", ListModels.Handle).WithName("ListModels").WithSummary("All open models")
            .Produces<ModelList>().ProducesProblem(400);
        models.MapGet("/chat/models", ListModels.HandleChat).WithName("ListChatModels").WithSummary("All open chat models").Produces<ModelList>();
        models.MapGet("/models/{**id}", ShowModel.Handle).WithName("ShowModel").WithSummary("One open model; its id may have slashes")
            .Produces<ModelView>().ProducesProblem(404);

        routes.MapPost("/api/estimate", EstimateRun.Handle).ForUsers().Limited(LimitClass.Api).WithTags("Models")
            .WithName("EstimateRun").WithSummary("What a run would reserve, for one model or several")
            .Accepts<EstimateForm>("application/json").Produces<EstimateView>().ProducesProblem(400).ProducesProblem(404);
    }
}
