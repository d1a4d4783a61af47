using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Chat;

/// <summary>What was imported.</summary>
internal sealed record ImportView(int Conversations, int Messages, IReadOnlyList<string> Ids);

/// <summary>POST /api/chat/import: the export files of ChatGPT (conversations.json), of OpenRouter, and our own; as JSON or as a file.</summary>
internal static class ImportConversations
{
    private const int BytesMax = 20 * 1024 * 1024;
    private const int ConversationsMax = 2_000;
    private const int MessagesMax = 5_000;

    /// <summary>POST /chat/import: the same from the page, which comes back with what is wrong.</summary>
    public static async Task<IResult> HandlePage(
        HttpContext http, ICurrentUser me, IWorkspaces workspaces, ICatalog catalog, ChatDb db, TimeProvider clock, CancellationToken ct)
    {
        var reply = await Handle(http, me, workspaces, catalog, db, clock, ct);
        return reply.Refusal is { } no ? reply.Page(ShowChat.ImportPage(no)) : reply;
    }

    public static async Task<Reply> Handle(
        HttpContext http, ICurrentUser me, IWorkspaces workspaces, ICatalog catalog, ChatDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await workspaces.SpendAsync(me.Id, me.KeyId, null, ct) is not SpendingPlace.Allowed place) return Refusal.Forbidden();
        var (json, no) = await ReadAsync(http, ct);
        if (json is null) return no!;
        var threads = ChatFiles.Read(json.Value).Take(ConversationsMax).ToList();
        if (threads.Count == 0) return Refusal.Invalid("file", "This is no export of ChatGPT, OpenRouter or OmniHub that has conversations.");
        var model = (await catalog.ListAsync(Medium.Chat, ct)).Select(m => m.Id).FirstOrDefault() ?? "";
        var (ids, count) = (new List<string>(), 0);
        foreach (var thread in threads)
        {
            var conversation = new Conversation
            {
                Id = Id.New("cnv"),
                UserId = me.Id,
                WorkspaceId = place.WorkspaceId,
                ModelId = model,
                CreatedAt = clock.GetUtcNow(),
                UpdatedAt = clock.GetUtcNow(),
                Title = Cut(thread.Title) is { Length: > 0 } title ? title : Titles.Of(thread.Messages[0].Text),
                IsNamed = true,
            };
            db.Add(conversation);
            string? parent = null;
            foreach (var said in thread.Messages.Take(MessagesMax))
            {
                var message = new Message
                {
                    Id = Id.New("msg"),
                    ConversationId = conversation.Id,
                    WorkspaceId = place.WorkspaceId,
                    UserId = me.Id,
                    ParentId = parent,
                    Role = said.IsAnswer ? MessageRole.Assistant : MessageRole.User,
                    Content = said.Text,
                    CreatedAt = said.At ?? clock.GetUtcNow(),
                    ModelId = said.IsAnswer ? said.Model : null,
                };
                db.Add(message);
                parent = message.Id;
                count++;
            }

            conversation.LeafId = parent;
            ids.Add(conversation.Id);
            await db.WriteAsync(() => db.SaveChangesAsync(ct), ct);
            db.ChangeTracker.Clear();
        }

        return Reply.Of(new ImportView(ids.Count, count, ids), 201).Redirect($"/chat/{ids[0]}");
    }

    private static async Task<(JsonElement? Json, Refusal? No)> ReadAsync(HttpContext http, CancellationToken ct)
    {
        var request = http.Request;
        if (request.ContentLength > BytesMax) return (null, new(413, "payload_too_large", "An import has at most 20 MB."));
        try
        {
            var file = request.HasFormContentType ? (await request.ReadFormAsync(ct)).Files.GetFile("file") : null;
            if (request.HasFormContentType && file is not { Length: > 0 }) return (null, Refusal.Invalid("file", "Choose a file."));
            await using var stream = file?.OpenReadStream() ?? request.Body;
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
            return (document.RootElement.Clone(), null);
        }
        catch (JsonException)
        {
            return (null, new(400, "malformed_json", "The file is not well-formed JSON."));
        }
        catch (InvalidDataException)
        {
            return (null, Refusal.Invalid("file", "The form is malformed."));
        }
    }

    private static string Cut(string? title)
    {
        var line = title?.ReplaceLineEndings(" ").Trim() ?? "";
        return line.Length <= Conversation.TitleLengthMax ? line : line[..(Conversation.TitleLengthMax - 1)] + "…";
    }
}
