using System.Collections.Concurrent;
using System.Diagnostics;

namespace Hangfire.Storage.SQLite.Benchmarks;

/// <summary>The jobs that are measured: they do nothing but be counted.</summary>
public static class Work
{
    private static int _done;

    public static int Done => Volatile.Read(ref _done);

    public static ConcurrentBag<double> Latencies { get; } = [];

    public static void Reset() => Volatile.Write(ref _done, 0);

    public static void Empty() => Interlocked.Increment(ref _done);

    public static void Late(long askedAt)
    {
        Latencies.Add(Stopwatch.GetElapsedTime(askedAt).TotalMilliseconds);
        Empty();
    }
}
