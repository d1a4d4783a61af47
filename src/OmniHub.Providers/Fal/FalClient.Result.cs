using System.Text.Json;
using System.Text.RegularExpressions;

namespace OmniHub.Providers;

public sealed partial class FalClient
{
    /// <summary>Reads the result of a job. fal keeps it for minutes to an hour after the end: fetch and store it at once.</summary>
    public async Task<FalResult> ResultAsync(FalHandle job, CancellationToken ct = default)
    {
        Check(job);
        var options = http.Options;
        var request = http.Request(HttpMethod.Get, FalUrls.Response(options, job));
        var reply = await http.SendAsync(FalHttp.Result, request, options.ResultTimeout, ResultBodyMax, ct);
        return reply switch
        {
            { Status: 202 } => new FalResult.NotReady(),
            { Status: 200 or 400, Json: { } json } when IsStillRunning(json) => new FalResult.NotReady(),
            { IsSuccess: true } => Success(reply),
            { Status: 404 or 410 } when IsPathUnknown(reply) => new FalResult.Failed(FalErrors.Of(FalCode.ModelUnknown)),
            { Status: 404 or 410, IsHtml: false } => new FalResult.Gone(),
            _ when IsFinal(reply) => new FalResult.Failed(FalErrors.Of(reply)),
            _ => new FalResult.Transient(FalErrors.OfPoll(reply), reply.RetryAfter),
        };
    }

    private static FalResult Success(FalReply reply) => reply switch
    {
        { Trouble: { } trouble } => new FalResult.Transient(trouble),
        { Json: { ValueKind: JsonValueKind.Object } json } => FalErrors.IsErrorBody(json)
            ? new FalResult.Failed(FalErrors.Of(reply))
            : new FalResult.Output(json, reply.BillableUnits, reply.Header("x-fal-served-from"), reply.IsSandbox),
        _ => new FalResult.Transient(FalErrors.Of(FalCode.Malformed)),
    };

    // A locked account, a limit or a broken ingress says nothing about the job; what the job itself answered is stored and final.
    private static bool IsFinal(FalReply reply) => reply.Status switch
    {
        401 or 402 or 403 => FalErrors.HasModelErrors(reply.Json),
        408 or 425 or 429 => false,
        422 or 499 => true,
        >= 400 => FalErrors.IsJobsOwn(reply),
        _ => false,
    };

    // Asked a moment too early: 400 {"detail": "Request is still in progress"}, or the status object in place of the result.
    private static bool IsStillRunning(JsonElement json) =>
        json.Text("status") is "IN_QUEUE" or "IN_PROGRESS" && json.Text("request_id") is not null
        || (FalErrors.IsErrorBody(json) && json.Text("error_type") is null
            && json.Text("detail") is { } detail && NotYet().IsMatch(detail));

    // The app's own router: the endpoint's path does not exist, which is no statement about the request id.
    private static bool IsPathUnknown(FalReply reply) =>
        reply.BillableUnits is not null || FalErrors.Detail(reply.Json)?.StartsWith("Path ", StringComparison.Ordinal) == true;

    [GeneratedRegex("in.progress|in.queue|not (yet )?(been )?(complete|finish|ready)|still (running|pending)", RegexOptions.IgnoreCase)]
    private static partial Regex NotYet();
}
