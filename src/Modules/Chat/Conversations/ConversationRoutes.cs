using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>Routes of the chat API.</summary>
internal static class ConversationRoutes
{
    private const string Json = "application/json", Form = "application/x-www-form-urlencoded", Events = "text/event-stream";

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var chat = routes.MapGroup("/api/chat").ForUsers().Limited(LimitClass.Api).WithTags("Chat");
        chat.MapGet("/conversations", ListConversations.Handle).WithName("ListConversations").WithSummary("Conversations, newest first")
            .Produces<Page<ConversationView>>().ProducesProblem(400);
        chat.MapPost("/conversations", CreateConversation.Handle).WithName("CreateConversation").WithSummary("Begin a conversation")
            .Accepts<NewConversationForm>(Json, Form).Produces<ConversationView>(201).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        chat.MapGet("/conversations/{id}", ShowConversation.Handle).WithName("ShowConversation").WithSummary("One conversation")
            .Produces<ConversationView>().ProducesProblem(404);
        chat.MapPatch("/conversations/{id}", ChangeConversation.Handle).WithName("ChangeConversation").WithSummary("Change a conversation's settings")
            .Accepts<ConversationForm>(Json, Form).Produces<ConversationView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        chat.MapDelete("/conversations/{id}", DeleteConversation.Handle).WithName("DeleteConversation").WithSummary("Delete a conversation; running answers stop")
            .Produces(204).ProducesProblem(403).ProducesProblem(404);
        chat.MapGet("/conversations/{id}/messages", ListMessages.Handle).WithName("ListMessages").WithSummary("Messages, oldest first")
            .Produces<Page<MessageView>>().ProducesProblem(400).ProducesProblem(404);
        chat.MapGet("/conversations/{id}/export", ExportConversation.Handle).WithName("ExportConversation").WithSummary("Download as Markdown or JSON")
            .Produces(200, contentType: "text/markdown").ProducesProblem(400).ProducesProblem(404);
        chat.MapPost("/conversations/{id}/share", ShareConversation.Handle).WithName("ShareConversation").WithSummary("A public link for reading; an older one ends")
            .Produces<ShareView>(201).ProducesProblem(403).ProducesProblem(404);
        chat.MapDelete("/conversations/{id}/share", ShareConversation.HandleRevoke).WithName("UnshareConversation").WithSummary("End the public link")
            .Produces(204).ProducesProblem(403).ProducesProblem(404);
        chat.MapPost("/import", ImportConversations.Handle).Limited(LimitClass.Chat).WithName("ImportConversations")
            .WithSummary("Import an export of ChatGPT, OpenRouter or OmniHub").Accepts<IFormFile>("multipart/form-data", Json)
            .Produces<ImportView>(201).ProducesProblem(400).ProducesProblem(413);
        chat.MapGet("/search", SearchMessages.Handle).WithName("SearchMessages").WithSummary("Messages by their words, newest first")
            .Produces<Page<FoundMessage>>().ProducesProblem(400);
        chat.MapGet("/messages/{id}", ShowMessage.Handle).WithName("ShowMessage").WithSummary("One message").Produces<MessageView>().ProducesProblem(404);
        chat.MapPost("/messages/{id}/stop", StopMessage.Handle).WithName("StopMessage").WithSummary("Stop an answer; what had arrived is kept and billed")
            .Produces<MessageView>().ProducesProblem(403).ProducesProblem(404);
        chat.MapGet("/messages/{id}/stream", StreamMessage.Handle).Streams().WithName("StreamMessage").WithSummary("An answer from Last-Event-ID on")
            .Produces(200, contentType: Events).ProducesProblem(404);

        var ask = routes.MapGroup("/api/chat").ForUsers().Limited(LimitClass.Chat).WithTags("Chat");
        ask.MapPost("/conversations/{id}/messages", SendMessage.Handle).Streams().Idempotent().WithName("SendMessage")
            .WithSummary("Send a message and stream the answers").Accepts<MessageForm>(Json, Form).Produces(200, contentType: Events)
            .ProducesProblem(400).ProducesProblem(402).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429);
        ask.MapPost("/messages/{id}/regenerate", Regenerate.Handle).Streams().Idempotent().WithName("RegenerateMessage")
            .WithSummary("Another answer at the same place, streamed").Accepts<RegenerateForm>(Json, Form).Produces(200, contentType: Events)
            .ProducesProblem(402).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        ask.MapPost("/messages/{id}/continue", Regenerate.HandleContinue).Streams().Idempotent().WithName("ContinueMessage")
            .WithSummary("Go on with an answer that broke off, streamed").Accepts<RegenerateForm>(Json, Form).Produces(200, contentType: Events)
            .ProducesProblem(402).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }
}
