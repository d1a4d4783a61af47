using Microsoft.AspNetCore.Routing;

namespace OmniHub.Chat;

internal static class ConversationRoutes
{
    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
    }
}
