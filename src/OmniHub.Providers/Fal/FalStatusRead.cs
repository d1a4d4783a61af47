using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OmniHub.Providers;

/// <summary>Reads a status object, from a poll or from the stream.</summary>
internal static partial class FalStatusRead
{
    private const int LogLinesMax = 200;
    private const int LogLengthMax = 1000;

    public static FalStatus Of(JsonElement json, IReadOnlyList<FalLog> earlier) => json.Text("status")?.ToUpperInvariant() switch
    {
        "IN_QUEUE" => new FalStatus.InQueue(json.Int("queue_position") is >= 0 and var position ? position : null),
        "IN_PROGRESS" => Running([.. earlier.Concat(Logs(json)).TakeLast(LogLinesMax)]),
        "COMPLETED" => new FalStatus.Completed(Seconds(json), Error(json)),
        // fal has no such states, but whatever stands in for it may: they end a job, and the result will tell.
        "FAILED" or "ERROR" => new FalStatus.Completed(Seconds(json), Error(json) ?? FalErrors.Of(FalCode.Failed)),
        "CANCELED" or "CANCELLED" => new FalStatus.Completed(Seconds(json), FalErrors.Of(FalCode.Canceled)),
        "NOT_FOUND" => new FalStatus.Gone(),
        _ => new FalStatus.Transient(FalErrors.Of(FalCode.Malformed)),
    };

    private static FalStatus.InProgress Running(IReadOnlyList<FalLog> logs) =>
        new(logs.Reverse().Select(line => Progress(line.Message)).FirstOrDefault(progress => progress is not null), logs);

    private static FalError? Error(JsonElement json) =>
        json.Text("error_type") is { Length: > 0 } type ? FalErrors.OfType(type)
        : json.Get("error") is { } error && json.Text("error") != "" && error.ValueKind != JsonValueKind.False ? FalErrors.OfType(null)
        : null;

    private static double? Seconds(JsonElement json) =>
        json.Get("metrics")?.Get("inference_time") is { ValueKind: JsonValueKind.Number } time && time.TryGetDouble(out var seconds)
            ? seconds : null;

    private static IEnumerable<FalLog> Logs(JsonElement json) => json.Items("logs").TakeLast(LogLinesMax)
        .Where(line => line.Text("message") is not null)
        .Select(line => new FalLog(Cut(line.Text("message")!), line.Text("level"), line.Time("timestamp")));

    private static string Cut(string text) => text.Length <= LogLengthMax ? text : text[..LogLengthMax];

    private static double? Progress(string line)
    {
        if (Percent().Match(line) is { Success: true } percent && Number(percent, 1) is <= 100 and var parts) return parts / 100;
        if (Steps().Match(line) is not { Success: true } steps) return null;
        var (done, all) = (Number(steps, 1), Number(steps, 2));
        return all > 0 && done <= all ? done / all : null;
    }

    private static double Number(Match match, int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![\d.])(\d{1,3}(?:\.\d{1,4})?)\s?%")]
    private static partial Regex Percent();

    // "step 18/28", "Step 18 of 28", and the "18/28 [00:03<00:01" of a progress bar; not every fraction in a log is progress.
    [GeneratedRegex(@"(?:\bsteps?\b[:\s]*|\|\s*)(\d{1,6})\s?(?:/|of)\s?(\d{1,6})\b", RegexOptions.IgnoreCase)]
    private static partial Regex Steps();
}
