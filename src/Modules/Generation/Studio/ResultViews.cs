using System.Text.Json.Nodes;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>A comparison on a page of its own.</summary>
internal sealed record CompareView(RunView Run, WipeView? Wipe, IReadOnlyList<DetailView> Details)
{
    public static CompareView Sample => new(RunView.Sample, WipeView.Sample, [DetailView.Sample]);
}

/// <summary>Two pictures over each other.</summary>
internal sealed record WipeView(string ComparisonId, TileView Left, TileView Right, IReadOnlyList<TileView> All)
{
    public static WipeView Sample => new("cmp_x", TileView.Sample, TileView.Sample, [TileView.Sample]);
}

/// <summary>One generation with everything about it.</summary>
internal sealed record ResultView(TileView Tile, DetailView Detail)
{
    /// <summary>Projects of its workspace, to move it to.</summary>
    public IReadOnlyList<ProjectName> Projects { get; init; } = [];

    public string? ProjectId { get; init; }

    public static ResultView Of(GenerationView g, IReadOnlyList<ProjectName> projects) =>
        new(Tiles.Of(g, null), DetailView.Of(g)) { Projects = projects, ProjectId = g.ProjectId };

    public static ResultView Sample => new(TileView.Sample, DetailView.Sample) { Projects = [new("prj_1", "Tea house", "wsp_1")], ProjectId = "prj_1" };
}

/// <summary>Model, settings, time and money of one generation.</summary>
internal sealed record DetailView(
    string Id, char? Letter, string ModelName, string Status, DateTimeOffset At, string Time, string? Size, Micros Held, Micros? Charged,
    IReadOnlyList<(string Name, string Value)> Settings)
{
    private const int ValueLengthMax = 80;

    public static DetailView Of(GenerationView g)
    {
        var file = g.Results.Count > 0 ? g.Results[0] : null;
        return new(
            g.Id, g.ComparisonId is null ? null : Lane.Letter(g.Slot), g.ModelName, g.Status.ToString(), g.CreatedAt, Tiles.Say(g.Elapsed),
            file is { Width: > 0 } ? $"{file.Width} × {file.Height}" : null, g.EstimatedCredits, g.Credits,
            [.. g.Options.Select(o => (o.Key.Replace('_', ' '), Show(o.Value)))]);
    }

    public static DetailView Sample => new(
        "gen_x", 'A', "FLUX.1 [dev]", "Completed", DateTimeOffset.UnixEpoch, "2.1 s", "1024 × 768", new Micros(25_000), new Micros(25_000), [("seed", "42")]);

    private static string Show(JsonNode? value) => value?.ToString() is { } text ? text.Length <= ValueLengthMax ? text : text[..ValueLengthMax] + "…" : "–";
}
