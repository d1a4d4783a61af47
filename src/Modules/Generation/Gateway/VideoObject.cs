using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>A video, as OpenAI's clients know one, with its charge.</summary>
internal sealed record VideoObject(
    string Id, string Object, string Model, string Status, int Progress,
    [property: JsonPropertyName("created_at")] long CreatedAt,
    [property: JsonPropertyName("completed_at")] long? CompletedAt,
    [property: JsonPropertyName("expires_at")] long? ExpiresAt,
    string? Seconds, string? Size, string Prompt,
    [property: JsonPropertyName("remixed_from_video_id")] string? RemixedFrom,
    ErrorView? Error)
{
    /// <summary>Null until it is settled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VideoUsage? Usage { get; init; }

    /// <summary>True where the built-in sandbox made it; not a member otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sandbox { get; init; }

    public static VideoObject Of(GenerationView g, ModelCard? model)
    {
        var file = g.Results is [var first, ..] ? first : null;
        var status = g.Status switch
        {
            GenerationStatus.Pending or GenerationStatus.Queued => "queued",
            GenerationStatus.Running => "in_progress",
            GenerationStatus.Completed => "completed",
            _ => "failed",
        };
        return new(
            g.Id, "video", g.ModelId, status, (int)((g.Progress ?? 0) * 100), g.CreatedAt.ToUnixTimeSeconds(), g.CompletedAt?.ToUnixTimeSeconds(), null,
            file?.DurationSeconds is { } length ? Whole(length) : Asked(g, model, "duration")?.TrimEnd('s'),
            file is { Width: > 0 } ? $"{file.Width}x{file.Height}" : SizeOf(Asked(g, model, "aspect_ratio"), Asked(g, model, "resolution")),
            g.Prompt, null, g.Status == GenerationStatus.Canceled ? new("canceled", "This generation was canceled.") : g.Error)
        {
            Usage = g.Credits is { } credits ? new(credits.Credits) : null,
            Sandbox = g.Sandbox,
        };
    }

    private static string Whole(decimal seconds) => decimal.Round(seconds).ToString(CultureInfo.InvariantCulture);

    private static string? Asked(GenerationView g, ModelCard? model, string option) =>
        (g.Options[option] ?? model?.Options.FirstOrDefault(o => o.Name == option)?.Default) is JsonValue value ? value.ToString() : null;

    // What such a shape has with so many lines; null where the model decides.
    private static string? SizeOf(string? shape, string? resolution)
    {
        if (shape is null || OpenAiOptions.RatioOf(shape) is not (> 0 and var ratio)) return null;
        if (!int.TryParse((resolution ?? "720p").TrimEnd('p', 'P'), NumberStyles.None, CultureInfo.InvariantCulture, out var lines)) return null;
        var other = (int)Math.Round(lines * Math.Max(ratio, 1 / ratio) / 2) * 2;
        return ratio >= 1 ? $"{other}x{lines}" : $"{lines}x{other}";
    }
}

/// <summary>What it cost, in credits.</summary>
internal sealed record VideoUsage(decimal Cost);

/// <summary>A page of videos.</summary>
internal sealed record VideoList(
    string Object, IReadOnlyList<VideoObject> Data,
    [property: JsonPropertyName("first_id")] string? FirstId,
    [property: JsonPropertyName("last_id")] string? LastId,
    [property: JsonPropertyName("has_more")] bool HasMore);
