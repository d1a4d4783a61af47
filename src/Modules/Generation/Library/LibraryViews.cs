using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>The page: filters and the grid.</summary>
internal sealed record LibraryView(LibraryFilter Filter, GridView Grid, IReadOnlyList<(string Id, string Name)> Models, bool HasTeam)
{
    public static LibraryView Sample => new(new(Q: "lake", Favorite: true), GridView.Sample, [("flux-dev", "FLUX.1 [dev]")], true);

    public static IReadOnlyList<(string Value, string Text)> States =>
        [("completed", "Done"), ("running", "Running"), ("queued", "Queued"), ("failed", "Failed"), ("canceled", "Cancelled")];
}

/// <summary>Thumbs with their selection bar.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Address of the next page.</param>
/// <param name="Day">Day of the last item on the page before: its heading is not repeated.</param>
/// <param name="Projects">To move to.</param>
/// <param name="ProjectId">On a project's page, the project.</param>
/// <param name="Back">Where a form without scripts comes back to.</param>
/// <param name="Undo">A deletion that can be taken back.</param>
internal sealed record GridView(
    IReadOnlyList<ThumbView> Items, string? Next, DateOnly? Day, IReadOnlyList<ProjectName> Projects, string? ProjectId, bool MayChange, string Back,
    UndoView? Undo, EmptyView Empty)
{
    public static GridView Sample => new(
        [ThumbView.Sample], "/library?cursor=x", null, [new("prj_1", "Tea house", "wsp_1")], "prj_1", true, "/library", UndoView.Sample, EmptyView.Sample);

    public static IEnumerable<GridView> Samples => [Sample with { Items = [], Undo = null, Next = null, ProjectId = null, MayChange = false }];

    /// <summary>Items in their days.</summary>
    public IEnumerable<(ThumbView Thumb, bool IsNewDay)> Days()
    {
        var last = Day;
        foreach (var item in Items)
        {
            yield return (item, item.Day != last);
            last = item.Day;
        }
    }
}

/// <summary>One generation, small.</summary>
internal sealed record ThumbView(
    string Id, string WorkspaceId, string? Url, string Alt, string ModelName, string State, string? Icon, Micros? Credits, string? Length, int Count, bool IsFavorite, bool IsLive,
    bool IsSandbox, DateTimeOffset At)
{
    public DateOnly Day => DateOnly.FromDateTime(At.UtcDateTime);

    public static ThumbView Of(GenerationView g)
    {
        var tile = Tiles.Of(g, null);
        var icon = tile.State switch
        {
            TileState.Done => tile.IsVideo ? "video" : "image",
            TileState.Queued => "ticket",
            TileState.Running => "clock",
            TileState.Canceled => "ban",
            TileState.Blocked => "shield-check",
            _ => "triangle-alert",
        };
        return new(
            g.Id, g.WorkspaceId, g.ThumbnailUrl, tile.Alt, g.ModelName, tile.Title, icon, tile.IsLive ? g.EstimatedCredits : g.Credits,
            g.Results.Count > 0 ? Tiles.Length(g.Results[0].DurationSeconds) : null, g.Results.Count, g.Favorite, tile.IsLive, g.Sandbox == true, g.CreatedAt);
    }

    public static ThumbView Sample => new(
        "gen_x", "wsp_1", "/media/x/thumb.webp", "A small house", "FLUX.1 [dev]", "Done", "image", new Micros(25_000), "0:05", 2, true, false, true,
        DateTimeOffset.UnixEpoch);

    public static IEnumerable<ThumbView> Samples => [Sample with { Url = null, IsLive = true, State = "Rendering", IsFavorite = false, Length = null, Count = 0 }];
}

/// <summary>What came of a selection: thumbs as they are now, those that left, and what to say.</summary>
internal sealed record SelectionView(IReadOnlyList<ThumbView> Changed, IReadOnlyList<string> Gone, ToastView? Toast, UndoView? Undo)
{
    public static SelectionView Sample => new([ThumbView.Sample], ["gen_y"], ToastView.Sample, UndoView.Sample);
}

/// <summary>A deletion that can be taken back until its time. Its time is its name.</summary>
internal sealed record UndoView(int Count, long Until)
{
    public string Text => Count == 1 ? "1 result deleted" : $"{Count} results deleted";

    public static UndoView Sample => new(3, 1_000);
}
