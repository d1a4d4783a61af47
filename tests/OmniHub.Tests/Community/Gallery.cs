using System.Text.Json.Nodes;
using OmniHub.Tests.Generation;
using Xunit;

namespace OmniHub.Tests.Community;

/// <summary>What people do in the gallery, in one call each.</summary>
public abstract class Gallery(GenerationApp studio)
{
    private protected GenerationApp Studio => studio;

    private protected App App => studio.App;

    private protected Visitor Ann => studio.Ann;

    private protected static string Id(JsonNode node) => node["id"]!.GetValue<string>();

    private protected async Task<JsonNode> MakeAsync(Visitor? by = null, string model = GenerationApp.Image, string about = "a quiet lake")
    {
        var done = await Studio.EndOfAsync(await Studio.StartAsync(Studio.NewPrompt(about), model, by: by), by);
        Assert.Equal("completed", done["status"]!.GetValue<string>());
        return done;
    }

    private protected Task<Answer> PublishAsync(JsonNode work, object form, Visitor? by = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(form)!;
        body["generationId"] = Id(work);
        return (by ?? Ann).Post("/api/community/publish", body);
    }

    private protected async Task<(JsonNode Work, JsonNode Post)> PostAsync(string title, string[]? tags = null)
    {
        var work = await MakeAsync();
        var answer = await PublishAsync(work, new { title, tags = tags ?? [] });
        Assert.True(answer.Status == 201, answer.ToString());
        return (work, answer.Json);
    }

    private protected async Task<string[]> TitlesAsync(string query)
    {
        var answer = await App.Anyone().Get($"/api/community?{query}");
        Assert.True(answer.Status == 200, answer.ToString());
        return [.. answer.Json["items"]!.AsArray().Select(p => p!["title"]!.GetValue<string>())];
    }
}
