using System.Globalization;
using System.Text.Json;

namespace OmniHub.Providers;

/// <content>The platform API, https://api.fal.ai/v1 (its OpenAPI document is at /openapi.json there).</content>
public sealed partial class FalClient
{
    private const int BatchSizeMax = 50;
    private const int PageSize = 100;
    private const int PagesMax = 10;

    /// <summary>
    /// fal's own list of requests to an endpoint, to find a submit whose answer was lost: compare with
    /// <see cref="FalPastRequest.HasInput"/>. At most 1,000, and requests that have not ended may be missing.
    /// </summary>
    public Task<FalAnswer<IReadOnlyList<FalPastRequest>>> FindRequestsAsync(
        string endpoint, DateTimeOffset since, DateTimeOffset? until = null, CancellationToken ct = default)
    {
        var end = until is { } time ? $"&end={Iso(time)}" : "";
        var query = $"endpoint_id={Uri.EscapeDataString(endpoint)}&start={Iso(since)}{end}&expand=payloads";
        return AllAsync("models/requests/by-endpoint", query, "items", item => item.Text("request_id") is { } id
                ? new FalPastRequest(id, item.Text("endpoint_id") ?? endpoint, item.Time("sent_at"), item.Time("started_at"),
                    item.Time("ended_at"), item.Int("status_code"), item.Get("json_input"), item.Get("json_output"))
                : null, ct);
    }

    /// <summary>Current unit prices. Endpoints without a price, or that fal does not know, are missing from the answer.</summary>
    public async Task<FalAnswer<IReadOnlyList<FalPrice>>> PricingAsync(
        IReadOnlyCollection<string> endpoints, CancellationToken ct = default)
    {
        var prices = new List<FalPrice>();
        var batches = new Stack<string[]>(endpoints.Distinct().Chunk(BatchSizeMax));
        while (batches.TryPop(out var batch))
        {
            var query = string.Join('&', batch.Select(endpoint => $"endpoint_id={Uri.EscapeDataString(endpoint)}"));
            switch (await AllAsync("models/pricing", query, "prices", Price, ct))
            {
                case FalAnswer<IReadOnlyList<FalPrice>>.Ok(var found): prices.AddRange(found); break;
                // One unknown endpoint spoils its batch: halve until it stands alone.
                case FalAnswer<IReadOnlyList<FalPrice>>.Failed { Error.Code: FalCode.JobLost } when batch.Length == 1: break;
                case FalAnswer<IReadOnlyList<FalPrice>>.Failed { Error.Code: FalCode.JobLost }:
                    foreach (var half in batch.Chunk((batch.Length + 1) / 2)) batches.Push(half);
                    break;
                case var failed: return failed;
            }
        }
        return new FalAnswer<IReadOnlyList<FalPrice>>.Ok(prices);
    }

    /// <summary>What requests really cost. Needs a key with admin scope: others get <see cref="FalCode.Unauthorized"/>.</summary>
    public async Task<FalAnswer<IReadOnlyList<FalBillingEvent>>> BillingEventsAsync(
        IReadOnlyCollection<string> requestIds, DateTimeOffset since, CancellationToken ct = default)
    {
        var events = new List<FalBillingEvent>();
        foreach (var batch in requestIds.Distinct().Chunk(BatchSizeMax))
        {
            var ids = string.Concat(batch.Select(id => $"&request_id={Uri.EscapeDataString(id)}"));
            var answer = await AllAsync("models/billing-events", $"start={Iso(since)}{ids}", "billing_events", BillingEvent, ct);
            if (answer is not FalAnswer<IReadOnlyList<FalBillingEvent>>.Ok(var found)) return answer;
            events.AddRange(found);
        }
        return new FalAnswer<IReadOnlyList<FalBillingEvent>>.Ok(events);
    }

