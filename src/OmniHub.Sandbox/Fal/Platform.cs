using System.Globalization;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>The platform API: models, prices, past requests, bills.</summary>
internal static class Platform
{
    private const int IdsMax = 50;
    private const int PageDefault = 50;
    private const int PageMax = 100;
    private const decimal StartBalance = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var v1 = routes.MapGroup("/v1").AddEndpointFilter(async (context, next) =>
        {
            var (http, gear) = (context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<Gear>());
            var fault = gear.Faults.Take("platform", http.Request.Path, "", "", "");
            return await FaultAnswers.Play(http, fault, gear.Clock, async () => (IResult)(await next(context))!);
        });
        v1.MapGet("/models", Models);
        v1.MapGet("/models/pricing", Pricing);
        v1.MapPost("/models/pricing/estimate", (Delegate)Estimate);
        v1.MapGet("/models/requests/by-endpoint", Requests);
        v1.MapGet("/models/billing-events", BillingEvents);
        v1.MapGet("/account/billing", Account);
        v1.MapGet("/meta", () => Answer.Of(200, new JsonObject { ["webhook_ip_ranges"] = new JsonArray("127.0.0.1/32", "::1/128") }));
        v1.MapFallback(() => Answer.PlatformError(404, "not_found", "Not found"));
    }

    private static Answer Models(HttpContext http)
    {
        var query = http.Request.Query;
        var ids = Ids(http);
        var words = query["q"].ToString();
        var category = query["category"].ToString();
        var found = Catalogue.All
            .Where(m => ids.Count == 0 || ids.Contains(m.Endpoint))
            .Where(m => category.Length == 0 || m.Category == category)
            .Where(m => words.Length == 0 || $"{m.Endpoint} {m.Name} {m.About}".Contains(words, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (ids.Count > 0 && found.Count == 0) return Answer.PlatformError(404, "not_found", "Endpoint not found");
        return Page(http, "models", found, m => new JsonObject
        {
            ["endpoint_id"] = m.Endpoint,
            ["metadata"] = new JsonObject
            {
                ["display_name"] = m.Name,
                ["category"] = m.Category,
                ["description"] = m.About,
                ["status"] = "active",
                ["tags"] = new JsonArray(),
                ["updated_at"] = "2026-01-01T00:00:00Z",
                ["is_favorited"] = null,
                ["thumbnail_url"] = "",
                ["model_url"] = $"{SubmitJob.OriginOf(http)}/{m.Endpoint}",
                ["date"] = "2026-01-01T00:00:00Z",
                ["group"] = new JsonObject { ["key"] = Catalogue.AppOf(m.Endpoint), ["label"] = m.Family },
                ["highlighted"] = false,
                ["kind"] = "inference",
                ["pinned"] = false,
            },
        });
    }

    private static Answer Pricing(HttpContext http)
    {
        var ids = Ids(http);
        if (ids.Count is 0 or > IdsMax) return Answer.PlatformError(400, "validation_error", "endpoint_id is required, 1 to 50 of them");
        var priced = Catalogue.All.Where(m => m.Price is not null && ids.Contains(m.Endpoint)).ToList();
        if (priced.Count == 0) return Answer.PlatformError(404, "not_found", "Endpoint not found");
        return Page(http, "prices", priced, m => new JsonObject
        {
            ["endpoint_id"] = m.Endpoint,
            ["unit_price"] = m.Price!.Usd,
            ["unit"] = m.Price.Unit,
            ["currency"] = "USD",
        });
    }

    private static async Task<IResult> Estimate(HttpContext http)
    {
        if (await SubmitJob.ReadAsync(http) is not { } body || body["endpoints"] is not JsonObject endpoints)
            return Answer.PlatformError(400, "validation_error", "endpoints is required");
        var byUnit = body["estimate_type"]?.ToString() == "unit_price";
        var total = 0m;
        foreach (var (endpoint, asked) in endpoints)
        {
            if (Catalogue.Find(endpoint)?.Price is not { } price)
                return Answer.PlatformError(404, "not_found", $"Endpoint {endpoint} not found");
            var quantity = Validation.AsNumber(asked?[byUnit ? "unit_quantity" : "call_quantity"]) ?? 0;
            if (quantity <= 0) return Answer.PlatformError(400, "validation_error", "Quantities must be positive");
            total += quantity * price.Usd;
        }
        return Answer.Of(200, new JsonObject
        {
            ["estimate_type"] = byUnit ? "unit_price" : "historical_api_price",
            ["total_cost"] = total,
            ["currency"] = "USD",
        });
    }

    private static Answer Requests(HttpContext http, Gear gear)
    {
        if (Ids(http) is not { Count: > 0 } ids) return Answer.PlatformError(400, "validation_error", "endpoint_id is required");
        var payloads = http.Request.Query["expand"].ToString().Contains("payloads", StringComparison.Ordinal);
        (int, int)? codes = http.Request.Query["status"].ToString() switch
        {
            "success" => (200, 300),
            "user_error" => (400, 500),
            "error" => (500, 600),
            _ => null,
        };
        return Jobs(http, gear, "items", Filter(http) with { Endpoints = ids, Codes = codes }, !payloads, job =>
        {
            var item = new JsonObject
            {
                ["request_id"] = job.Id,
                ["endpoint_id"] = job.Endpoint,
                ["started_at"] = Pace.Time(job.StartedMs ?? job.SubmittedMs),
                ["sent_at"] = Pace.Time(job.SubmittedMs),
                ["ended_at"] = job.EndedMs is { } end ? Pace.Time(end) : null,
                ["status_code"] = job.State == JobState.Done ? job.Code : null,
                ["duration"] = job.InferenceSeconds,
            };
            if (!payloads || !job.KeepPayload) return item;
            item["json_input"] = JsonNode.Parse(job.Input);
            item["json_output"] = job.Output is null
                ? null
                : JsonNode.Parse(job.Output.Replace(Files.Origin, SubmitJob.OriginOf(http), StringComparison.Ordinal));
            return item;
        });
    }

    private static Answer BillingEvents(HttpContext http, Gear gear) =>
        Jobs(http, gear, "billing_events", Filter(http) with { Endpoints = Ids(http), Done = true, Billed = true }, brief: true, job =>
        {
            var cost = Bill.BilledFor(job) ?? 0;
            return new JsonObject
            {
                ["request_id"] = job.Id,
                ["endpoint_id"] = job.Endpoint,
                ["timestamp"] = Pace.Time(job.EndedMs ?? 0),
                ["output_units"] = job.Units,
                ["unit_price"] = job.UnitPrice,
                ["percent_discount"] = null,
                ["cost_subtotal"] = cost,
                ["cost_discount"] = 0,
                ["cost_total"] = cost,
                ["cost_estimate_nano_usd"] = (long)Math.Round(cost * 1_000_000_000m),
            };
        });

    private static Answer Account(HttpContext http, Gear gear)
    {
        var body = new JsonObject { ["username"] = "sandbox" };
        if (http.Request.Query["expand"].ToString().Contains("credits", StringComparison.Ordinal))
            body["credits"] = new JsonObject { ["current_balance"] = StartBalance - Bill.Total(gear.Store), ["currency"] = "USD" };
        return Answer.Of(200, body);
    }

    private static JobFilter Filter(HttpContext http) => new()
    {
        RequestIds = Ids(http, "request_id"),
        FromMs = Ms(http.Request.Query["start"]),
        ToMs = Ms(http.Request.Query["end"]),
    };

    private static Answer Jobs(HttpContext http, Gear gear, string name, JobFilter filter, bool brief, Func<Job, JsonObject> item)
    {
        var limit = Limit(http);
        long? before = long.TryParse(http.Request.Query["cursor"], CultureInfo.InvariantCulture, out var cursor) ? cursor : null;
        var rows = gear.Store.List(filter, before, limit + 1, brief);
        var more = rows.Count > limit;
        return Answer.Of(200, new JsonObject
        {
            [name] = new JsonArray([.. rows.Take(limit).Select(r => item(r.Job))]),
            ["next_cursor"] = more ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null,
            ["has_more"] = more,
        });
    }

    private static Answer Page<T>(HttpContext http, string name, List<T> all, Func<T, JsonObject> item)
    {
        var limit = Limit(http);
        _ = int.TryParse(http.Request.Query["cursor"], CultureInfo.InvariantCulture, out var from);
        var more = from + limit < all.Count;
        return Answer.Of(200, new JsonObject
        {
            [name] = new JsonArray([.. all.Skip(from).Take(limit).Select(item)]),
            ["next_cursor"] = more ? (from + limit).ToString(CultureInfo.InvariantCulture) : null,
            ["has_more"] = more,
        });
    }

    private static List<string> Ids(HttpContext http, string name = "endpoint_id") =>
        [.. http.Request.Query[name].SelectMany(v => (v ?? "").Split(',')).Select(id => id.Trim()).Where(id => id.Length > 0)];

    private static int Limit(HttpContext http) =>
        int.TryParse(http.Request.Query["limit"], CultureInfo.InvariantCulture, out var limit)
            ? Math.Clamp(limit, 1, PageMax)
            : PageDefault;

    private static long? Ms(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeMilliseconds()
            : null;
}
