using System.Collections.Concurrent;

namespace Hangfire.Storage.SQLite;

/// <summary>Tells the waiting workers of this process that a job was committed, by whichever of its storage objects on the file.</summary>
internal sealed class QueueSignals : IDisposable
{
    private static readonly ConcurrentDictionary<string, QueueSignals[]> SameFile = new(StringComparer.Ordinal);

    private readonly string _file;
    private readonly Action _firstCame;
    private readonly Action _lastLeft;
    private readonly LinkedList<QueueWaiter> _waiters = [];
    private readonly Lock _lock = new();
    private int _present;

    public QueueSignals(string file, Action firstCame, Action lastLeft)
    {
        (_file, _firstCame, _lastLeft) = (file, firstCame, lastLeft);
        SameFile.AddOrUpdate(file, _ => [this], (_, others) => [.. others, this]);
    }

    /// <summary>Wakes one waiting worker for each of the jobs.</summary>
    public void Announce(string queue, int jobs)
    {
        if (!SameFile.TryGetValue(_file, out var all)) return;
        foreach (var signals in all)
        {
            while (jobs > 0 && signals.WakeOne(queue, chained: false)) jobs--;
        }
    }

    public QueueWaiter Enter(string[] queues)
    {
        var waiter = new QueueWaiter(queues);
        lock (_lock)
        {
            _waiters.AddLast(waiter);
            if (_present++ == 0) _firstCame();
        }
        return waiter;
    }

    /// <summary>Leaves the line. A call that came too late goes to the next; so does the rest of what lay in the file.</summary>
    public void Leave(QueueWaiter waiter, bool answered, bool tookJob)
    {
        lock (_lock)
        {
            _waiters.Remove(waiter);
            if (--_present == 0) _lastLeft();
        }
        if (waiter.Queue is { } queue && (!answered || (waiter.IsChained && tookJob))) WakeOne(queue, waiter.IsChained);
        waiter.Dispose();
    }

    public bool WakeOne(string queue, bool chained)
    {
        lock (_lock)
        {
            for (var node = _waiters.First; node is not null; node = node.Next)
            {
                if (!node.Value.Queues.Contains(queue, StringComparer.Ordinal)) continue;
                _waiters.Remove(node);
                node.Value.Wake(queue, chained);
                return true;
            }
        }
        return false;
    }

    /// <summary>All queues that somebody waits for.</summary>
    public List<string> Awaited()
    {
        lock (_lock) return _waiters.SelectMany(w => w.Queues).Distinct(StringComparer.Ordinal).ToList();
    }

    public void Dispose()
    {
        while (SameFile.TryGetValue(_file, out var all))
        {
            QueueSignals[] left = [.. all.Where(s => s != this)];
            if (left.Length == 0 ? SameFile.TryRemove(KeyValuePair.Create(_file, all)) : SameFile.TryUpdate(_file, left, all)) break;
        }
        foreach (var queue in Awaited())
        {
            while (WakeOne(queue, chained: false)) { }
        }
    }
}
