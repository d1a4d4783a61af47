using OmniHub.Contracts.Catalog;

namespace OmniHub.Generation;

/// <summary>How long things may take, and how often they are looked at.</summary>
internal static class Patience
{
    /// <summary>A submit whose answer was lost is looked for so long.</summary>
    public static readonly TimeSpan Reconcile = TimeSpan.FromMinutes(10);

    /// <summary>After the deadline a result that is there may still be fetched so long.</summary>
    public static readonly TimeSpan Store = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Young = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(15);

    /// <summary>From creation, and again from acceptance, to the end at the provider.</summary>
    public static TimeSpan Of(Medium type) => type == Medium.Video ? TimeSpan.FromMinutes(60) : TimeSpan.FromMinutes(10);

    /// <summary>Until the next question: a finished job shows within two seconds, but one that runs for long is asked less.</summary>
    public static TimeSpan Poll(TimeSpan age) =>
        age < Young ? TimeSpan.FromMilliseconds(700) : age < Old ? TimeSpan.FromMilliseconds(1500) : TimeSpan.FromSeconds(5);

    /// <summary>After the n-th failed try: 1, 2, 4 … 30 seconds, with jitter; never sooner than the provider asks for.</summary>
    public static TimeSpan BackOff(int attempts, TimeSpan? retryAfter = null)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, Math.Max(0, attempts - 1)))) * (0.75 + (Random.Shared.NextDouble() / 2));
        return retryAfter is { } asked && asked > pause ? TimeSpan.FromSeconds(Math.Min(asked.TotalSeconds, 120)) : pause;
    }
}
