using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>POST /{endpoint} and POST /{endpoint}/stream on the run host: the answer itself, on this connection.</summary>
internal static class RunNow
{
    private const int ProgressEveryMs = 400;

    public static async Task<IResult> Handle(string path, HttpContext http, Gear gear)
    {
        var streams = path.EndsWith("/stream", StringComparison.Ordinal);
        var endpoint = streams ? path[..^"/stream".Length] : path;
        if (SubmitJob.Refusal(endpoint, http) is { } refusal) return refusal;
        var input = HttpMethods.IsGet(http.Request.Method)
            ? new JsonObject(http.Request.Query.Select(q => KeyValuePair.Create(q.Key, (JsonNode?)q.Value.ToString())))
            : await SubmitJob.ReadAsync(http);
        if (input is null) return Answer.Failed(400, "bad_request", "The request body is not valid JSON");

        gear.Tally.Attempt(endpoint, input);
        var job = SubmitJob.NewJob(endpoint, input, http, gear);
        var fault = gear.Faults.Take("run", endpoint, job.Prompt, job.Id, job.Faults);
        return await FaultAnswers.Play(http, fault, gear.Clock, async () =>
        {
            gear.Workshop.Submit(job, null);
            gear.Tally.Accept(job.Id, endpoint, input);
            // A caller who hangs up cancels the work.
            await using var hangUp = http.RequestAborted.Register(() => gear.Workshop.Cancel(job.Id));
            return streams
                ? await StreamAsync(job, http, gear)
                : ShowResult.Of(await gear.Workshop.WhenDone(job.Id), SubmitJob.OriginOf(http));
        });
    }

    private static async Task<IResult> StreamAsync(Job job, HttpContext http, Gear gear)
    {
        var done = gear.Workshop.WhenDone(job.Id);
        StreamStatus.Start(http, job.Id);
        while (await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(ProgressEveryMs), gear.Clock)) != done)
        {
            if (gear.Workshop.Find(job.Id) is not { StartedMs: { } start, PlannedMs: > 0 } now) continue;
            var share = (gear.Clock.GetUtcNow().ToUnixTimeMilliseconds() - start) / (double)now.PlannedMs;
            await StreamStatus.EventAsync(http, new JsonObject { ["progress"] = Math.Round(Math.Clamp(share, 0, 0.99), 2) });
        }
        var answer = ShowResult.Of(await done, SubmitJob.OriginOf(http));
        await StreamStatus.EventAsync(http, JsonNode.Parse(answer.Body)!);
        return Results.Empty;
    }
}
