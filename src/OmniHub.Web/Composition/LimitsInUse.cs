using OmniHub.Contracts.Admin;

namespace OmniHub.Web;

/// <summary>Reads the windows for the page of the limits.</summary>
internal sealed class LimitsInUse(Windows windows, OpenStreams streams) : ILimitUse
{
    private const int BusiestMax = 8;

    public LimitUse Now
    {
        get
        {
            var running = windows.Running().ToList();
            return new(
                running.Where(w => w.Key == LimitRequests.AllKey).Sum(w => w.Count), streams.Count,
                [.. running.Where(w => w.Key != LimitRequests.AllKey).OrderByDescending(w => (double)w.Count / w.Limit).Take(BusiestMax).Select(Use)]);
        }
    }

    private static WindowUse Use((string Key, int Count, int Limit) window)
    {
        var parts = window.Key.Split(' ', 2);
        return new(parts[0], parts[^1], window.Count, window.Limit);
    }
}
