using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace OmniHub.Benchmarks;

/// <summary>
/// What the gateway's path costs beside a raw YARP proxy and, with <c>portkey</c>, beside Portkey's gateway: turns in rotation, medians of
/// all rounds, the server alone on core 0, load and provider on core 1. Authentication, hold, settlement and the log of calls are on.
/// </summary>
internal static class GatewayCost
{
    private const int RoundsDefault = 3;

    /// <summary>Times four seconds of load before anything is measured: on one core .NET compiles what is hot for about that long.</summary>
    private const int WarmUps = 6;

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Select(a => int.TryParse(a, out var n) ? n : 0).FirstOrDefault(n => n > 0, RoundsDefault);
        if (Environment.ProcessorCount < 2) throw new InvalidOperationException("This needs two cores: one for the server, one for the load.");
        using (var pin = Process.Start("taskset", ["-cp", "1", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])) await pin.WaitForExitAsync();

        var upstreamPort = Candidate.FreePort();
        using var upstream = new Candidate("provider", upstreamPort, "/api/v1/chat/completions", Candidate.Self("1", "gateway-upstream", $"{upstreamPort}"), []);
        await Task.Delay(1500);
        var folder = Directory.CreateTempSubdirectory("omnihub-bench-").FullName;
        using var product = new Product(folder)
        {
            Core = "0",
            Settings = [("OPENROUTER_URL", $"http://127.0.0.1:{upstreamPort}/api/v1"), ("OPENROUTER_API_KEY", "sk-bench"), ("FAL_QUEUE_URL", $"http://127.0.0.1:{upstreamPort}")],
        };
        await product.StartAsync();
        var key = await product.KeyAsync();
        var proxyPort = Candidate.FreePort();
        var servers = new List<Candidate>
        {
            new("YARP", proxyPort, "/api/v1/chat/completions", Candidate.Self("0", "gateway-yarp", $"{proxyPort}", $"http://127.0.0.1:{upstreamPort}"), []),
            new("OmniHub", product.Port, "/v1/chat/completions", product.Process, [("Authorization", $"Bearer {key}")]),
        };
        if (args.Contains("portkey")) servers.Add(await PortkeyAsync(upstreamPort));
        await Task.Delay(1500);
        try
        {
            Print(await MeasureAsync(servers, upstream, rounds), servers, rounds);
        }
        finally
        {
            foreach (var server in servers) server.Dispose();
        }

        return 0;
    }

    private static async Task<Dictionary<(string Figure, string Server), double>> MeasureAsync(List<Candidate> servers, Candidate upstream, int rounds)
    {
        var seen = new Dictionary<(string, string), List<double>>();
        for (var turn = 0; turn < WarmUps; turn++)
        {
            foreach (var server in servers) await GatewayLoad.SaturateAsync(server);
        }

        for (var round = 0; round <= rounds; round++)
        {
            foreach (var server in servers)
            {
                var (perSecond, cpu) = await GatewayLoad.SaturateAsync(server);
                Note("requests/s, 64 connections", server, perSecond);
                Note("CPU a request, µs", server, cpu);
                Note("p50, one connection, µs", server, await GatewayLoad.AloneAsync(server));
                Note("time to first token, µs", server, await GatewayLoad.FirstTokenAsync(server));
                Note("p99 at 200 requests/s, µs", server, await GatewayLoad.SteadyAsync(server));
            }

            // The first round warms up; streams are slow by themselves, and Node is not asked for a thousand.
            foreach (var server in servers.Where(s => s.Name != "Portkey").Append(upstream))
            {
                var (cpu, memory, perSecond) = await GatewayLoad.PacedAsync(server);
                Note("1,000 streams: CPU a token, µs", server, cpu);
                Note("1,000 streams: memory, MB", server, memory);
                Note("1,000 streams: tokens/s", server, perSecond);
            }

            Console.Error.WriteLine($"round {round} of {rounds}");
            if (round == 0) seen.Clear();
        }

        return seen.ToDictionary(s => s.Key, s => GatewayLoad.Median(s.Value));

        void Note(string figure, Candidate server, double value)
        {
            if (!seen.TryGetValue((figure, server.Name), out var values)) seen[(figure, server.Name)] = values = [];
            values.Add(value);
        }
    }

    private static async Task<Candidate> PortkeyAsync(int upstream)
    {
        var folder = Path.Combine(Path.GetTempPath(), "omnihub-bench-portkey");
        Directory.CreateDirectory(folder);
        // Its streams need these two.
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"),
            """{"private":true,"dependencies":{"@portkey-ai/gateway":"*"},"overrides":{"@hono/node-server":"1.13.5","hono":"4.9.7"}}""");
        using (var install = Process.Start(new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]) { WorkingDirectory = folder })!)
            await install.WaitForExitAsync();
        var port = Candidate.FreePort();
        var process = Candidate.Run(
            "taskset", ["-c", "0", "node", "node_modules/@portkey-ai/gateway/build/start-server.js", $"--port={port}", "--headless"], folder, ("NODE_ENV", "production"));
        await Candidate.UntilOpenAsync(port, process);
        return new("Portkey", port, "/v1/chat/completions", process,
            [("Authorization", "Bearer sk-bench"), ("x-portkey-provider", "openai"), ("x-portkey-custom-host", $"http://127.0.0.1:{upstream}/api/v1")]);
    }

    private static void Print(Dictionary<(string Figure, string Server), double> seen, List<Candidate> servers, int rounds)
    {
        string[] names = [.. servers.Select(s => s.Name), "provider"];
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription.Trim()}, {CpuName()}; server on core 0, load and provider on core 1; medians of {rounds} interleaved rounds.");
        Console.WriteLine();
        Console.WriteLine($"| | {string.Join(" | ", names)} | OmniHub ÷ YARP |");
        Console.WriteLine($"|---|{string.Concat(names.Select(_ => "---:|"))}---:|");
        foreach (var figure in seen.Keys.Select(k => k.Figure).Distinct())
        {
            var cells = names.Select(n => seen.TryGetValue((figure, n), out var value) ? value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture) : "");
            Console.WriteLine($"| {figure} | {string.Join(" | ", cells)} | {seen[(figure, "OmniHub")] / seen[(figure, "YARP")]:0.00} |");
        }
    }

    private static string CpuName() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown CPU";
}
