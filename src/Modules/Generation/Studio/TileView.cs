using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>What a tile shows.</summary>
internal enum TileState
{
    Queued,
    Running,
    Done,
    Failed,
    Blocked,
    Canceled,
}

/// <summary>One generation, in a lane.</summary>
/// <param name="Letter">Lane; null for a generation on its own.</param>
/// <param name="Shape">Class that reserves the space.</param>
/// <param name="Held">What was held at the start.</param>
/// <param name="Charged">What it cost; null until settled.</param>
/// <param name="Facts">Time and size, once there are any.</param>
/// <param name="Title">State in words while there is no picture.</param>
/// <param name="Detail">A sentence under it.</param>
/// <param name="ComparisonId">Where "Best" counts.</param>
internal sealed record TileView(
    string Id, char? Letter, string ModelName, string ModelId, TileState State, string Shape, bool IsVideo, string Prompt,
    int? QueuePosition, double? Progress, Micros Held, Micros? Charged, string Facts, string Title, string Detail,
    IReadOnlyList<FileView> Files, string? ComparisonId, bool IsBest, bool IsFavorite, bool IsSandbox)
{
    /// <summary>The post that shows it to everybody, or null.</summary>
    public string? PostId { get; init; }

    /// <summary>Who sees it changes nothing here, and starts nothing.</summary>
    public bool IsReadOnly { get; init; }

    public bool IsLive => State is TileState.Queued or TileState.Running;

    public bool IsVoid => State is TileState.Failed or TileState.Blocked or TileState.Canceled;

    public string Alt => Prompt.Length <= 150 ? Prompt : Prompt[..149] + "…";

    public string Href => ComparisonId is null ? $"/g/{Id}" : $"/compare/{ComparisonId}";

    public string Class => State switch
    {
        _ when IsLive => "tile live",
        _ when IsVoid => "tile void",
        _ => IsBest ? "tile best" : "tile",
    };

    public string Label => $"{(Letter is null ? "" : $"Lane {Letter}, ")}{ModelName}, {Title.ToLowerInvariant()}";

    public static TileView Sample => new(
        "gen_x", 'A', "FLUX.1 [dev]", "flux-dev", TileState.Done, "r4x3", false, "A small house", null, null, new Micros(25_000), new Micros(25_000),
        "2.1 s, 1024 × 768", "Done", "", [new("/media/x/y.png?e=1&s=x", "image/png", 1024, 768, null, 1000) { Id = "med_x", ThumbnailUrl = "/media/x/thumb.webp" }], null, false, false, true);
}

/// <summary>A press of Generate: one tile, or a comparison.</summary>
internal sealed record RunView(string Id, string Prompt, string Href, string Reuse, RunMetaView Meta, IReadOnlyList<TileView> Tiles)
{
    public static RunView Sample => new("gen_x", "A small house", "/g/gen_x", "/create?from=gen_x", RunMetaView.Sample, [TileView.Sample]);
}

/// <summary>The line under a run's prompt: what money did.</summary>
internal sealed record RunMetaView(string RunId, DateTimeOffset At, string What, Micros Held, Micros Charged, Micros Released)
{
    public static RunMetaView Sample => new("gen_x", DateTimeOffset.UnixEpoch, "1 model", Micros.Zero, new Micros(25_000), Micros.Zero);
}

/// <summary>A page of runs, newest first.</summary>
internal sealed record RunsView(IReadOnlyList<RunView> Runs, string? Next)
{
    public static RunsView Sample => new([RunView.Sample], "x");
}

/// <summary>The generator's page.</summary>
internal sealed record StudioView(ComposerView Composer, RunsView Runs, IReadOnlyList<string> Examples)
{
    public static StudioView Sample => new(ComposerView.Sample, RunsView.Sample, ["A small house"]);
}
