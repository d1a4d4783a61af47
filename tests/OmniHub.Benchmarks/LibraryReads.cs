using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace OmniHub.Benchmarks;

/// <summary>One person's library with many results: <c>-- library [COUNT]</c>. Pages, filters and words, at the top and half way down.</summary>
internal static class LibraryReads
{
    private const int Asks = 41;

    private static readonly string[] Filters =
    [
        "", "type=video", "model=flux-dev", "status=failed", "favorite=true", "type=image&model=flux-dev&favorite=true", "q=harbour", "q=number%2077", "q=nowhere",
    ];

    public static async Task<int> RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-bench-").FullName;
        using var product = new Product(folder);
        await product.StartAsync();
        await product.OpenLimitsAsync();
        using var user = await product.SignUpAsync("bench");
        var workspace = (await user.GetFromJsonAsync<JsonNode>("/api/workspaces"))!["items"]![0]!["id"]!.GetValue<string>();
        Seed(Path.Combine(folder, "data", "omnihub.db"), count, await Product.IdOfAsync(user), workspace);
        Console.WriteLine($"seeded {count:#,##0} results");
        var deep = Kernel.PageRequest.Encode($"gen_{count / 2:00000000000000000000000000}");
        foreach (var filter in Filters)
        {
            await MeasureAsync(user, $"/library?{filter}");
            await MeasureAsync(user, $"/library?cursor={deep}&{filter}");
            await MeasureAsync(user, $"/api/generations?{filter}");
        }

        return 0;
    }

    private static async Task MeasureAsync(HttpClient user, string path)
    {
        var times = new List<double>();
        for (var i = 0; i < Asks; i++) times.Add(await Product.TimeAsync(user, path));
        var warm = times.Skip(1).Order().ToList();
        Console.WriteLine($"GET {path,-96} p50 {warm[warm.Count / 2],6:0.0} ms   worst {warm[^1],6:0.0} ms");
    }

    private static void Seed(string database, int count, string user, string workspace)
    {
        using var db = new SqliteConnection($"Data Source={database};Default Timeout=60");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandTimeout = 0;
        // Pseudo-random by arithmetic: a tenth videos, a fiftieth failed, a hundredth liked, every sixteenth of a harbour.
        command.CommandText = $"""
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1}),
            g AS (SELECT i, (i * 2654435761) % 4294967296 AS r, 1700000000000 + i * 60000 AS at FROM n)
            INSERT INTO generation_generations (id, user_id, workspace_id, payer, slot, operation, model_id, type, endpoint, prompt, options, terms,
                hold_micros, stage, nonce, is_sandbox, favorite, created_at, completed_at, settled_at, deadline, attempts, charged_micros, error_code, counted_at)
            SELECT printf('gen_%026d', i), $user, $workspace, $user, 0, printf('op_%d', i), CASE WHEN r / 7 % 10 = 0 THEN 'kling-v2.5-turbo-pro' WHEN r / 5 % 2 = 0 THEN 'flux-dev' ELSE 'flux-schnell' END,
                CASE WHEN r / 7 % 10 = 0 THEN 'video' ELSE 'image' END, 'fal-ai/x', CASE WHEN r / 3 % 16 = 0 THEN 'A quiet harbour, number ' ELSE 'Ridges at sunrise, number ' END || i, '{"{}"}', '{"{}"}', 30000,
                CASE WHEN r / 11 % 50 = 0 THEN 'failed' ELSE 'completed' END, 'n', 1, r / 13 % 100 = 0, at, at + 4000, at + 5000, at + 600000, 0, 25000,
                CASE WHEN r / 11 % 50 = 0 THEN 'provider_error' END, at FROM g
            """;
        command.Parameters.AddWithValue("$user", user);
        command.Parameters.AddWithValue("$workspace", workspace);
        command.ExecuteNonQuery();
    }
}
