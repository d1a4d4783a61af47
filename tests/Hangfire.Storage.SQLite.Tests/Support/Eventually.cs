using System.Diagnostics;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Waits for what must come to be, with a bound generous enough for a busy machine.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<bool> condition, string what, TimeSpan? within = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (within ?? Long)) Assert.Fail($"It did not come to be that {what}.");
            await Task.Delay(20);
        }
    }

    /// <summary>Runs on a thread of its own, as callers of a synchronous storage do.</summary>
    public static Task<T> OnThread<T>(Func<T> work) =>
        Task.Factory.StartNew(work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public static Task OnThreads(int count, Action<int> work) => Task.WhenAll(Enumerable.Range(0, count).Select(i => OnThread(() =>
    {
        work(i);
        return 0;
    })));
}
