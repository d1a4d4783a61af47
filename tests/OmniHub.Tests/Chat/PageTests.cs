using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Chat;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests.Chat;

/// <summary>What the chat page adds to the API.</summary>
public sealed class PageTests(ChatApp chat) : IClassFixture<ChatApp>
{
    [Fact]
    public async Task A_conversation_goes_on_with_an_answer_and_not_with_a_failure()
    {
        var (page, _) = await VisitorAsync();
        var asked = await page.Form("/chat", "/chat", ("content", "[[fault:slow-tokens*all]] compare"), ("models", ChatApp.Model), ("models", ChatApp.OtherModel));
        var conversation = (await RowOfAsync(asked)).Id;
        Task<List<Message>> AnswersAsync() => chat.App.In<ChatDb, List<Message>>(db => db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversation && m.Role == MessageRole.Assistant).OrderBy(m => m.Id).ToListAsync());
        async Task<string?> LeafAsync() => (await chat.App.In<ChatDb, Conversation>(db => db.Conversations.AsNoTracking().SingleAsync(c => c.Id == conversation))).LeafId;
        var answers = await App.Until(AnswersAsync, found => found.Count == 2);
        Assert.Equal(answers[0].Id, await LeafAsync());
        await chat.App.In<FinishAnswer, bool>(async finish =>
        {
            await finish.InterruptAsync(answers[0].Id, default);
            return true;
        });
        Assert.Equal(answers[1].Id, await LeafAsync());
        Assert.Equal(303, (await page.Form($"/chat/messages/{answers[1].Id}/stop", $"/chat/{conversation}")).Status);
        Assert.Equal(answers[1].Id, await LeafAsync());
    }

    [Fact]
    public async Task A_cost_that_is_known_later_is_told_to_the_open_pages()
    {
        var kim = await chat.App.SignUpAsync();
        var id = await chat.BeginAnswerAsync(await chat.BeginAsync(kim), "[[fault:slow-tokens*all]] hello", kim);
        await App.Until(() => kim.Get($"/api/chat/messages/{id}"), a => ((string)a.Json["content"]!).Length > 0);
        var told = new List<string>();
        using var done = new CancellationTokenSource();
        var page = Task.Run(async () =>
        {
            await foreach (var html in chat.App.Services.GetRequiredService<ILive>().WatchAsync(kim.Id!, done.Token)) lock (told) told.Add(html);
        });
        await kim.Post($"/api/chat/messages/{id}/stop");
        await App.Until(() => kim.Get($"/api/chat/messages/{id}"), a => (string)a.Json["status"]! == "stopped");
        chat.Clock.Skip(TimeSpan.FromSeconds(5));
        await chat.App.Sweep("chat.sweep-answers");
        var exact = (await App.Until(() => kim.Get($"/api/chat/messages/{id}"), a => !(bool)a.Json["estimated"]!)).Json;
        var shown = $"{exact["promptTokens"]:#,##0} in, {exact["completionTokens"]:#,##0} out";
        await App.Until(() => Task.FromResult(string.Concat(Copy(told))), text => text.Contains(shown, StringComparison.Ordinal));
        await done.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => page);
    }

    [Fact]
    public async Task A_new_conversation_begins_with_the_settings_that_were_typed()
    {
        var (page, _) = await VisitorAsync();
        var made = await page.Form("/chat", "/chat", ("content", "  indented"), ("models", ChatApp.OtherModel), ("systemPrompt", "Be brief."), ("temperature", "0.3"), ("maxTokens", "77"));
        Assert.Equal(303, made.Status);
        var row = await RowOfAsync(made);
        Assert.Equal(("Be brief.", 300, 77, ChatApp.OtherModel), (row.SystemPrompt, row.TemperatureMilli, row.MaxTokens, row.ModelId));
        Assert.Equal("  indented", await chat.App.In<ChatDb, string>(db => db.Messages.Where(m => m.ConversationId == row.Id && m.Role == MessageRole.User).Select(m => m.Content).SingleAsync()));

        var refused = await page.Form("/chat", "/chat", ("content", "hello"), ("systemPrompt", "Be brief."), ("temperature", "9"));
        Assert.Equal(400, refused.Status);
        Assert.Equal("Be brief.", refused.Html.QuerySelector("#say-start[open] textarea")!.TextContent);
        var api = await chat.Ann.Post("/api/chat/conversations", new { temperature = 0.5, maxTokens = 9 });
        Assert.Equal((0.5m, 9), ((decimal)api.Json["temperature"]!, (int)api.Json["maxTokens"]!));
    }

    [Fact]
    public async Task An_answer_is_asked_for_again_from_the_model_that_is_chosen_by_then()
    {
        var (page, _) = await VisitorAsync();
        var conversation = (await RowOfAsync(await page.Form("/chat", "/chat", ("content", "hello"), ("models", ChatApp.Model)))).Id;
        async Task<Message> NewestAsync() => await App.Until(
            () => chat.App.In<ChatDb, Message>(db => db.Messages.AsNoTracking().Where(m => m.ConversationId == conversation && m.Role == MessageRole.Assistant).OrderByDescending(m => m.Id).FirstAsync()),
            m => m.Status == MessageStatus.Completed);
        var first = await NewestAsync();
        Assert.Equal(303, (await page.Form($"/chat/messages/{first.Id}/again", $"/chat/{conversation}", ("models", ChatApp.OtherModel))).Status);
        var second = await NewestAsync();
        Assert.Equal((ChatApp.OtherModel, first.ParentId), (second.ModelId, second.ParentId));
        Assert.Equal(303, (await page.Form($"/chat/messages/{first.ParentId}/edit", $"/chat/{conversation}", ("content", "hello there"), ("models", ChatApp.OtherModel))).Status);
        Assert.Equal(ChatApp.OtherModel, (await NewestAsync()).ModelId);
        Assert.Contains("id=\"log\"", (await page.Send(HttpMethod.Get, $"/chat/{conversation}/log", null, ("HX-Request", "true"))).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await (await VisitorAsync()).Page.Send(HttpMethod.Get, $"/chat/{conversation}/log", null, ("HX-Request", "true"))).Status);
    }

    private static List<string> Copy(List<string> told)
    {
        lock (told) return [.. told];
    }

    private Task<Conversation> RowOfAsync(Answer made)
    {
        var id = made["Location"]!.Split('/')[^1];
        return chat.App.In<ChatDb, Conversation>(db => db.Conversations.AsNoTracking().SingleAsync(c => c.Id == id));
    }

    private async Task<(Visitor Page, string Name)> VisitorAsync()
    {
        var (page, name) = (chat.App.Anyone(), "p" + Guid.NewGuid().ToString("n"));
        Assert.Equal(303, (await page.Form("/register", "/register", ("name", name), ("email", $"{name}@example.com"), ("password", "a long enough pass"))).Status);
        return (page, name);
    }
}
