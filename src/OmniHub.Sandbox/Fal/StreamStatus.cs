using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>GET /{app}/requests/{id}/status/stream: the status at each change, with the log lines that are new, until COMPLETED.</summary>
internal static class StreamStatus
{
    private const int LookEveryMs = 150;

    public static async Task<IResult> Handle(string id, HttpContext http, Gear gear)
    {
        if (gear.Workshop.Find(id) is not { } job) return Answer.NotFound();
        gear.Tally.Count(id, "stream");
        return await FaultAnswers.Play(http, gear.Faults.Take("stream", job), gear.Clock, async () =>
        {
            await WriteAsync(job, http, gear);
            return Results.Empty;
        });
    }

    private static async Task WriteAsync(Job job, HttpContext http, Gear gear)
    {
        Start(http, job.Id);
        var sent = 0;
        var last = "";
        while (true)
        {
            var body = ShowStatus.Body(job, http, gear);
            var lines = body["logs"] as JsonArray;
            var isNew = lines is { Count: var count } && count > sent;
            if (lines is not null) body["logs"] = new JsonArray([.. lines.Skip(sent).Select(l => l!.DeepClone())]);
            var shown = $"{body["status"]} {body["queue_position"]}";
            if (shown != last || isNew) await EventAsync(http, body);
            if (job.State == JobState.Done) return;

            last = shown;
            sent = lines?.Count ?? sent;
            await Task.Delay(TimeSpan.FromMilliseconds(LookEveryMs), gear.Clock, http.RequestAborted);
            if (gear.Workshop.Find(job.Id) is not { } now) return;
            job = now;
        }
    }

    public static void Start(HttpContext http, string id)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["x-fal-request-id"] = id;
    }

    public static async Task EventAsync(HttpContext http, JsonNode data)
    {
        await http.Response.WriteAsync($"data: {data.ToJsonString(Answer.Plain)}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
