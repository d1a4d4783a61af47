using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Providers;

/// <summary>
/// fal's queue (https://fal.ai/docs/documentation/model-apis/inference/queue) and platform API. Everything that can go wrong at the
/// provider is a value; only cancelling the caller's own token throws. Safe for concurrent use.
/// </summary>
public sealed partial class FalClient
{
    private const int SmallBodyMax = 4 * 1024 * 1024;
    private const int ResultBodyMax = 64 * 1024 * 1024;

    private readonly FalHttp http;

    internal FalClient(FalHttp http) => this.http = http;

    /// <summary>
    /// Hands a job to the queue: one POST, repeated only where fal certainly did not take it (429, 503 with Retry-After, no connection).
    /// </summary>
    /// <param name="endpoint">The full endpoint, <c>fal-ai/flux/dev</c>.</param>
    /// <param name="input">The model's own input, sent as it is.</param>
    /// <param name="webhookUrl">Where fal reports the end; null: nowhere.</param>
    /// <param name="ct">Cancelling throws, and the outcome is then uncertain.</param>
    public async Task<FalSubmission> SubmitAsync(string endpoint, JsonObject input, Uri? webhookUrl = null, CancellationToken ct = default)
    {
        if (!FalUrls.IsEndpoint(endpoint)) return new FalSubmission.Rejected(FalErrors.Of(FalCode.ModelUnknown));
        var options = http.Options;
        var url = FalHosts.Append(options.QueueUrl, endpoint);
        if (webhookUrl is not null) url = FalUrls.WithQuery(url, $"fal_webhook={Uri.EscapeDataString(webhookUrl.AbsoluteUri)}");
        var content = new TracedContent(JsonSerializer.SerializeToUtf8Bytes(input));
        var request = http.Request(HttpMethod.Post, url, content);
        request.Headers.Add("x-fal-queue-priority", "normal");

        var reply = await http.SendAsync(FalHttp.Submit, request, options.SubmitTimeout, SmallBodyMax, ct);
        return reply switch
        {
            { Status: 0 } when content.Started => new FalSubmission.Uncertain(reply.Trouble!),
            { Status: 0 } => new FalSubmission.Rejected(reply.Trouble!, reply.RetryAfter),
            { IsSuccess: true, Json: { } json } when FalUrls.IsRequestId(json.Text("request_id")) => Accept(options, endpoint, json, reply),
            { IsSuccess: true, Json: { } json } when FalErrors.IsErrorBody(json) => new FalSubmission.Rejected(FalErrors.Of(reply)),
            { IsSuccess: true } => new FalSubmission.Uncertain(reply.Trouble ?? FalErrors.Of(FalCode.Malformed)),
            { Status: 404 or 410 } => new FalSubmission.Rejected(FalErrors.Of(FalCode.ModelUnknown)),
            { Status: 503, RetryAfter: not null } => new FalSubmission.Rejected(FalErrors.Of(FalCode.Unavailable), reply.RetryAfter),
            // 303 answers a POST that was carried out, 499 one whose answer nobody waited for, 5xx may come from behind the queue.
            { Status: 303 or 499 or >= 500 } => new FalSubmission.Uncertain(FalErrors.OfPoll(reply)),
            _ => new FalSubmission.Rejected(FalErrors.Of(reply), reply.RetryAfter),
        };
    }

    /// <summary>Asks to stop a job. It may end all the same, and is then billed.</summary>
    public async Task<FalCancellation> CancelAsync(FalHandle job, CancellationToken ct = default)
    {
        Check(job);
        var options = http.Options;
        var request = http.Request(HttpMethod.Put, FalUrls.Cancel(options, job));
        var reply = await http.SendAsync(FalHttp.Poll, request, options.PollTimeout, SmallBodyMax, ct);
        return (reply.Status, reply.Json?.Text("status")) switch
        {
            ( >= 200 and < 300, "ALREADY_COMPLETED") or (400 or 409, _) => new FalCancellation.AlreadyCompleted(),
            ( >= 200 and < 300, "NOT_FOUND") => new FalCancellation.NotFound(),
            (404 or 410, _) when !reply.IsHtml => new FalCancellation.NotFound(),
            // Asked for is asked for, also where the words of the answer were lost or new.
            ( >= 200 and < 300, var word) => new FalCancellation.Requested(Removed: word == "OK"),
            _ => new FalCancellation.Transient(FalErrors.OfPoll(reply), reply.RetryAfter),
        };
    }

    private static FalSubmission.Accepted Accept(FalOptions options, string endpoint, JsonElement json, FalReply reply)
    {
        var told = new FalHandle(
            endpoint, json.Text("request_id")!, json.Text("status_url"), json.Text("response_url"), json.Text("cancel_url"));
        var checkedUrls = told with
        {
            StatusUrl = FalUrls.Status(options, told).AbsoluteUri,
            ResponseUrl = FalUrls.Response(options, told).AbsoluteUri,
            CancelUrl = FalUrls.Cancel(options, told).AbsoluteUri,
        };
        return new(checkedUrls, json.Int("queue_position") is >= 0 and var position ? position : null, reply.IsSandbox);
    }

    private static void Check(FalHandle job)
    {
        if (!FalUrls.IsEndpoint(job.Endpoint) || !FalUrls.IsRequestId(job.RequestId))
            throw new ArgumentException("The handle does not come from a submit.", nameof(job));
    }
}