    /// <summary>A page of fal's catalogue, from <paramref name="cursor"/> on; with schemas it is large and slow.</summary>
    public async Task<FalAnswer<FalModelPage>> ModelsAsync(
        string? cursor = null, bool withSchemas = false, CancellationToken ct = default)
    {
        var query = $"limit={PageSize}{(withSchemas ? "&expand=openapi-3.0" : "")}";
        return await PageAsync("models", query, "models", cursor, Model, ct) switch
        {
            FalAnswer<Page<FalModel>>.Ok(var page) => new FalAnswer<FalModelPage>.Ok(new(page.Items, page.Next)),
            FalAnswer<Page<FalModel>>.Failed(var error, var pause) => new FalAnswer<FalModelPage>.Failed(error, pause),
            _ => throw new InvalidOperationException(),
        };
    }

    private static FalPrice? Price(JsonElement item) =>
        item.Text("endpoint_id") is { } endpoint && item.Decimal("unit_price") is { } price && item.Text("unit") is { } unit
            ? new FalPrice(endpoint, price, unit, item.Text("currency") ?? "USD") : null;

    private static FalBillingEvent? BillingEvent(JsonElement item) => item.Text("request_id") is { } id
        ? new FalBillingEvent(id, item.Text("endpoint_id") ?? "", item.Time("timestamp"), item.Decimal("output_units"),
            item.Decimal("unit_price"), item.Decimal("cost_total"), item.Decimal("cost_estimate_nano_usd"))
        : null;

    private static FalModel? Model(JsonElement item)
    {
        if (item.Text("endpoint_id") is not { } endpoint) return null;
        var about = item.Get("metadata") ?? default;
        var tags = about.Items("tags").Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!);
        return new FalModel(endpoint, about.Text("display_name") ?? endpoint, about.Text("category"), about.Text("description"),
            about.Text("status") is not "deprecated", [.. tags], about.Time("updated_at"), about.Text("thumbnail_url"),
            item.Get("openapi"));
    }

    private async Task<FalAnswer<IReadOnlyList<T>>> AllAsync<T>(
        string path, string query, string list, Func<JsonElement, T?> read, CancellationToken ct) where T : class
    {
        var all = new List<T>();
        string? cursor = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var answer = await PageAsync(path, $"{query}&limit={PageSize}", list, cursor, read, ct);
            if (answer is FalAnswer<Page<T>>.Failed(var error, var pause))
                return new FalAnswer<IReadOnlyList<T>>.Failed(error, pause);
            if (answer is FalAnswer<Page<T>>.Ok(var found))
            {
                all.AddRange(found.Items);
                if ((cursor = found.Next) is null) break;
            }
        }
        return new FalAnswer<IReadOnlyList<T>>.Ok(all);
    }

    private async Task<FalAnswer<Page<T>>> PageAsync<T>(
        string path, string query, string list, string? cursor, Func<JsonElement, T?> read, CancellationToken ct) where T : class
    {
        var next = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
        var request = http.Request(HttpMethod.Get, FalHosts.Append(http.Options.ApiUrl, $"{path}?{query}{next}"));
        var reply = await http.SendAsync(FalHttp.Platform, request, http.Options.ResultTimeout, ResultBodyMax, ct);
        if (!reply.IsSuccess || reply.Trouble is not null)
            return new FalAnswer<Page<T>>.Failed(FalErrors.Of(reply), reply.RetryAfter);
        if (reply.Json?.Get(list) is not { ValueKind: JsonValueKind.Array })
            return new FalAnswer<Page<T>>.Failed(FalErrors.Of(FalCode.Malformed));
        var items = reply.Json.Value.Items(list).Select(read).OfType<T>().ToList();
        return new FalAnswer<Page<T>>.Ok(new(items, reply.Json.Value.Text("next_cursor") is { Length: > 0 } more ? more : null));
    }

    private sealed record Page<T>(List<T> Items, string? Next);

    private static string Iso(DateTimeOffset time) =>
        Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}
