using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace OmniHub.Tests;

/// <summary>How the database would answer a query, step by step, in the words of SQLite's EXPLAIN QUERY PLAN.</summary>
internal static class Plans
{
    // Small tables are read whole, and small results sorted: with these off, a plan does so only where no index serves.
    private const string IndexesOnly = "SET enable_seqscan = off; SET enable_sort = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

    public static async Task<List<string>> PlanAsync(this DbContext db, IQueryable<object> query)
    {
        var isPostgres = db.Database.IsNpgsql();
        await using var command = query.CreateDbCommand();
        command.CommandText = (isPostgres ? "EXPLAIN (FORMAT JSON) " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        await db.Database.OpenConnectionAsync();
        if (isPostgres)
        {
            await db.Database.ExecuteSqlRawAsync(IndexesOnly);
            return [.. Steps(JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)![0]!["Plan"]!)];
        }

        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) plan.Add(reader.GetString(3));
        return plan;
    }

    private static IEnumerable<string> Steps(JsonNode node, string? parent = null)
    {
        var (type, table, index) = (node["Node Type"]!.GetValue<string>(), (string?)node["Alias"] ?? parent, (string?)node["Index Name"]);
        var step = type switch
        {
            "Index Scan" or "Index Only Scan" or "Bitmap Index Scan" =>
                node["Index Cond"] is { } condition ? $"SEARCH {table} USING INDEX {index} {condition}" : $"SCAN {table} USING INDEX {index}",
            "Sort" or "Incremental Sort" => "USE TEMP B-TREE FOR ORDER BY",
            "Limit" or "Nested Loop" or "Subquery Scan" or "Bitmap Heap Scan" or "Result" => null,
            _ => $"{type} {table}",
        };
        return [.. step is null ? [] : new[] { step }, .. node["Plans"]?.AsArray().SelectMany(inner => Steps(inner!, table)) ?? []];
    }
}
