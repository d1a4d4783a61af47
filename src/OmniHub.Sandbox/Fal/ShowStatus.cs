using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>GET /{app}/requests/{id}/status</summary>
internal static class ShowStatus
{
    public static async Task<IResult> Handle(string id, HttpContext http, Gear gear)
    {
        if (gear.Workshop.Find(id) is not { } job) return Answer.NotFound();
        gear.Tally.Count(id, "status");
        var fault = gear.Faults.Take("status", job);
        return await FaultAnswers.Play(http, fault, gear.Clock, () =>
        {
            var body = Body(job, http, gear);
            if (fault?.Kind == "unknown-status") body["status"] = "WARMING_UP";
            var code = job.State == JobState.Done && fault is null ? 200 : 202;
            return Task.FromResult<IResult>(Answer.Of(code, body, ("x-fal-request-id", id)));
        });
    }

    public static JsonObject Body(Job job, HttpContext http, Gear gear)
    {
        var body = Urls(job, http);
        body["status"] = job.State switch
        {
            JobState.Queued => "IN_QUEUE",
            JobState.Running => "IN_PROGRESS",
            _ => "COMPLETED",
        };
        if (job.State == JobState.Queued) body["queue_position"] = gear.Workshop.PositionOf(job.Id);
        else body["logs"] = WantsLogs(http) ? Pace.Logs(job, gear.Clock.GetUtcNow().ToUnixTimeMilliseconds()) : null;
        if (job.State != JobState.Done) return body;

        body["metrics"] = new JsonObject { ["inference_time"] = job.InferenceSeconds };
        if (job.Error is not null) body["error"] = job.Error;
        if (job.ErrorType is not null) body["error_type"] = job.ErrorType;
        return body;
    }

    /// <summary>The addresses of a job: owner and alias only, whatever the endpoint was.</summary>
    public static JsonObject Urls(Job job, HttpContext http)
    {
        var url = $"{SubmitJob.OriginOf(http)}/{job.App}/requests/{job.Id}";
        return new JsonObject
        {
            ["status"] = null,
            ["request_id"] = job.Id,
            ["response_url"] = url,
            ["status_url"] = $"{url}/status",
            ["cancel_url"] = $"{url}/cancel",
        };
    }

    private static bool WantsLogs(HttpContext http) => http.Request.Query["logs"].ToString().ToUpperInvariant() is "1" or "TRUE";
}
