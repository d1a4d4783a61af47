using System.Collections.Concurrent;
using OmniHub.Contracts.Admin;

namespace OmniHub.Web;

/// <summary>Fixed windows of requests, one a key, exact under concurrency. The rule comes with each request, so a change counts at once.</summary>
internal sealed class Windows(TimeProvider clock)
{
    private const int SweepEvery = 4096;
    private readonly ConcurrentDictionary<string, Window> windows = new(StringComparer.Ordinal);
    private int taken;

    /// <summary>Takes one permit where there is one.</summary>
    public Permit Take(string key, Rate rate)
    {
        if (Interlocked.Increment(ref taken) % SweepEvery == 0) Sweep();
        var now = clock.GetTimestamp();
        while (true)
        {
            var window = windows.GetOrAdd(key, static _ => new Window());
            lock (window)
            {
                if (window.IsGone) continue;
                var length = TimeSpan.FromSeconds(rate.WindowSeconds);
                if (window.Count == 0 || clock.GetElapsedTime(window.Started, now) >= length) (window.Started, window.Count) = (now, 0);
                (window.Seconds, window.Limit) = (rate.WindowSeconds, rate.Limit);
                var granted = window.Count < rate.Limit;
                if (granted) window.Count++;
                var seconds = (int)Math.Ceiling((length - clock.GetElapsedTime(window.Started, now)).TotalSeconds);
                return new(key, window.Started, granted, rate.Limit, Math.Max(0, rate.Limit - window.Count), Math.Max(1, seconds));
            }
        }
    }

    /// <summary>Gives a permit back that another limit made useless.</summary>
    public void GiveBack(Permit permit)
    {
        if (!permit.Granted || !windows.TryGetValue(permit.Key, out var window)) return;
        lock (window)
        {
            if (window.Started == permit.Started) window.Count--;
        }
    }

    /// <summary>Every window that is running, with its key.</summary>
    public IEnumerable<(string Key, int Count, int Limit)> Running()
    {
        foreach (var (key, window) in windows)
        {
            int count, limit;
            lock (window)
            {
                if (window.Count == 0 || clock.GetElapsedTime(window.Started) >= TimeSpan.FromSeconds(window.Seconds)) continue;
                (count, limit) = (window.Count, window.Limit);
            }

            yield return (key, count, limit);
        }
    }

    private void Sweep()
    {
        foreach (var (key, window) in windows)
        {
            lock (window)
            {
                if (clock.GetElapsedTime(window.Started) < TimeSpan.FromSeconds(window.Seconds)) continue;
                window.IsGone = true;
                windows.TryRemove(key, out _);
            }
        }
    }

    private sealed class Window
    {
        public long Started { get; set; }

        public int Count { get; set; }

        public int Seconds { get; set; }

        public int Limit { get; set; }

        public bool IsGone { get; set; }
    }
}

/// <summary>What a window said.</summary>
internal sealed record Permit(string Key, long Started, bool Granted, int Limit, int Remaining, int ResetSeconds);
