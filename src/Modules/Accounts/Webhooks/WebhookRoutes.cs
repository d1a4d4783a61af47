using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Routes of webhooks, their log, and their pages.</summary>
internal static class WebhookRoutes
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/webhooks").WithTags("Webhooks").ForUsers().Limited(LimitClass.Api);
        webhooks.MapGet("/", ListWebhooks.Handle).WithName("ListWebhooks").WithSummary("One's webhooks, newest first")
            .Produces<Page<WebhookView>>().ProducesProblem(401);
        webhooks.MapPost("/", CreateWebhook.Handle).WithName("CreateWebhook")
            .WithSummary("Tells an address of generation.completed, generation.failed or credits.low; signed with the secret, which is shown this once")
            .Accepts<WebhookForm>(Json, Form).Produces<NewWebhookView>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(409);
        webhooks.MapDelete("/{id}", DeleteWebhook.Handle).WithName("DeleteWebhook").WithSummary("Ends a webhook and its log")
            .Produces(204).ProducesProblem(401).ProducesProblem(404);
        webhooks.MapPost("/{id}/enable", EnableWebhook.Handle).WithName("EnableWebhook")
            .WithSummary("Switches a webhook on again that failed for too long").Produces<WebhookView>().ProducesProblem(401).ProducesProblem(404);
        webhooks.MapGet("/{id}/deliveries", ListDeliveries.Handle).WithName("ListDeliveries")
            .WithSummary("Messages of the last 30 days, newest first, with their tries").Produces<Page<DeliveryView>>()
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(404);
        webhooks.MapPost("/{id}/deliveries/{deliveryId}/redeliver", Redeliver.Handle).WithName("Redeliver")
            .WithSummary("Sends the same message once more, under the same id").Produces<DeliveryView>(202).ProducesProblem(401).ProducesProblem(404);

        var pages = routes.MapGroup("/profile/webhooks").ExcludeFromDescription().ForUsers().Limited(LimitClass.Pages);
        pages.MapGet("/", WebhooksPage.Handle).WithName("WebhooksPage");
        pages.MapGet("/{id}", WebhookLogPage.Handle).WithName("WebhookLogPage");
        pages.MapPost("/{id}/delete", DeleteWebhook.Handle);
    }
}
