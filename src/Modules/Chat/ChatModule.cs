using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Chat;

/// <summary>The module's entry: conversations, their pages, and the gateway's chat.</summary>
public sealed class ChatModule : IModule
{
    /// <inheritdoc/>
    public string Name => "chat";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work =>
    [
        new("chat.sweep-answers", "*/15 * * * * *", typeof(SweepAnswers)),
        new("chat.sweep-calls", "*/15 * * * * *", typeof(SweepCalls)),
        new("chat.tally", "* * * * *", typeof(TallyChats)),
    ];

    /// <inheritdoc/>
    public IEnumerable<NavLink> Nav => [new("Chat", "/chat", "message-square", 30) { Key = 'H' }];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app)
    {
        app.AddModuleDb<ChatDb>(Name);
        var services = app.Services;
        services.AddOpenRouter(app.Configuration);
        services.AddSingleton<LiveAnswers>().AddSingleton<AnswerFeed>().AddSingleton<StopAnswers>().AddSingleton<RunAnswer>();
        services.AddSingleton<StoreParts>().AddHostedService(provider => provider.GetRequiredService<StoreParts>());
        services.AddScoped<ReadConversations>().AddScoped<MakeConversation>().AddScoped<ConversationChanges>().AddScoped<FindMessages>().AddScoped<ReadThread>().AddScoped<ReadComposer>().AddScoped<ReadSidebar>();
        services.AddScoped<AskAnswer>().AddScoped<BuildContext>().AddScoped<FinishAnswer>();
        services.AddScoped<IWorkFigures, CountChats>();
        services.AddGateway();
    }

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapConversations();
        routes.MapChatPages();
        routes.MapGateway();
    }
}
