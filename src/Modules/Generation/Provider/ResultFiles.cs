using System.Text.Json;

namespace OmniHub.Generation;

/// <summary>Finds the files in a model's output, whose shape is the model's own.</summary>
internal static class ResultFiles
{
    /// <summary>More than any model makes at once.</summary>
    public const int FilesMax = 16;

    private const int DepthMax = 6;

    // In this order, so that the picture comes before its mask or its preview.
    private static readonly string[] Places =
        ["images", "image", "videos", "video", "image_url", "video_url", "gif", "output", "outputs", "data", "files", "file"];

    /// <summary>URLs, http(s) or data, in order and without repeats.</summary>
    public static IReadOnlyList<string> Of(JsonElement output)
    {
        var found = new List<string>();
        foreach (var place in Places)
        {
            if (output.ValueKind == JsonValueKind.Object && output.TryGetProperty(place, out var value))
                Take(value, found, isPlace: true, 0);
            if (found.Count > 0) break;
        }

        if (found.Count == 0) Take(output, found, isPlace: false, 0);
        return [.. found.Distinct().Take(FilesMax)];
    }

    private static void Take(JsonElement value, List<string> found, bool isPlace, int depth)
    {
        if (depth > DepthMax) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.String when isPlace && IsUrl(value.GetString()!):
                found.Add(value.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Take(item, found, isPlace, depth + 1);
                break;
            case JsonValueKind.Object when UrlOf(value) is { } url:
                found.Add(url);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                    Take(member.Value, found, isPlace && Places.Contains(member.Name), depth + 1);
                break;
        }
    }

    private static string? UrlOf(JsonElement file) =>
        file.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String && url.GetString() is { } text && IsUrl(text)
            ? text
            : null;

    private static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
}
