using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>The module's entry: conversations, their pages, and the gateway's chat.</summary>
public sealed class ChatModule : IModule
{
    /// <inheritdoc/>
    public string Name => "chat";

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app) => app.AddModuleDb<ChatDb>(Name);

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapConversations();
        routes.MapChatPages();
        routes.MapGateway();
    }
}
