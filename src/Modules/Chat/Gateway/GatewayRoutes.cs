using Microsoft.AspNetCore.Routing;

namespace OmniHub.Chat;

internal static class GatewayRoutes
{
    public static void MapGateway(this IEndpointRouteBuilder routes)
    {
    }
}
