using Microsoft.AspNetCore.Routing;

namespace OmniHub.Chat;

internal static class PageRoutes
{
    public static void MapChatPages(this IEndpointRouteBuilder routes)
    {
    }
}
