using System.Diagnostics;

namespace OmniHub.Benchmarks;

/// <summary>What is measured of one server in one turn.</summary>
internal static class GatewayLoad
{
    private const int Connections = 64, Rate = 200, Paced = 1_000, PacedTokens = 60, PacedPauseMs = 100;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(4);

    /// <summary>As many requests as 64 connections get through.</summary>
    public static async Task<(double PerSecond, double CpuMicros)> SaturateAsync(Candidate server)
    {
        var request = server.Request("hello", false);
        await DriveAsync(server, request, TimeSpan.FromSeconds(1));
        var (cpu, clock) = (server.Cpu, Stopwatch.StartNew());
        var done = await DriveAsync(server, request, Turn);
        var elapsed = clock.Elapsed;
        return (done / elapsed.TotalSeconds, (server.Cpu - cpu).TotalMicroseconds / done);
    }

    /// <summary>Median of one request after the other.</summary>
    public static async Task<double> AloneAsync(Candidate server)
    {
        using var wire = new Wire(server.Address);
        await wire.OpenAsync();
        var request = server.Request("hello", false);
        var times = new List<double>();
        for (var until = Stopwatch.StartNew(); until.Elapsed < Turn / 2;)
        {
            var began = Stopwatch.GetTimestamp();
            await wire.AskAsync(request);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }

        return Percentile(times, 50);
    }

    /// <summary>Median time to the first token of a stream, one after the other.</summary>
    public static async Task<double> FirstTokenAsync(Candidate server)
    {
        using var wire = new Wire(server.Address);
        await wire.OpenAsync();
        var request = server.Request("hello", true);
        var times = new List<double>();
        for (var until = Stopwatch.StartNew(); until.Elapsed < Turn / 2;) times.Add((await wire.StreamAsync(request)).First.TotalMicroseconds);
        return Percentile(times, 50);
    }

    /// <summary>The slowest hundredth at 200 requests a second, whatever the server does, counted from when a request was due.</summary>
    public static async Task<double> SteadyAsync(Candidate server)
    {
        var request = server.Request("hello", false);
        var wires = new Queue<Wire>();
        for (var i = 0; i < Connections; i++)
        {
            wires.Enqueue(new Wire(server.Address));
            await wires.Last().OpenAsync();
        }

        var (times, running, clock) = (new List<double>(), new List<Task>(), Stopwatch.StartNew());
        for (var i = 0; i < Rate * Turn.TotalSeconds; i++)
        {
            var due = TimeSpan.FromSeconds(i / (double)Rate);
            if (due > clock.Elapsed) await Task.Delay(due - clock.Elapsed);
            var wire = wires.Dequeue();
            running.Add(OneAsync(wire, due));
        }

        await Task.WhenAll(running);
        foreach (var wire in wires) wire.Dispose();
        return Percentile(times, 99);

        async Task OneAsync(Wire wire, TimeSpan due)
        {
            await wire.AskAsync(request);
            lock (times) times.Add((clock.Elapsed - due).TotalMicroseconds);
            lock (wires) wires.Enqueue(wire);
        }
    }

    /// <summary>A thousand streams, each with ten tokens a second.</summary>
    public static async Task<(double CpuMicros, double MemoryMb, double PerSecond)> PacedAsync(Candidate server)
    {
        var request = server.Request($"paced {PacedTokens} {PacedPauseMs} ", true);
        var (before, cpu, clock, tokens, peak) = (server.MemoryMb, server.Cpu, Stopwatch.StartNew(), 0, 0.0);
        var streams = Enumerable.Range(0, Paced).Select(async _ =>
        {
            using var wire = new Wire(server.Address);
            await wire.OpenAsync();
            await wire.StreamAsync(request, found => Interlocked.Add(ref tokens, found));
        }).ToList();
        var all = Task.WhenAll(streams);
        while (!all.IsCompleted)
        {
            peak = Math.Max(peak, server.MemoryMb);
            await Task.WhenAny(all, Task.Delay(250));
        }

        await all;
        return ((server.Cpu - cpu).TotalMicroseconds / tokens, peak, tokens / clock.Elapsed.TotalSeconds);
    }

    public static double Median(IEnumerable<double> values) => Percentile([.. values], 50);

    private static async Task<int> DriveAsync(Candidate server, byte[] request, TimeSpan time)
    {
        var (done, clock) = (0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var wire = new Wire(server.Address);
            await wire.OpenAsync();
            while (clock.Elapsed < time)
            {
                await wire.AskAsync(request);
                Interlocked.Increment(ref done);
            }
        }));
        return done;
    }

    private static double Percentile(List<double> values, int percent) =>
        values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(values.Count * percent / 100.0) - 1));
}
