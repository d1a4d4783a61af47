using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>POST /{endpoint} on the queue host.</summary>
internal static class SubmitJob
{
    private const string BadKey = "invalid";

    public static async Task<IResult> Handle(string endpoint, HttpContext http, Gear gear)
    {
        if (Refusal(endpoint, http) is { } refusal) return refusal;
        if (await ReadAsync(http) is not { } input) return Answer.Failed(400, "bad_request", "The request body is not valid JSON");

        var prompt = PromptOf(input);
        gear.Tally.Attempt(endpoint, input);
        var fault = gear.Faults.Take("submit", endpoint, prompt, $"{endpoint} {prompt}", prompt);
        return await FaultAnswers.Play(http, fault, gear.Clock, () => Task.FromResult<IResult>(Accept(endpoint, input, http, gear)));
    }

    /// <summary>What is refused before the model sees it, on the queue and on a direct run alike.</summary>
    public static Answer? Refusal(string endpoint, HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString().Contains(BadKey, StringComparison.OrdinalIgnoreCase))
            return Answer.Of(401, new JsonObject { ["detail"] = "Cannot access application. Authentication is required." });
        return Catalogue.Find(endpoint) is null
            ? Answer.Of(404, new JsonObject { ["detail"] = $"Application '{endpoint}' not found" })
            : null;
    }

    public static async Task<JsonObject?> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        if (string.IsNullOrWhiteSpace(text)) return [];
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    public static Job NewJob(string endpoint, JsonObject input, HttpContext http, Gear gear)
    {
        var prompt = PromptOf(input);
        var headers = http.Request.Headers;
        return new Job
        {
            Id = Guid.NewGuid().ToString(),
            Endpoint = endpoint,
            Input = input.ToJsonString(Answer.Plain),
            Prompt = prompt,
            Origin = OriginOf(http),
            LowPriority = headers["x-fal-queue-priority"] == "low",
            KeepPayload = headers["x-fal-store-io"] != "0",
            SubmittedMs = gear.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Faults = gear.Faults.ForNewJob(endpoint, prompt),
        };
    }

    private static Answer Accept(string endpoint, JsonObject input, HttpContext http, Gear gear)
    {
        var job = NewJob(endpoint, input, http, gear);
        if (http.Request.Query["fal_webhook"].ToString() is { Length: > 0 } webhook)
        {
            if (!Uri.TryCreate(webhook, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https"))
                return Answer.Failed(400, "bad_request", "The webhook is not a valid URL");
            job = job with { Webhook = webhook };
        }
        if (http.Request.Headers["x-fal-request-timeout"].ToString() is { Length: > 0 } timeout)
        {
            if (!double.TryParse(timeout, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                || seconds is not (> 0.1 and < 1e6))
                return Answer.Failed(400, "bad_request", "Invalid request timeout");
            job = job with { StartByMs = job.SubmittedMs + (long)(seconds * 1000) };
        }
        int? queueMax = int.TryParse(http.Request.Query["fal_max_queue_length"], CultureInfo.InvariantCulture, out var max) ? max : null;
        if (gear.Workshop.Submit(job, queueMax) is null)
            return Answer.Failed(429, "queue_full", "Maximum queue length exceeded");

        gear.Tally.Accept(job.Id, endpoint, input);
        var body = ShowStatus.Urls(job, http);
        body["status"] = "IN_QUEUE";
        body["queue_position"] = gear.Workshop.PositionOf(job.Id);
        body["gateway_request_id"] = job.Id;
        return Answer.Of(200, body, ("x-fal-request-id", job.Id));
    }

    private static string PromptOf(JsonObject input) =>
        input["prompt"] is JsonValue value && value.TryGetValue<string>(out var prompt) ? prompt : "";

    public static string OriginOf(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}";
}
