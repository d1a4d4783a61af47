using System.Globalization;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>How long a job takes and what it says meanwhile: quick, but the shape of a real queue.</summary>
internal static class Pace
{
    private const int QueuedMs = 250;
    private const int StepsDefault = 28;
    private const int VideoLines = 20;

    /// <summary>More jobs than this waiting make the queue hurry, so that a crowd is served about as fast as drawing allows.</summary>
    private const int CalmQueue = 2;

    private static readonly string[] QuickNames = ["schnell", "turbo", "fast", "lightning", "flash", "klein", "lite"];

    public static int BeforeStartMs(double pace) => (int)(QueuedMs * pace);

    public static long PlannedMs(FalModel model, string jobId, int waiting, double pace)
    {
        var spread = Convert.ToInt32(jobId[..2], 16) / 255.0;
        var quick = QuickNames.Any(n => model.Endpoint.Contains(n, StringComparison.Ordinal));
        var calm = model.IsVideo
            ? (quick ? 5000 : 6200) + 1600 * spread
            : (quick ? 1500 : 2000) + 900 * spread;
        var hurry = 1 + Math.Max(0, waiting - CalmQueue) / 2.0;
        return (long)(calm * pace / hurry);
    }

    /// <summary>All lines the job has logged by now.</summary>
    public static JsonArray Logs(Job job, long nowMs)
    {
        var model = Catalogue.Find(job.Endpoint);
        var lines = new JsonArray();
        if (job.StartedMs is not { } start) return lines;
        var end = job.EndedMs ?? start + Math.Max(1, job.PlannedMs);
        Line(lines, start, $"Sandbox: starting {model?.Name ?? job.Endpoint}");
        var total = model is { IsVideo: true } ? VideoLines : Steps(model, job);
        var done = job.State == JobState.Done && job.Code == 200
            ? total
            : (int)Math.Clamp(total * (nowMs - start) / Math.Max(1, end - start), 0, total - 1);
        for (var step = 1; step <= done; step++)
        {
            var percent = step * 100 / total;
            var text = model is { IsVideo: true } ? $"Rendering {percent}%" : $"Step {step}/{total} ({percent}%)";
            Line(lines, start + (end - start) * step / total, text);
        }
        if (job.State == JobState.Done) Line(lines, end, job.Code == 200 ? "Done" : job.Error ?? $"Failed with status {job.Code}");
        return lines;
    }

    private static int Steps(FalModel? model, Job job)
    {
        var asked = model is null ? null : Validation.AsNumber(Shapes.Value(model, job.InputJson, "num_inference_steps"));
        return (int)Math.Clamp(asked ?? StepsDefault, 1, 100);
    }

    private static void Line(JsonArray lines, long atMs, string message) => lines.Add(new JsonObject
    {
        ["message"] = message,
        ["level"] = "INFO",
        ["source"] = "USER",
        ["timestamp"] = Time(atMs),
    });

    public static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
