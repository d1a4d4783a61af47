using Hangfire.Common;
using Hangfire.Server;

namespace Hangfire.Storage.SQLite;

/// <summary>A unit of work on the storage. It holds nothing but its distributed locks, so it costs nothing to open.</summary>
internal sealed partial class SQLiteStorageConnection(SQLiteStorage storage) : JobStorageConnection
{
    private readonly Lock _lock = new();
    private List<LockHandle>? _locks;

    private Database Database => storage.Database;

    public override IWriteOnlyTransaction CreateWriteTransaction() => new SQLiteWriteTransaction(storage, this);

    public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout)
    {
        var handle = storage.Locks.Acquire(this, resource, timeout);
        lock (_lock)
        {
            _locks ??= [];
            _locks.RemoveAll(h => h.IsReleased);
            _locks.Add(handle);
        }
        return handle;
    }

    public override string CreateExpiredJob(Job job, IDictionary<string, string> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        var payload = StoredJob.Payload(job);
        var created = UnixTime.From(createdAt);
        var expires = created + (long)expireIn.TotalMilliseconds;
        return StoredJob.Id(Database.Write(session =>
        {
            var id = session.First(
                "INSERT INTO #job(payload, created_at, expire_at) VALUES (?1, ?2, ?3) RETURNING id",
                r => r.GetInt64(0), payload, created, expires);
            foreach (var (name, value) in parameters)
                session.Run("INSERT INTO #parameter(job_id, name, value) VALUES (?1, ?2, ?3)", id, name, value);
            return id;
        }));
    }

    public override IFetchedJob FetchNextJob(string[] queues, CancellationToken cancellationToken)
    {
        if (queues is null || queues.Length == 0) throw new ArgumentException("Name at least one queue.", nameof(queues));
        return storage.Jobs.Fetch(queues, cancellationToken);
    }

    public override void SetJobParameter(string id, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(name);
        if (StoredJob.TryParseId(id, out var job)) Database.WriteOne(SQLiteWriteTransaction.SetParameter, job, name, value);
    }

    public override string? GetJobParameter(string id, string name)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(name);
        if (!StoredJob.TryParseId(id, out var job)) return null;
        return Database.Read(session => session.First(
            "SELECT value FROM #parameter WHERE job_id = ?1 AND name = ?2", r => r.TextOrNull(0), job, name));
    }

    public override JobData? GetJobData(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (!StoredJob.TryParseId(jobId, out var id)) return null;

        JobData? data = null;
        string? payload = null;
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal);
        // One statement, so that state and parameters are those of the same moment.
        Database.Read(session => session.All("""
            SELECT p.name, p.value, j.state_name, j.created_at, j.payload
            FROM #job j LEFT JOIN #parameter p ON p.job_id = j.id WHERE j.id = ?1
            """, r =>
        {
            if (!r.IsDBNull(0)) parameters[r.GetString(0)] = r.TextOrNull(1);
            if (data is not null) return 0;
            data = new JobData { State = r.TextOrNull(2), CreatedAt = UnixTime.ToDateTime(r.GetInt64(3)), ParametersSnapshot = parameters };
            payload = r.GetString(4);
            return 0;
        }, id));
        if (data is null) return null;

        var stored = StoredJob.Read(payload!);
        (data.Job, data.InvocationData, data.LoadException) = (stored.Job, stored.InvocationData, stored.LoadException);
        return data;
    }

    public override StateData? GetStateData(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (!StoredJob.TryParseId(jobId, out var id)) return null;
        return Database.Read(session => session.First(
            "SELECT s.name, s.reason, s.data FROM #job j JOIN #state s ON s.id = j.state_id WHERE j.id = ?1",
            r => new StateData { Name = r.GetString(0), Reason = r.TextOrNull(1), Data = StoredJob.ReadStateData(r.TextOrNull(2)) }, id));
    }

    public override void AnnounceServer(string serverId, ServerContext context)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(context);
        var now = UnixTime.Now;
        var data = new AnnouncedServer(context.WorkerCount, context.Queues ?? [], now);
        Database.WriteOne("""
            INSERT INTO #server(id, data, heartbeat) VALUES (?1, ?2, ?3)
            ON CONFLICT(id) DO UPDATE SET data = excluded.data, heartbeat = excluded.heartbeat
            """, serverId, SerializationHelper.Serialize(data), now);
    }

    public override void RemoveServer(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        Database.WriteOne("DELETE FROM #server WHERE id = ?1", serverId);
    }

    public override void Heartbeat(string serverId)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        if (Database.WriteOne("UPDATE #server SET heartbeat = ?2 WHERE id = ?1", serverId, UnixTime.Now) == 0)
            throw new BackgroundServerGoneException();
    }

    public override int RemoveTimedOutServers(TimeSpan timeOut)
    {
        if (timeOut < TimeSpan.Zero) throw new ArgumentException("The time-out must not be negative.", nameof(timeOut));
        return Database.WriteOne("DELETE FROM #server WHERE heartbeat < ?1", UnixTime.In(-timeOut));
    }

    public override DateTime GetUtcDateTime() => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>Releases the locks that are still held.</summary>
    public override void Dispose()
    {
        List<LockHandle>? held;
        lock (_lock) (held, _locks) = (_locks, null);
        held?.ForEach(h => h.Dispose());
        base.Dispose();
    }
}

/// <summary>What a server tells about itself.</summary>
internal sealed record AnnouncedServer(int WorkerCount, string[] Queues, long StartedAt);
