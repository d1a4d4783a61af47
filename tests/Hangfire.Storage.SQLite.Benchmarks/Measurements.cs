using System.Diagnostics;
using System.Globalization;

namespace Hangfire.Storage.SQLite.Benchmarks;

/// <summary>What is measured of one storage, in the order of the table.</summary>
internal static class Measurements
{
    private static readonly int Jobs = Setting("BENCH_JOBS", 3_000);

    private static readonly int Finished = Setting("BENCH_FINISHED", 1_000_000);

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static IEnumerable<(string What, string Value)> Of(string name)
    {
        var storage = Targets.Open(name);
        var client = new BackgroundJobClient(storage);

        // Once through everything, so that no measurement pays for compilation.
        Enqueue(client, 1, 300);
        Process(storage, 10, 300);

        yield return ("enqueue, 1 thread, jobs/s", Rate(Jobs, Enqueue(client, 1, Jobs)));
        yield return ("run, 2 workers, jobs/s", Rate(Jobs, Process(storage, 2, Jobs)));
        yield return ("enqueue, 4 threads, jobs/s", Rate(Jobs, Enqueue(client, 4, Jobs)));
        var before = Spent(name);
        yield return ("run, 10 workers, jobs/s", Rate(Jobs, Process(storage, 10, Jobs)));
        yield return ("run, 10 workers, CPU µs/job", Shown((Spent(name) - before).TotalMicroseconds / Jobs));
        Enqueue(client, 4, Jobs);
        yield return ("run, 20 workers, jobs/s", Rate(Jobs, Process(storage, 20, Jobs)));

        using (Serve(storage, 20))
        {
            var latencies = Latencies(client, 400);
            yield return ("start on an idle server, p50, ms", Shown(latencies[latencies.Count / 2]));
            yield return ("start on an idle server, p99, ms", Shown(latencies[latencies.Count * 99 / 100]));
            yield return ("idle with 20 workers, CPU ms/min", Shown(IdleCost(name)));
        }

        foreach (var measured in Million.Of(name, storage, Finished)) yield return measured;
        (storage as IDisposable)?.Dispose();
    }

    public static string Shown(double value) => value.ToString(value < 10 ? "0.###" : "#,0", CultureInfo.InvariantCulture);

    public static double Milliseconds(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static int Setting(string name, int value) =>
        Environment.GetEnvironmentVariable(name) is { } set ? int.Parse(set, CultureInfo.InvariantCulture) : value;

    private static string Rate(int jobs, double milliseconds) => Shown(jobs / milliseconds * 1000);

    private static double Enqueue(BackgroundJobClient client, int threads, int jobs) => Milliseconds(() =>
    {
        var all = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < jobs / threads; i++) client.Enqueue(() => Work.Empty());
        })).ToList();
        all.ForEach(t => t.Start());
        all.ForEach(t => t.Join());
    });

    /// <summary>From the first job of a started server to the last.</summary>
    private static double Process(JobStorage storage, int workers, int jobs)
    {
        Work.Reset();
        using var server = Serve(storage, workers);
        SpinWait.SpinUntil(() => Work.Done > 0);
        var before = Work.Done;
        return Milliseconds(() => Until(() => Work.Done >= jobs)) * jobs / Math.Max(1, jobs - before);
    }

    private static BackgroundJobServer Serve(JobStorage storage, int workers) =>
        new(new BackgroundJobServerOptions { WorkerCount = workers }, storage);

    private static List<double> Latencies(BackgroundJobClient client, int jobs)
    {
        Pause(2_000);
        Work.Reset();
        Work.Latencies.Clear();
        for (var i = 1; i <= jobs; i++)
        {
            client.Enqueue(() => Work.Late(Stopwatch.GetTimestamp()));
            var expected = i;
            Until(() => Work.Done >= expected);
            Pause(15);
        }
        return [.. Work.Latencies.Order()];
    }

    private static double IdleCost(string name)
    {
        Pause(3_000);
        var before = Spent(name);
        Pause((int)Idle.TotalMilliseconds);
        return (Spent(name) - before).TotalMilliseconds * (60 / Idle.TotalSeconds);
    }

    /// <summary>The time this process took, and with it that of the database server, if there is one.</summary>
    private static TimeSpan Spent(string name)
    {
        var spent = Environment.CpuUsage.TotalTime;
        if (name is not (Targets.PostgreSql or Targets.PostgreSqlRelaxed)) return spent;
        foreach (var id in Targets.Ask<int>("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(id);
                spent += process.TotalProcessorTime;
            }
            catch (ArgumentException)
            {
                // It ended meanwhile.
            }
        }
        return spent;
    }

    private static void Until(Func<bool> condition)
    {
        while (!condition()) Pause(1);
    }

    private static void Pause(int milliseconds) => new ManualResetEventSlim().Wait(milliseconds);
}
