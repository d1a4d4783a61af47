using System.Collections.Concurrent;
using System.Diagnostics;
using Hangfire.Logging;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>Hands every queued job to exactly one worker, and finds it again if that worker dies.</summary>
internal sealed class JobQueue : IDisposable
{
    // How often an idle process asks whether another one wrote. It is one short read, so the poll interval need not be waited for.
    private static readonly TimeSpan GlanceInterval = TimeSpan.FromMilliseconds(200);

    private readonly Database _database;
    private readonly TimeSpan _claimLifetime;
    private readonly TimeSpan _lookInterval;
    private readonly TimeSpan _glanceInterval;
    private readonly ConcurrentDictionary<SQLiteFetchedJob, long> _claims = new();
    private readonly QueueSignals _signals;
    private readonly ITimer _glances;
    private readonly ILog _log = LogProvider.GetLogger(typeof(SQLiteStorage));
    private long _versionSeen = -1;
    private long _lookedAt;
    private int _glancing;

    public JobQueue(Database database, SQLiteStorageOptions options)
    {
        _database = database;
        _claimLifetime = options.ClaimLifetime;
        _glanceInterval = Shorter(GlanceInterval, options.QueuePollInterval);
        // Abandoned jobs announce themselves by nothing but time, so short claims are looked for more often.
        _lookInterval = Shorter(options.QueuePollInterval, TimeSpan.FromTicks(Math.Max(_claimLifetime.Ticks / 5, _glanceInterval.Ticks)));
        _glances = TimeProvider.System.CreateTimer(_ => Glance(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _signals = new QueueSignals($"{database.File}|{options.Prefix}", StartGlancing, StopGlancing);
    }

    public SQLiteFetchedJob Fetch(string[] queues, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Take(queues) is { } ready) return ready;
        while (true)
        {
            // In line before the second look: a job committed in between is either seen by it or announced to us.
            var waiter = _signals.Enter(queues);
            SQLiteFetchedJob? job = null;
            var waited = false;
            try
            {
                job = Take(queues);
                if (job is null)
                {
                    waiter.Wait(cancellation);
                    waited = true;
                    job = Take(queues);
                }
            }
            finally
            {
                _signals.Leave(waiter, answered: waited, tookJob: job is not null);
            }
            if (job is not null) return job;
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public void Announce(string queue, int jobs) => _signals.Announce(queue, jobs);

    public void Remove(SQLiteFetchedJob job) =>
        _database.WriteOne("DELETE FROM #queue WHERE id = ?1 AND claim = ?2", job.Entry, job.Claim);

    public void PutBack(SQLiteFetchedJob job)
    {
        var changed = _database.WriteOne("UPDATE #queue SET fetched_at = NULL WHERE id = ?1 AND claim = ?2", job.Entry, job.Claim);
        if (changed > 0) Announce(job.Queue, 1);
    }

    public void Forget(SQLiteFetchedJob job) => _claims.TryRemove(job, out _);

    public bool HasClaims => !_claims.IsEmpty;

    public TimeSpan RenewalInterval => _claimLifetime / 5;

    /// <summary>Proves that this process lives, so that nobody else takes its jobs.</summary>
    public void RenewClaims()
    {
        var now = UnixTime.Now;
        var due = _claims.Where(c => now - c.Value >= RenewalInterval.TotalMilliseconds).Select(c => c.Key).ToList();
        if (due.Count == 0) return;

        var kept = _database.Write(session => due.ConvertAll(job => session.Run(
            "UPDATE #queue SET fetched_at = ?3 WHERE id = ?1 AND claim = ?2", job.Entry, job.Claim, now) > 0));
        for (var i = 0; i < due.Count; i++)
        {
            if (!_claims.TryGetValue(due[i], out var before)) continue;
            if (kept[i])
                _claims.TryUpdate(due[i], now, before);
            else if (_claims.TryRemove(due[i], out _))
                _log.Warn($"Job '{due[i].JobId}' was given to another worker: this one gave no sign of life for too long.");
        }
    }

    private SQLiteFetchedJob? Take(string[] queues)
    {
        var now = UnixTime.Now;
        var abandoned = now - (long)_claimLifetime.TotalMilliseconds;
        foreach (var queue in queues)
        {
            // A read first: looking at an empty queue must not make writers wait.
            if (!HasJob(queue, abandoned)) continue;
            var job = _database.WriteFirst("""
                UPDATE #queue SET fetched_at = ?2, claim = claim + 1 WHERE id = (SELECT min(id) FROM (
                    SELECT * FROM (SELECT id FROM #queue WHERE queue = ?1 AND fetched_at IS NULL ORDER BY id LIMIT 1)
                    UNION ALL
                    SELECT * FROM (SELECT id FROM #queue WHERE queue = ?1 AND fetched_at < ?3 ORDER BY fetched_at LIMIT 1)))
                RETURNING id, job_id, claim
                """, row => new SQLiteFetchedJob(this, queue, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), queue, now, abandoned);
            if (job is null) continue;
            _claims.TryAdd(job, now);
            return job;
        }
        return null;
    }

    private bool HasJob(string queue, long abandoned) => _database.Read(session => session.Number("""
        SELECT EXISTS(SELECT 1 FROM #queue WHERE queue = ?1 AND fetched_at IS NULL)
            OR EXISTS(SELECT 1 FROM #queue WHERE queue = ?1 AND fetched_at < ?2)
        """, queue, abandoned)) != 0;

    private void StartGlancing() => _glances.Change(_glanceInterval, _glanceInterval);

    private void StopGlancing() => _glances.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>One look for all idle workers of this storage object, at what other processes left and at what was abandoned.</summary>
    private void Glance()
    {
        if (Interlocked.Exchange(ref _glancing, 1) == 1) return;
        try
        {
            var version = _database.ForeignVersion();
            if ((version is null || version == _versionSeen) && Stopwatch.GetElapsedTime(_lookedAt) < _lookInterval) return;
            _versionSeen = version ?? _versionSeen;
            _lookedAt = Stopwatch.GetTimestamp();

            var abandoned = UnixTime.Now - (long)_claimLifetime.TotalMilliseconds;
            foreach (var queue in _signals.Awaited())
            {
                if (HasJob(queue, abandoned)) _signals.WakeOne(queue, chained: true);
            }
        }
        catch (ObjectDisposedException)
        {
            StopGlancing();
        }
        catch (SqliteException error)
        {
            // The next glance tries again; an exception in a timer would end the process.
            _log.WarnException("Could not look for queued jobs.", error);
        }
        finally
        {
            Volatile.Write(ref _glancing, 0);
        }
    }

    public void Dispose()
    {
        _glances.Dispose();
        _signals.Dispose();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
