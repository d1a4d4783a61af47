using System.Text.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>/sandbox/...: what a test or a demo switches and asks; no part of fal.</summary>
internal static class Admin
{
    private const int RowsMax = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sandbox/faults", (Faults faults) => Answer.Of(200, Shown(faults)));
        routes.MapPost("/sandbox/faults", AddFaults);
        routes.MapDelete("/sandbox/faults", (Faults faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        routes.MapGet("/sandbox/bill", (JobStore store) => Answer.Of(200, Bill.Show(store)));
        routes.MapGet("/sandbox/requests", Requests);
    }

    private static async Task<IResult> AddFaults(HttpContext http, Faults faults)
    {
        if (!http.Request.HasJsonContentType()) return Wrong("Send application/json");
        List<FaultRule>? rules;
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            var root = body.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("rules", out var inside)) root = inside;
            rules = root.ValueKind == JsonValueKind.Array
                ? root.Deserialize<List<FaultRule>>(JsonSerializerOptions.Web)
                : [root.Deserialize<FaultRule>(JsonSerializerOptions.Web)!];
        }
        catch (JsonException e)
        {
            return Wrong(e.Message);
        }
        foreach (var rule in rules!)
        {
            if (!Directive.Kinds.ContainsKey(rule.Kind))
                return Wrong($"Unknown kind {rule.Kind}. Known: {string.Join(", ", Directive.Kinds.Keys)}");
            if (rule.Operation is { } operation && !Directive.Operations.Contains(operation))
                return Wrong($"Unknown operation {operation}. Known: {string.Join(", ", Directive.Operations)}");
        }
        faults.Add(rules);
        return Answer.Of(200, Shown(faults));
    }

    private static JsonObject Shown(Faults faults) => new()
    {
        ["rules"] = new JsonArray([.. faults.List().Select(entry =>
        {
            var rule = JsonSerializer.SerializeToNode(entry.Rule, JsonSerializerOptions.Web)!.AsObject();
            rule["struck"] = entry.Struck;
            return rule;
        })]),
    };

    private static Answer Requests(HttpContext http, Gear gear)
    {
        var jobs = gear.Store.List(new JobFilter(), null, RowsMax, brief: true);
        var text = http.Request.Query["prompt"].ToString();
        return Answer.Of(200, new JsonObject
        {
            ["submits"] = new JsonArray([.. gear.Tally.All.Where(s => Fits(s.Prompt)).Select(s => new JsonObject
            {
                ["endpoint"] = s.Endpoint,
                ["prompt"] = s.Prompt,
                ["inputHash"] = s.Hash,
                ["attempts"] = s.Attempts,
                ["accepted"] = s.RequestIds.Count,
                ["requestIds"] = new JsonArray([.. s.RequestIds.Select(id => (JsonNode)id)]),
            })]),
            ["requests"] = new JsonArray([.. jobs.Where(r => Fits(r.Job.Prompt)).Select(r => new JsonObject
            {
                ["requestId"] = r.Job.Id,
                ["endpoint"] = r.Job.Endpoint,
                ["prompt"] = r.Job.Prompt,
                ["state"] = r.Job.State.ToString(),
                ["statusCode"] = r.Job.Code,
                ["submittedAt"] = Pace.Time(r.Job.SubmittedMs),
                ["endedAt"] = r.Job.EndedMs is { } end ? Pace.Time(end) : null,
                ["webhook"] = r.Job.Webhook,
                ["webhookState"] = r.Job.Hook.ToString(),
                ["webhookTries"] = r.Job.HookTries,
                ["calls"] = gear.Tally.CallsOf(r.Job.Id),
            })]),
        });

        bool Fits(string prompt) => text.Length == 0 || prompt.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    private static Answer Wrong(string message) => Answer.Of(400, new JsonObject { ["error"] = message });
}
