using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace OmniHub.Benchmarks;

/// <summary>While 50 generations run, pages and API reads answer within 50 ms (p95). The sandbox draws on the same machine.</summary>
internal static class BusyReads
{
    private const int Generations = 50;
    private static readonly string[] Api = ["/api/models", "/api/generations", "/api/billing/balance", "/api/auth/me"];
    private static readonly string[] Pages = ["/create", "/dashboard", "/billing"];

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-bench-").FullName;
        using var product = new Product(folder);
        await product.StartAsync();
        await product.OpenLimitsAsync();
        using var user = await product.SignUpAsync("bench");
        foreach (var path in Api.Concat(Pages)) await Product.TimeAsync(user, path);
        var idle = await MeasureAsync(user, () => Task.FromResult(false), 40);
        using var admin = await product.AdminAsync();
        var pool = new PoolWatch(admin);
        var before = await pool.LookAsync();

        var began = Stopwatch.StartNew();
        var starts = new List<double>();
        for (var i = 0; i < Generations; i++)
        {
            var clock = Stopwatch.StartNew();
            using var answer = await user.PostAsJsonAsync("/api/generate", new { modelId = "flux-dev", prompt = $"boat number {i} on a quiet lake" });
            answer.EnsureSuccessStatusCode();
            starts.Add(clock.Elapsed.TotalMilliseconds);
        }

        var busy = await MeasureAsync(user, async () =>
        {
            await pool.LookAsync();
            return await RunningAsync(user) > 0;
        }, int.MaxValue);
        Console.WriteLine($"{Generations} generations done in {began.Elapsed.TotalSeconds:0.0} s; POST /api/generate p50 {Percentile(starts, 50):0.0} ms, p95 {Percentile(starts, 95):0.0} ms");
        foreach (var path in Api.Concat(Pages))
            Console.WriteLine($"GET {path,-24} idle p50 {Percentile(idle[path], 50),6:0.0} p95 {Percentile(idle[path], 95),6:0.0}   busy p50 {Percentile(busy[path], 50),6:0.0} p95 {Percentile(busy[path], 95),6:0.0} ms ({busy[path].Count} requests)");
        Console.WriteLine($"thread pool: {before.Threads} threads idle, at most {pool.Threads} busy ({Environment.ProcessorCount} cores); at most {pool.Queued} waited in line; {pool.Contentions - before.Contentions} lock contentions");
        return 0;
    }

    /// <summary>A thread that is blocked shows as a pool that grows beyond the cores while work waits in line.</summary>
    private sealed class PoolWatch(HttpClient admin)
    {
        public long Threads { get; private set; }

        public long Queued { get; private set; }

        public long Contentions { get; private set; }

        public async Task<(long Threads, long Contentions)> LookAsync()
        {
            var lines = (await admin.GetStringAsync("/metrics")).Split('\n');
            Threads = Math.Max(Threads, Of(lines, "dotnet_thread_pool_thread_count"));
            Queued = Math.Max(Queued, Of(lines, "dotnet_thread_pool_queue_length"));
            Contentions = Of(lines, "dotnet_monitor_lock_contentions");
            return (Threads, Contentions);
        }

        private static long Of(string[] lines, string name) =>
            (long)double.Parse(lines.First(l => l.StartsWith(name, StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<Dictionary<string, List<double>>> MeasureAsync(HttpClient user, Func<Task<bool>> goesOn, int rounds)
    {
        var times = Api.Concat(Pages).ToDictionary(path => path, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var path in times.Keys) times[path].Add(await Product.TimeAsync(user, path));
            if (rounds == int.MaxValue && !await goesOn()) break;
        }

        return times;
    }

    private static async Task<int> RunningAsync(HttpClient user)
    {
        var list = await user.GetFromJsonAsync<JsonNode>("/api/generations?limit=100");
        return list!["items"]!.AsArray().Count(g => g!["completedAt"] is null);
    }

    private static double Percentile(List<double> values, int percent) =>
        values.Order().ElementAt(Math.Min(values.Count - 1, (int)Math.Ceiling(values.Count * percent / 100.0) - 1));
}
