using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace OmniHub.Benchmarks;

/// <summary>
/// The operator's figures with 1,000,000 generations and their charges over 90 days: seeded as rows, added to the tallies by the recurring
/// work of the product itself, then asked for. Aim: under 300 ms, and the same numbers as a count of the rows.
/// </summary>
internal static class Analytics
{
    private const int Generations = 1_000_000, Days = 90, Users = 2_000, Asks = 21;
    private static readonly TimeSpan TallyMax = TimeSpan.FromMinutes(20);
    private static readonly string[] Paths =
        ["/admin?range=24h", "/admin?range=7d", "/admin?range=30d", "/admin?range=90d", "/api/admin/stats", "/admin/analytics.csv?range=90d", "/admin/health"];

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-bench-").FullName;
        using var product = new Product(folder);
        await product.StartAsync();
        product.Stop();
        var clock = Stopwatch.StartNew();
        var database = Path.Combine(folder, "data", "omnihub.db");
        Seed(database);
        Console.WriteLine($"{Generations:#,##0} generations seeded in {clock.Elapsed.TotalSeconds:0} s, {new FileInfo(database).Length / 1_048_576} MB");

        await product.StartAsync();
        clock.Restart();
        while (Left(database) > 0 && clock.Elapsed < TallyMax) await Task.Delay(TimeSpan.FromSeconds(1));
        Console.WriteLine($"added to the tallies in {clock.Elapsed.TotalSeconds:0} s, {Left(database)} left");

        await product.OpenLimitsAsync();
        using var admin = await product.AdminAsync();
        foreach (var path in Paths)
        {
            var times = new List<double>();
            for (var i = 0; i < Asks; i++) times.Add(await Product.TimeAsync(admin, path));
            var later = times.Skip(1).Order().ToList();
            Console.WriteLine(
                $"GET {path,-32} first {times[0],6:0.0} ms, then p50 {later[later.Count / 2],6:0.0} ms, worst {later[^1],6:0.0} ms");
        }

        return await CheckAsync(admin, database);
    }

    private static void Seed(string database)
    {
        using var db = Open(database);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var from = now - (Days * 86_400_000L);
        // Pseudo-random by arithmetic, so that every run has the same rows: 30 models, 3 % failures, 0.4 s to 2 minutes.
        Run(
            db,
            $"""
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Generations - 1}),
            g AS (SELECT i, (i * 2654435761) % 4294967296 AS r, {from} + i * {Days * 86_400_000L / Generations} AS at FROM n)
            INSERT INTO generation_generations (id, user_id, workspace_id, payer, slot, operation, model_id, type, endpoint, prompt, options, terms,
                hold_micros, stage, nonce, is_sandbox, favorite, created_at, completed_at, settled_at, deadline, attempts, charged_micros, error_code)
            SELECT printf('gen_%026d', i), printf('usr_%04d', r % {Users}), 'wsp_1', 'usr_1', 0, printf('op_%d', i), printf('model-%02d', r / 7 % 30),
                CASE WHEN r / 7 % 30 < 20 THEN 'image' ELSE 'video' END, 'fal-ai/x', 'A boat on a lake', '{"{}"}', '{"{}"}', 30000,
                CASE WHEN r / 11 % 100 < 3 THEN 'failed' ELSE 'completed' END, 'n', 1, 0, at, at + 400 + r / 13 % (CASE WHEN r / 7 % 30 < 20 THEN 9000 ELSE 120000 END),
                at + 500, at + 600000, 0, CASE WHEN r / 11 % 100 < 3 THEN 0 ELSE 25000 END, CASE WHEN r / 11 % 100 < 3 THEN 'provider_error' END FROM g
            """);
        Run(
            db,
            """
            INSERT INTO billing_entries (id, key, kind, account, seq, amount_micros, balance_after_micros, provider_cost_micros, reference, description,
                created_at, user_id, model_id)
            SELECT 'txn_' || substr(id, 5), 'settle:' || id, 'charge', 'usr_bench', rowid, -25000, 0, 21000, id, 'A picture', created_at + 10000, user_id, model_id
            FROM generation_generations WHERE stage = 'completed'
            """);
    }

    private static async Task<int> CheckAsync(HttpClient admin, string database)
    {
        var to = TimeProvider.System.GetUtcNow().AddDays(1);
        var stats = (await admin.GetFromJsonAsync<JsonNode>($"/api/admin/stats?from={to.AddDays(-200):yyyy-MM-dd}&to={to:yyyy-MM-dd}"))!;
        using var db = Open(database);
        (string Name, decimal Shown, decimal Counted)[] checks =
        [
            ("generations", Number(stats, "generations", "total"), Long(db, "SELECT COUNT(*) FROM generation_generations")),
            ("failures", Number(stats, "generations", "failed"), Long(db, "SELECT COUNT(*) FROM generation_generations WHERE stage = 'failed'")),
            ("charged", Number(stats, "revenue", "charged"), Long(db, "SELECT -SUM(amount_micros) FROM billing_entries WHERE kind = 'charge'") / 1_000_000m),
            ("active users", Number(stats, "users", "active"), Long(db, "SELECT COUNT(DISTINCT user_id) FROM generation_generations")),
        ];
        foreach (var (name, shown, counted) in checks) Console.WriteLine($"{name,-14} {shown:#,##0.######} shown, {counted:#,##0.######} counted");
        return checks.All(c => c.Shown == c.Counted) ? 0 : 1;
    }

    private static long Left(string database)
    {
        using var db = Open(database);
        return Long(db, "SELECT COUNT(*) FROM generation_generations WHERE counted_at IS NULL")
            + Long(db, "SELECT COUNT(*) FROM billing_entries WHERE created_at >= (SELECT COALESCE(MAX(start) + 7200000, 0) FROM billing_tallies WHERE hours = 1)");
    }

    private static decimal Number(JsonNode stats, string part, string member) => stats[part]![member]!.GetValue<decimal>();

    private static SqliteConnection Open(string database)
    {
        var db = new SqliteConnection($"Data Source={database};Default Timeout=30");
        db.Open();
        return db;
    }

    private static void Run(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Long(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
