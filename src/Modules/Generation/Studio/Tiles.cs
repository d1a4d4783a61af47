using System.Globalization;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Generations, in the words and figures of the pages. Pure.</summary>
internal static class Tiles
{
    public static TileView Of(GenerationView g, string? winnerId)
    {
        var (state, title, detail) = Say(g);
        var first = g.Results.Count > 0 ? g.Results[0] : null;
        return new(
            g.Id, g.ComparisonId is null ? null : Lane.Letter(g.Slot), g.ModelName, g.ModelId, state, ShapeOf(g, first), g.Type == Medium.Video, g.Prompt,
            g.QueuePosition, (double?)g.Progress, g.EstimatedCredits, g.Credits, Facts(g, first), title, detail,
            g.Results, g.ComparisonId, winnerId == g.Id, g.Favorite, g.Sandbox == true)
        {
            PostId = g.PostId,
            IsReadOnly = g.IsReadOnly,
        };
    }

    public static RunView Of(string id, string prompt, IReadOnlyList<GenerationView> lanes, string? winnerId)
    {
        var isComparison = lanes[0].ComparisonId is not null;
        return new(
            id, prompt, isComparison ? $"/compare/{id}" : $"/g/{id}", $"/create?from={lanes[0].Id}", Meta(id, lanes),
            [.. lanes.Select(g => Of(g, winnerId))]);
    }

    public static RunMetaView Meta(string runId, IReadOnlyList<GenerationView> lanes) => new(
        runId, lanes[0].CreatedAt, lanes.Count == 1 ? lanes[0].ModelName : $"{lanes.Count} models",
        Sum(lanes.Where(g => g.IsRunning), g => g.EstimatedCredits),
        Sum(lanes, g => g.Credits ?? Micros.Zero),
        Sum(lanes.Where(g => g.Status is GenerationStatus.Failed or GenerationStatus.Canceled), g => g.EstimatedCredits - (g.Credits ?? Micros.Zero)));

    /// <summary>6.2 s, 1 min 48 s.</summary>
    public static string Say(TimeSpan time) => time.TotalSeconds < 60
        ? time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : $"{(int)time.TotalMinutes} min {time.Seconds} s";

    /// <summary>0:05.</summary>
    public static string? Length(decimal? seconds) => seconds is { } s ? $"{(int)s / 60}:{(int)Math.Round(s) % 60:00}" : null;

    private static (TileState, string Title, string Detail) Say(GenerationView g) => g.Status switch
    {
        GenerationStatus.Completed => (TileState.Done, "Done", ""),
        GenerationStatus.Failed when g.Error?.Code == "content_rejected" => (TileState.Blocked, "Stopped by a safety filter", g.Error.Message),
        GenerationStatus.Failed => (TileState.Failed, Headline(g.Error?.Code), g.Error?.Message ?? ""),
        GenerationStatus.Canceled => (TileState.Canceled, "You cancelled this", "Nothing was charged."),
        _ when g.IsCanceling => (TileState.Running, "Cancelling", "Waiting for the provider to confirm."),
        GenerationStatus.Running => (TileState.Running, g.Progress is > 0 and < 1 ? $"Rendering, {g.Progress.Value * 100:0}%" : "Rendering", Since(g)),
        GenerationStatus.Queued when g.QueuePosition is > 0 => (TileState.Queued, $"Queued, {Ordinal(g.QueuePosition.Value + 1)} in line", Since(g)),
        GenerationStatus.Queued => (TileState.Queued, "Queued, next in line", Since(g)),
        _ => (TileState.Queued, "On its way", "Sending it to the provider."),
    };

    private static string Headline(string? code) => code switch
    {
        "provider_timeout" => "The provider timed out",
        "provider_unavailable" or "provider_rate_limited" => "The provider is not available",
        "provider_rejected_input" => "The provider refused the settings",
        "job_lost" => "The provider lost the job",
        _ => "This did not work",
    };

    private static string Since(GenerationView g) => $"Started {Say(g.Elapsed)} ago";

    private static string Ordinal(int n) => n + (n % 100 is >= 11 and <= 13 ? "th" : (n % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    private static string Facts(GenerationView g, FileView? file) => file is null
        ? Say(g.Elapsed)
        : $"{Say(g.Elapsed)}{(Length(file.DurationSeconds) is { } length ? $", {length} long" : "")}{(file.Width > 0 ? $", {file.Width} × {file.Height}" : "")}{(g.Results.Count > 1 ? $", {g.Results.Count} images" : "")}";

    private static string ShapeOf(GenerationView g, FileView? file) => file is { Width: > 0 }
        ? Shape.ClassOf(file.Width, file.Height, g.Type == Medium.Video)
        : Shape.ClassOf((g.Options["aspect_ratio"] ?? g.Options["image_size"]) is { } set && set.GetValueKind() == System.Text.Json.JsonValueKind.String ? set.ToString() : null)
            ?? Shape.ClassOf(0, 0, g.Type == Medium.Video);

    private static Micros Sum(IEnumerable<GenerationView> lanes, Func<GenerationView, Micros> of) => lanes.Aggregate(Micros.Zero, (sum, g) => sum + of(g));
}
