using System.Collections.Concurrent;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>At most one poll runs on a node; whoever brings work wakes it, or starts one where none runs.</summary>
internal sealed class PollGate(IJobs jobs, TimeProvider clock)
{
    private const int AtOnceMax = 8;

    /// <summary>A poll that was asked for and did not come in this time is asked for again.</summary>
    private static readonly TimeSpan ComesWithin = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private TaskCompletionSource woken = New();
    private object? holder;
    private long wakes;
    private long? askedAt;

    /// <summary>How many rows are asked about at the same time; outlives a run, as the questions do.</summary>
    public SemaphoreSlim Slots { get; } = new(AtOnceMax);

    /// <summary>Rows that were asked about without news, with their age: released together.</summary>
    public ConcurrentQueue<(string Id, TimeSpan Age)> Unchanged { get; } = new();

    /// <summary>Begins every lease of this node.</summary>
    public string Lease { get; } = Guid.NewGuid().ToString("n");

    /// <summary>Rows that were claimed and not yet answered for.</summary>
    public int Claimed;

    /// <summary>How often it was woken: read before looking for work, given back on leaving.</summary>
    public long Wakes
    {
        get
        {
            lock (gate) return wakes;
        }
    }

    /// <summary>There is something to look at.</summary>
    public void Wake()
    {
        lock (gate)
        {
            wakes++;
            woken.TrySetResult();
            woken = New();
            if (holder is not null || (askedAt is { } asked && clock.GetElapsedTime(asked) < ComesWithin)) return;
            askedAt = clock.GetTimestamp();
        }

        jobs.Enqueue<PollInFlight>("now");
    }

    /// <summary>Null where another one runs.</summary>
    public object? TryEnter()
    {
        lock (gate)
        {
            askedAt = null;
            return holder is null ? holder = new object() : null;
        }
    }

    /// <summary>Leaves, unless there came work since.</summary>
    public bool TryLeave(object token, long seen)
    {
        lock (gate)
        {
            if (wakes != seen) return false;
            Leave(token);
            return true;
        }
    }

    public void Leave(object token)
    {
        lock (gate)
        {
            if (ReferenceEquals(holder, token)) holder = null;
        }
    }

    /// <summary>Waits so long, or until woken.</summary>
    public async Task WaitAsync(long seen, TimeSpan pause, CancellationToken ct)
    {
        Task wake;
        lock (gate)
        {
            if (wakes != seen) return;
            wake = woken.Task;
        }

        try
        {
            await wake.WaitAsync(pause, clock, ct);
        }
        catch (TimeoutException)
        {
            // Not woken: the pause is over.
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
