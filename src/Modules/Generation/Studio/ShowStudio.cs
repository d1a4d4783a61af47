using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Community;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>GET /create: the generator. The URL holds what is worth sharing; nothing runs until Generate.</summary>
internal static class ShowStudio
{
    /// <summary>Before the id of a post, where a generation's would stand.</summary>
    private const string PostPrefix = "post:";

    private static readonly string[] Images =
    [
        "A lighthouse above a foggy coast at dawn, soft light", "A still life of pears on blue linen, film grain", "A night market street in the rain, neon reflections",
    ];

    private static readonly string[] Videos = ["Waves roll onto a black sand beach at sunset", "A slow drift over terraced hills in the mist"];

    public static async Task<IResult> Handle(
        HttpRequest request, ICurrentUser me, ICatalog catalog, Compose compose, ReadGenerations read, ReadRuns runs, CancellationToken ct,
        ISharedWork? shared = null)
    {
        // Words have a place of their own, with the prompt and the models that were meant.
        if (request.Query["type"] == "chat")
            return Results.LocalRedirect($"/chat{QueryString.Create("q", request.Query["prompt"].ToString()).Add("model", request.Query["models"].ToString())}");
        var form = await FromAsync(request.Query["from"].ToString(), me, catalog, read, shared, ct) ?? await FormOf(request.Query, me, catalog, read, ct);
        if (form.Models.Count == 0) form = form with { Models = await compose.FirstAsync(Compose.TypeOf(form), ct) };
        var composer = await compose.ViewAsync(form, null, ct);
        var page = await PageRequest.BindAsync(request.HttpContext);
        var view = new StudioView(composer, await runs.PageAsync(me.Id, page.After, ct), composer.Type == Medium.Video ? Videos : Images);
        return new PageView("/Generation/Studio/StudioPage.cshtml", view, "Create");
    }

    private static async Task<ComposerForm> FormOf(IQueryCollection query, ICurrentUser me, ICatalog catalog, ReadGenerations read, CancellationToken ct)
    {
        string? Text(string name) => query[name].ToString() is { Length: > 0 and <= ComposerView.PromptLengthMax } text ? text : null;
        int? Number(string name) => int.TryParse(Text(name), out var n) && n is > 0 and < 1000 ? n : null;
        var models = Text("models")?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var isVideo = models is [var first, ..] && await catalog.FindPastAsync(first, ct) is { Type: Medium.Video };
        return new ComposerForm
        {
            Type = Text("type") ?? (isVideo ? "video" : null),
            Prompt = Text("prompt"),
            Models = models,
            Ratio = Text("ratio"),
            Count = Number("count"),
            Seconds = Number("seconds"),
            Resolution = Text("resolution"),
            Seed = Text("seed"),
            WorkspaceId = Text("workspace"),
            ProjectId = Text("project"),
            Reference = await ImageAsync(Text("image"), me, read, ct),
        };
    }

    /// <summary>A picture to start from: an upload, or the first file of a generation.</summary>
    private static async Task<string?> ImageAsync(string? id, ICurrentUser me, ReadGenerations read, CancellationToken ct) =>
        id?.StartsWith("gen_", StringComparison.Ordinal) != true ? id
        : await read.FindAsync(id, me.Id, ct) is { Results: [var first, ..] } ? first.Id : null;

    /// <summary>The settings of a generation, of all lanes of its comparison, or of a post (<c>post:pst_…</c>).</summary>
    private static async Task<ComposerForm?> FromAsync(
        string id, ICurrentUser me, ICatalog catalog, ReadGenerations read, ISharedWork? shared, CancellationToken ct)
    {
        if (id.Length == 0) return null;
        if (id.StartsWith(PostPrefix, StringComparison.Ordinal))
        {
            return shared is not null && await shared.SettingsAsync(id[PostPrefix.Length..], ct) is { } post
                ? await TakeOver.FormAsync(catalog, post.Type, post.Prompt, [(post.ModelId, post.Options)], ct)
                : null;
        }

        if (await read.FindAsync(id, me.Id, ct) is not { } g) return null;
        var lanes = g.ComparisonId is { } cmp && await read.ComparisonAsync(cmp, me.Id, ct) is { } c ? c.Generations : [g];
        return await TakeOver.FormAsync(catalog, g.Type, g.Prompt, [.. lanes.Select(l => (l.ModelId, l.Options))], ct);
    }
}
