using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Figures;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>The module's entry: images and videos, from prompt to file.</summary>
public sealed class GenerationModule : IModule
{
    /// <inheritdoc/>
    public string Name => "generation";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work =>
    [
        new("generation.resume", "*/15 * * * * *", typeof(ResumeGenerations)),
        new("generation.settle", "*/30 * * * * *", typeof(SettleGenerations)),
        new("generation.tally", "* * * * *", typeof(TallyGenerations)),
        new("generation.clean-up", "17 * * * *", typeof(CleanUpMedia)),
    ];

    /// <inheritdoc/>
    public IEnumerable<NavLink> Nav =>
    [
        new("Create", "/create", "aperture", 20) { Key = 'C' },
        new("Library", "/library", "images", 40) { Key = 'L' },
    ];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<GenerationDb>("generation");
        var services = app.Services;
        if (services.All(s => s.ServiceType != typeof(FalClient))) services.AddFal(app.Configuration);
        services.AddSingleton<MediaLinks>().AddSingleton<MediaStore>().AddSingleton<PollGate>().AddSingleton<GenerationSignals>();
        services.AddScoped<ReadGenerations>().AddScoped<GenerationArchive>().AddScoped<StartRuns>().AddScoped<ImageInputs>().AddScoped<Uploads>();
        services.AddScoped<ContinueGeneration>().AddScoped<Refresher>().AddScoped<FindSubmission>().AddScoped<FinishGeneration>();
        services.AddScoped<ProviderInput>().AddScoped<FetchFile>().AddScoped<RemoveGenerations>();
        services.AddScoped<ChangeRight>().AddScoped<StopGeneration>().AddScoped<ChangeGeneration>();
        services.AddScoped<StartOnce>().AddScoped<MakeImages>().AddScoped<MakeVideo>();
        services.AddScoped<Compose>().AddScoped<ReadRuns>().AddScoped<ReadLibrary>().AddScoped<Selection>();
        services.AddScoped<IWorkFigures, CountGenerations>().AddScoped<IStorageUse, CountGenerations>();
        services.AddScoped<IUploads, SharedUploads>();
        services.AddScoped<IFinishedWork, FinishedWork>();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var generate = routes.MapGroup("/api").ForUsers().Limited(LimitClass.Generate).WithTags("Generations");
        generate.MapPost("/generate", StartGeneration.Handle).Idempotent().WithName("generate")
            .WithSummary("Start one generation, or the same prompt on several models")
            .Accepts<StartForm>("application/json").Produces<GenerationView>(202).Produces<StartedComparisonView>(202)
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429);
        generate.MapPost("/generations/{id}/retry", RetryGeneration.Handle).Idempotent().WithName("generation.retry")
            .WithSummary("The same once more, in the same lane")
            .Accepts<RetryForm>("application/json").Produces<GenerationView>(202).ProducesProblem(402)
            .ProducesProblem(404).ProducesProblem(409);
        generate.MapPost("/uploads", UploadFile.Handle).WithName("upload").WithSummary("Upload a picture to use as an input")
            .Accepts<IFormFile>("multipart/form-data").Produces<UploadView>(201).ProducesProblem(400)
            .ProducesProblem(413).ProducesProblem(415);

        Studio.Map(routes);
        routes.MapGateway();

        var generations = routes.MapGroup("/api/generations").ForUsers().Limited(LimitClass.Api).WithTags("Generations");
        generations.MapGet("/", ListGenerations.Handle).WithName("generations").WithSummary("Generations, newest first")
            .Produces<Page<GenerationView>>().ProducesProblem(400);
        generations.MapGet("/{id}", ShowGeneration.Handle).WithName("generation").WithSummary("One generation")
            .Produces<GenerationView>().ProducesProblem(404);
        generations.MapGet("/{id}/events", StreamGeneration.Handle).Streams().WithName("generation.events")
            .WithSummary("The generation now and at each change")
            .Produces<string>(200, "text/event-stream").ProducesProblem(404).ProducesProblem(429);
        generations.MapPost("/{id}/cancel", CancelGeneration.Handle).WithName("generation.cancel")
            .WithSummary("Stop a generation").Produces<GenerationView>().ProducesProblem(404).ProducesProblem(409);
        generations.MapPatch("/{id}", ChangeGeneration.Handle).WithName("generation.change")
            .WithSummary("Move to a project, or mark as favourite")
            .Accepts<ChangeForm>("application/json").Produces<GenerationView>().ProducesProblem(400).ProducesProblem(404);
        generations.MapDelete("/{id}", DeleteGeneration.Handle).WithName("generation.delete")
            .WithSummary("Delete a generation and its files").Produces(204).ProducesProblem(404);

        var comparisons = routes.MapGroup("/api/comparisons").ForUsers().Limited(LimitClass.Api).WithTags("Generations");
        comparisons.MapGet("/{id}", ShowComparison.Handle).WithName("comparison")
            .WithSummary("The same prompt on several models").Produces<ComparisonView>().ProducesProblem(404);
        comparisons.MapPost("/{id}/winner", PickWinner.Handle).WithName("comparison.winner").WithSummary("Pick the best one")
            .Accepts<WinnerForm>("application/json").Produces<ComparisonView>().ProducesProblem(400).ProducesProblem(404)
            .ProducesProblem(409);

        routes.MapMethods("/media/{fileId}/{name}", ["GET", "HEAD"], ServeMedia.Handle).ForAnyone().Limited(LimitClass.None)
            .WithTags("Media").WithName("media")
            .WithSummary("A file, by its signed address").Produces(200).Produces(206).Produces(304).ProducesProblem(404);
        routes.MapPost("/webhooks/fal", ReceiveFalWebhook.Handle).ForAnyone().Limited(LimitClass.None).WithTags("Callbacks")
            .WithName("webhooks.fal")
            .WithSummary("Signed deliveries of fal").Produces(200).ProducesProblem(401).ProducesProblem(413).ProducesProblem(503);
    }
}
