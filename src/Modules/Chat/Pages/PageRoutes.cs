using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Routes of the chat pages and their fragments.</summary>
internal static class PageRoutes
{
    public static void MapChatPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/chat").ForUsers().Limited(LimitClass.Pages).ExcludeFromDescription();
        pages.MapGet("/", ShowChat.Handle);
        pages.MapGet("/sidebar", ShowChat.HandleSidebar);
        pages.MapGet("/import", ShowChat.HandleImport);
        pages.MapGet("/{id}", ShowChat.HandleOne);
        pages.MapGet("/{id}/earlier", ShowChat.HandleEarlier);
        pages.MapGet("/{id}/log", ShowChat.HandleLog);
        pages.MapGet("/messages/{id}/bubble", ShowChat.HandleBubble);
        pages.MapPost("/messages/{id}/stop", ChangeChat.Stop);
        pages.MapPost("/messages/{id}/pick", ChangeChat.Pick);
        pages.MapPost("/messages/{id}/branch", ChangeChat.Branch);
        pages.MapPost("/{id}/settings", ChangeChat.Settings);
        pages.MapGet("/{id}/settings", ChangeChat.ShowSettings);
        pages.MapPost("/{id}/delete", ChangeChat.Delete);
        pages.MapPost("/{id}/stop", ChangeChat.StopAll);
        pages.MapPost("/{id}/share", ChangeChat.Share);
        pages.MapPost("/{id}/unshare", ChangeChat.Unshare);
        pages.MapPost("/estimate", ShowChat.HandleEstimate);

        var asks = routes.MapGroup("/chat").ForUsers().Limited(LimitClass.Chat).ExcludeFromDescription();
        asks.MapPost("/", SayInChat.HandleNew).Idempotent();
        asks.MapPost("/import", ImportConversations.HandlePage);
        asks.MapPost("/{id}/messages", SayInChat.Handle).Idempotent();
        asks.MapPost("/messages/{id}/again", SayInChat.HandleAgain);
        asks.MapPost("/messages/{id}/continue", SayInChat.HandleContinue);
        asks.MapPost("/messages/{id}/edit", SayInChat.HandleEdit);

        routes.MapGet("/chat/shared/{token}", ShowChat.HandleShared).ForAnyone().Limited(LimitClass.Pages).ExcludeFromDescription();
    }
}
