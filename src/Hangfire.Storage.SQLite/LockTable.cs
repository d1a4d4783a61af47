using System.Diagnostics;
using Hangfire.Logging;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>Distributed locks: a line of waiters inside the process, one row of the file between processes.</summary>
internal sealed class LockTable : IDisposable
{
    // A process whose own waiters never end gives way to the others after so many of them.
    private const int HandOversMax = 32;
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly Database _database;
    private readonly SQLiteStorageOptions _options;
    private readonly Dictionary<string, HeldLock> _held = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly ITimer _renewals;
    private readonly ManualResetEventSlim _disposed = new();
    private readonly ILog _log = LogProvider.GetLogger(typeof(SQLiteStorage));

    public LockTable(Database database, SQLiteStorageOptions options)
    {
        (_database, _options) = (database, options);
        var interval = options.DistributedLockLifetime / 5;
        _renewals = TimeProvider.System.CreateTimer(_ => Renew(), null, interval, interval);
    }

    /// <summary>Waits its turn. The owner may take the same lock again, and must release it as often.</summary>
    public LockHandle Acquire(object owner, string resource, TimeSpan timeout)
    {
        ArgumentException.ThrowIfNullOrEmpty(resource);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        if (timeout > LongestWait) timeout = LongestWait;

        var started = Stopwatch.GetTimestamp();
        var turn = Enter(owner, resource, timeout);
        if (!turn.Held.IsStored) Store(turn, resource, started, timeout);
        return new LockHandle(this, turn.Held, resource);
    }

    public void Release(HeldLock held, string resource)
    {
        lock (_lock)
        {
            if (--held.Count > 0) return;
            held.Owner = null;
            if (held.IsStored && held.HandOvers < HandOversMax && held.GrantNext()) return;
        }
        // Whoever comes now waits in line until the row is gone.
        Delete(resource);
        GiveUp(held, resource);
    }

    public void Dispose()
    {
        _disposed.Set();
        _renewals.Dispose();
        _database.WriteOne("DELETE FROM #lock WHERE owner = ?1", _options.ClientId);
    }

    private Turn Enter(object owner, string resource, TimeSpan timeout)
    {
        HeldLock? held;
        LockWaiter waiter;
        lock (_lock)
        {
            if (!_held.TryGetValue(resource, out held))
            {
                _held.Add(resource, held = new HeldLock { Owner = owner, Count = 1 });
                return new Turn(held, IsPatient: false);
            }
            if (held.Owner == owner && held.IsStored)
            {
                held.Count++;
                return new Turn(held, IsPatient: false);
            }
            waiter = new LockWaiter(owner);
            held.Waiters.AddLast(waiter);
        }
        using (waiter)
        {
            if (waiter.Granted.Wait(timeout)) return new Turn(held, IsPatient: held.HandOvers >= HandOversMax);
            lock (_lock)
            {
                // Granted at the last moment: then it is ours after all.
                if (!held.Waiters.Remove(waiter)) return new Turn(held, IsPatient: held.HandOvers >= HandOversMax);
            }
            throw new DistributedLockTimeoutException(resource);
        }
    }

    /// <summary>Makes the lock known to other processes, or waits until they release theirs.</summary>
    private void Store(Turn turn, string resource, long started, TimeSpan timeout)
    {
        try
        {
            if (turn.IsPatient) _disposed.Wait(AskInterval * 2);
            while (true)
            {
                var now = UnixTime.Now;
                var until = now + (long)_options.DistributedLockLifetime.TotalMilliseconds;
                if (_database.WriteOne("""
                    INSERT INTO #lock(resource, owner, expire_at) VALUES (?1, ?2, ?3)
                    ON CONFLICT(resource) DO UPDATE SET owner = excluded.owner, expire_at = excluded.expire_at
                    WHERE expire_at < ?4 OR owner = excluded.owner
                    """, resource, _options.ClientId, until, now) > 0) break;

                var left = timeout - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero) throw new DistributedLockTimeoutException(resource);
                _disposed.Wait(left < AskInterval ? left : AskInterval);
            }
            lock (_lock) turn.Held.Stored();
        }
        catch
        {
            GiveUp(turn.Held, resource);
            throw;
        }
    }

    private void GiveUp(HeldLock held, string resource)
    {
        lock (_lock)
        {
            held.IsStored = false;
            if (!held.GrantNext()) _held.Remove(resource);
        }
    }

    private void Delete(string resource)
    {
        try
        {
            _database.WriteOne("DELETE FROM #lock WHERE resource = ?1 AND owner = ?2", resource, _options.ClientId);
        }
        catch (Exception error) when (error is SqliteException or ObjectDisposedException)
        {
            // It is no longer renewed, so it expires; we ourselves may take it again at once.
            _log.WarnException($"The row of lock '{resource}' stays until it expires.", error);
        }
    }

    private void Renew()
    {
        List<(string Resource, HeldLock Held, int Storing)> ours;
        lock (_lock) ours = _held.Where(h => h.Value.IsStored).Select(h => (h.Key, h.Value, h.Value.Storings)).ToList();
        if (ours.Count == 0) return;
        try
        {
            var until = UnixTime.In(_options.DistributedLockLifetime);
            var kept = _database.Write(session => ours.ConvertAll(o => session.Run(
                "UPDATE #lock SET expire_at = ?3 WHERE resource = ?1 AND owner = ?2", o.Resource, _options.ClientId, until) > 0));
            lock (_lock)
            {
                for (var i = 0; i < ours.Count; i++)
                {
                    var (resource, held, storing) = ours[i];
                    if (kept[i] || held.Owner is null || !held.IsStored || held.Storings != storing) continue;
                    held.IsStored = false;
                    _log.Error($"Lock '{resource}' was lost: this process gave no sign of life for {_options.DistributedLockLifetime}.");
                }
            }
        }
        catch (Exception error) when (error is SqliteException or ObjectDisposedException)
        {
            _log.WarnException("Could not renew the distributed locks; the next round tries again.", error);
        }
    }

    private readonly record struct Turn(HeldLock Held, bool IsPatient);
}
