namespace Hangfire.Storage.SQLite;

/// <summary>A lock that somebody of this process has or asks for.</summary>
internal sealed class HeldLock
{
    public object? Owner { get; set; }

    public int Count { get; set; }

    /// <summary>The row in the file is ours.</summary>
    public bool IsStored { get; set; }

    public int Storings { get; private set; }

    public int HandOvers { get; private set; }

    public LinkedList<LockWaiter> Waiters { get; } = [];

    public void Stored()
    {
        IsStored = true;
        Storings++;
        HandOvers = 0;
    }

    public bool GrantNext()
    {
        if (Waiters.First?.Value is not { } next) return false;
        Waiters.RemoveFirst();
        HandOvers++;
        Owner = next.Owner;
        Count = 1;
        next.Granted.Release();
        return true;
    }
}

/// <summary>Somebody in line for a lock that this process has.</summary>
internal sealed class LockWaiter(object owner) : IDisposable
{
    public object Owner => owner;

    public SemaphoreSlim Granted { get; } = new(0, 1);

    public void Dispose() => Granted.Dispose();
}

/// <summary>One acquisition. Releasing it again, from whichever thread, has no effect.</summary>
internal sealed class LockHandle(LockTable locks, HeldLock held, string resource) : IDisposable
{
    private int _released;

    public bool IsReleased => Volatile.Read(ref _released) == 1;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) locks.Release(held, resource);
    }
}
