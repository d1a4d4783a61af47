using System.Globalization;
using System.Text.Json.Nodes;

namespace OmniHub.Sandbox;

/// <summary>What the provider would have charged.</summary>
internal static class Bill
{
    private const int RowsMax = 10_000;

    /// <summary>Only successful work is billed, whatever units a fault reports. Null: the price is not known.</summary>
    public static decimal? CostOf(Job job) => job.Code != 200 ? 0 : job.Units * job.UnitPrice;

    /// <summary>What the books say in the end: a fault makes them differ from what the result told.</summary>
    public static decimal? BilledFor(Job job) =>
        job.Suffers("bill-more") ? CostOf(job) * 3 / 2
        : job.Suffers("bill-less") ? CostOf(job) / 2
        : CostOf(job);

    public static decimal Total(JobStore store) => Rows(store).Sum(j => CostOf(j) ?? 0);

    public static JsonObject Show(JobStore store)
    {
        var rows = Rows(store);
        return new JsonObject
        {
            ["currency"] = "USD",
            ["total"] = Text(rows.Sum(j => CostOf(j) ?? 0)),
            ["requests"] = new JsonArray([.. rows.Select(job => new JsonObject
            {
                ["requestId"] = job.Id,
                ["endpoint"] = job.Endpoint,
                ["statusCode"] = job.Code,
                ["unit"] = Catalogue.Find(job.Endpoint)?.Price?.Unit,
                ["units"] = Text(job.Units),
                ["unitPrice"] = Text(job.UnitPrice),
                ["cost"] = Text(CostOf(job)),
            })]),
        };
    }

    private static List<Job> Rows(JobStore store) =>
        [.. store.List(new JobFilter { Done = true }, null, RowsMax, brief: true).Select(r => r.Job)];

    private static string? Text(decimal? amount) => amount?.ToString("0.############", CultureInfo.InvariantCulture);
}
