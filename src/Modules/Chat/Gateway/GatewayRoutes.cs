using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>Routes of the OpenAI-compatible gateway that talk to chat models.</summary>
internal static class GatewayRoutes
{
    public static void AddGateway(this IServiceCollection services) =>
        services.AddSingleton<CallLog>().AddHostedService(provider => provider.GetRequiredService<CallLog>()).AddSingleton<OpenRouterRelay>().AddScoped<Calls>().AddScoped<StreamCall>().AddScoped<Complete>();

    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/v1/models").ForUsers().Limited(LimitClass.Api).WithTags("Gateway");
        read.MapGet("/", ListGatewayModels.Handle).WithName("GatewayModels").WithSummary("Models, as OpenAI lists them").Produces(200, contentType: "application/json");
        read.MapGet("/{**id}", ListGatewayModels.HandleOne).WithName("GatewayModel").WithSummary("One model").Produces<GatewayModel>().ProducesProblem(404);

        var ask = routes.MapGroup("/v1").ForUsers().Limited(LimitClass.Chat).Idempotent().WithTags("Gateway");
        ask.MapPost("/chat/completions", Complete.Handle).Streams().WithName("GatewayChat").WithSummary("Chat completions, streamed or plain, as OpenAI's")
            .Accepts<object>("application/json").Produces(200, contentType: "application/json").Produces(200, contentType: "text/event-stream")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429).ProducesProblem(502);
        ask.MapPost("/embeddings", Complete.HandleEmbeddings).WithName("GatewayEmbeddings").WithSummary("Embeddings, as OpenAI's")
            .Accepts<object>("application/json").Produces(200, contentType: "application/json")
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(404).ProducesProblem(429).ProducesProblem(502);
    }
}
