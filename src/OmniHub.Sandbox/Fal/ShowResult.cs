using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>GET /{app}/requests/{id}</summary>
internal static class ShowResult
{
    public static async Task<IResult> Handle(string id, HttpContext http, Gear gear)
    {
        if (gear.Workshop.Find(id) is not { } job) return Answer.NotFound();
        gear.Tally.Count(id, "result");
        return await FaultAnswers.Play(
            http, gear.Faults.Take("result", job), gear.Clock, () => Task.FromResult<IResult>(Of(job, SubmitJob.OriginOf(http))));
    }

    /// <summary>The stored answer of a job, as the model gave it.</summary>
    public static Answer Of(Job job, string origin)
    {
        if (job.State != JobState.Done)
            return Answer.Of(400, new JsonObject { ["detail"] = "Request is still in progress" }, ("x-fal-request-id", job.Id));
        var headers = new List<(string, string)> { ("x-fal-request-id", job.Id) };
        if (job.Units is { } units && !job.Suffers("no-units")) headers.Add(("x-fal-billable-units", Units.Header(units)));
        if (job.ErrorType is { } type) headers.Add(("x-fal-error-type", type));
        if (job is { Code: 504, ErrorType: "request_timeout" }) headers.Add(("x-fal-request-timeout-type", "user"));
        if (job.Code == 422) headers.Add(("x-fal-retryable", "false"));
        return new Answer(job.Code, job.Output!.Replace(Files.Origin, origin, StringComparison.Ordinal)) { Headers = headers };
    }
}
