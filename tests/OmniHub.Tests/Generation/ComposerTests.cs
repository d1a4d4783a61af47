using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Xunit;

namespace OmniHub.Tests.Generation;

/// <summary>What the composer holds when it comes back: after a refusal, and from a run that was made.</summary>
public sealed class ComposerTests(GenerationApp studio) : IClassFixture<GenerationApp>
{
    private App App => studio.App;

    [Fact]
    public async Task The_settings_of_a_run_come_back_as_they_were()
    {
        var (program, una) = await studio.SignInAsync();
        var options = new { image_size = "portrait_16_9", seed = 777, num_images = 2, guidance_scale = 7 };
        var run = await studio.StartAsync("a lighthouse", GenerationApp.OtherImage, options, program);
        var html = (await una.Page($"/create?from={run["id"]}")).Html;
        Assert.Equal("9:16", Checked(html, "ratio"));
        Assert.Equal("2", Checked(html, "count"));
        Assert.Equal("777", Value(html, "seed"));
        Assert.Equal("7", Value(html, $"o[{GenerationApp.OtherImage}][guidance_scale]"));
        Assert.Empty(html.QuerySelectorAll("#settings input[type=hidden]"));

        var video = await studio.StartAsync("a slow drift", GenerationApp.Video, new { duration = "10", aspect_ratio = "9:16" }, program);
        html = (await una.Page($"/create?from={video["id"]}")).Html;
        Assert.Equal("9:16", Checked(html, "ratio"));
        Assert.Equal("10", html.QuerySelector("#seconds option[selected]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_size_of_ones_own_goes_along_unseen()
    {
        var (program, una) = await studio.SignInAsync();
        var run = await studio.StartAsync("a harbour", GenerationApp.OtherImage, new { image_size = new { width = 640, height = 832 } }, program);
        var html = (await una.Page($"/create?from={run["id"]}")).Html;
        Assert.Null(Checked(html, "ratio"));
        Assert.Equal("640", Value(html, $"o[{GenerationApp.OtherImage}][image_size][width]"));
        var again = await una.Send(HttpMethod.Post, "/create/runs", Form(html), ("Accept", "text/html"));
        Assert.True(again.Status == 303, again.ToString());
        var made = (await program.Get("/api/generations?limit=1")).Json["items"]![0]!;
        Assert.Equal(run["options"]!.ToJsonString(), made["options"]!.ToJsonString());
    }

    [Fact]
    public async Task A_model_that_was_closed_is_named_and_no_other_takes_its_place()
    {
        const string closed = "ideogram-v3";
        var (program, una) = await studio.SignInAsync();
        var admin = await App.AdminAsync();
        Assert.Equal(200, (await admin.Put($"/api/admin/models/{closed}", new { enabled = false })).Status);
        var before = (await program.Get("/api/generations?limit=1")).Json["items"]!.AsArray().FirstOrDefault()?["id"]?.ToString();
        var html = (await una.Page($"/create?models={closed}")).Html;
        Assert.Contains("closed at the moment. Choose another model.", html.QuerySelector("#composer-notice")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(html.QuerySelectorAll("#models lane, #picker input[checked]"));

        foreach (var models in new[] { closed, $"{closed},{GenerationApp.Image}" })
        {
            html = (await una.Page($"/create?models={GenerationApp.Image}")).Html;
            var form = Fields(html).Where(f => f.Key != "models").Concat(models.Split(',').Select(m => KeyValuePair.Create("models", m)));
            var no = await una.Send(HttpMethod.Post, "/create/runs", new FormUrlEncodedContent(form), ("Accept", "text/html"));
            Assert.Equal(400, no.Status);
            Assert.Contains("closed at the moment", no.Html.QuerySelector("#composer-notice")!.TextContent, StringComparison.Ordinal);
        }

        Assert.Equal(before, (await program.Get("/api/generations?limit=1")).Json["items"]!.AsArray().FirstOrDefault()?["id"]?.ToString());
        var changed = await una.Send(HttpMethod.Post, "/create/composer", new FormUrlEncodedContent(Fields(html).Where(f => f.Key != "models")), ("Accept", "text/html"), ("HX-Request", "true"));
        Assert.Contains("Choose a model", changed.Text, StringComparison.Ordinal);
        Assert.Contains("is closed", (await program.Post("/api/generate", new { modelId = closed, prompt = "a lake" })).Json["detail"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_not_in_the_workspace_any_more_is_told_who_would_pay_now()
    {
        var (_, una) = await studio.SignInAsync();
        var html = (await una.Page("/create")).Html;
        var form = Fields(html).Select(f => f.Key switch
        {
            "workspaceId" => KeyValuePair.Create(f.Key, "wsp_gone"),
            "prompt" => KeyValuePair.Create(f.Key, "a quiet lake"),
            _ => f,
        });
        var no = await una.Send(HttpMethod.Post, "/create/runs", new FormUrlEncodedContent(form), ("Accept", "text/html"));
        Assert.Equal(404, no.Status);
        Assert.Contains("You do not work in that workspace any more. Here, in Personal, your credits pay.", no.Html.QuerySelector("#composer-notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("a quiet lake", no.Html.QuerySelector("#prompt")!.TextContent);
    }

    private static string? Checked(IDocument html, string name) => html.QuerySelector($"#composer input[name={name}][checked]")?.GetAttribute("value");

    private static string? Value(IDocument html, string name) => html.QuerySelector($"#composer input[name='{name}']")?.GetAttribute("value");

    private static FormUrlEncodedContent Form(IDocument html) => new(Fields(html));

    // What a browser would send of this form.
    private static IEnumerable<KeyValuePair<string, string>> Fields(IDocument html) =>
        html.QuerySelectorAll("#composer input[name], #composer textarea[name], #composer select[name]")
            .Where(e => e.GetAttribute("type") is not ("file" or "search") && (e.GetAttribute("type") is not ("radio" or "checkbox") || e.HasAttribute("checked")))
            .Select(e => KeyValuePair.Create(e.GetAttribute("name")!, e switch
            {
                IHtmlSelectElement select => select.Value ?? "",
                IHtmlTextAreaElement area => area.Value,
                _ => e.GetAttribute("value") ?? "",
            }));
}
