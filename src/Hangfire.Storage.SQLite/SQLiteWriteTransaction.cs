using Hangfire.Common;
using Hangfire.States;

namespace Hangfire.Storage.SQLite;

/// <summary>Collects commands, and runs them in call order in one transaction when it is committed.</summary>
internal sealed partial class SQLiteWriteTransaction(SQLiteStorage storage, SQLiteStorageConnection connection) : JobStorageTransaction
{
    public const string SetParameter = """
        INSERT INTO #parameter(job_id, name, value) SELECT id, ?2, ?3 FROM #job WHERE id = ?1
        ON CONFLICT(job_id, name) DO UPDATE SET value = excluded.value
        """;

    private readonly List<Command> _commands = [];
    private readonly List<string> _announcements = [];
    private readonly List<SQLiteFetchedJob> _finished = [];
    private readonly List<IDisposable> _locks = [];

    public override void Commit()
    {
        if (_commands.Count > 0)
        {
            storage.Database.Write(session =>
            {
                foreach (var command in _commands) session.Run(command.Sql, command.Values);
                return 0;
            });
        }
        _finished.ForEach(job => job.Settle());
        // Only now: a worker that is woken earlier would find nothing and sleep again.
        foreach (var queue in _announcements.CountBy(q => q, StringComparer.Ordinal)) storage.Jobs.Announce(queue.Key, queue.Value);
        Clear();
    }

    public override void Dispose()
    {
        Clear();
        base.Dispose();
    }

    public override void AcquireDistributedLock(string resource, TimeSpan timeout) =>
        _locks.Add(connection.AcquireDistributedLock(resource, timeout));

    public override string CreateJob(Job job, IDictionary<string, string> parameters, DateTime createdAt, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(parameters);
        // The id must be known before the job is there: take one out of the sequence that numbers all jobs.
        var id = storage.Database.WriteFirst(
            "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = '#job' RETURNING seq", r => r.GetInt64(0));
        var created = UnixTime.From(createdAt);
        Add("INSERT INTO #job(id, payload, created_at, expire_at) VALUES (?1, ?2, ?3, ?4)",
            id, StoredJob.Payload(job), created, created + (long)expireIn.TotalMilliseconds);
        foreach (var (name, value) in parameters) Add(SetParameter, id, name, value);
        return StoredJob.Id(id);
    }

    public override void SetJobParameter(string jobId, string name, string? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (IsJob(jobId, out var id)) Add(SetParameter, id, name, value);
    }

    public override void ExpireJob(string jobId, TimeSpan expireIn)
    {
        if (IsJob(jobId, out var id)) Add("UPDATE #job SET expire_at = ?2 WHERE id = ?1", id, UnixTime.In(expireIn));
    }

    public override void PersistJob(string jobId)
    {
        if (IsJob(jobId, out var id)) Add("UPDATE #job SET expire_at = NULL WHERE id = ?1", id);
    }

    public override void SetJobState(string jobId, IState state)
    {
        if (!AddState(jobId, state, out var id)) return;
        // If the job is gone, no row was inserted, and no row is updated either.
        Add("UPDATE #job SET state_id = last_insert_rowid(), state_name = ?2 WHERE id = ?1", id, state.Name);
    }

    public override void AddJobState(string jobId, IState state) => AddState(jobId, state, out _);

    public override void AddToQueue(string queue, string jobId)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        if (!IsJob(jobId, out var id)) return;
        Add("INSERT INTO #queue(queue, job_id) VALUES (?1, ?2)", queue, id);
        _announcements.Add(queue);
    }

    public override void RemoveFromQueue(IFetchedJob fetchedJob)
    {
        ArgumentNullException.ThrowIfNull(fetchedJob);
        if (fetchedJob is not SQLiteFetchedJob job || !job.BelongsTo(storage.Jobs))
            throw new ArgumentException("The job was fetched from another storage.", nameof(fetchedJob));
        Add("DELETE FROM #queue WHERE id = ?1 AND claim = ?2", job.Entry, job.Claim);
        _finished.Add(job);
    }

    private bool AddState(string jobId, IState state, out long id)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!IsJob(jobId, out id)) return false;
        Add("INSERT INTO #state(job_id, name, reason, created_at, data) SELECT id, ?2, ?3, ?4, ?5 FROM #job WHERE id = ?1",
            id, state.Name, state.Reason, UnixTime.Now, StoredJob.StateData(state.SerializeData()!));
        return true;
    }

    private static bool IsJob(string jobId, out long id)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        return StoredJob.TryParseId(jobId, out id);
    }

    private void Add(string sql, params object?[] values) => _commands.Add(new Command(sql, values));

    private void Clear()
    {
        _commands.Clear();
        _announcements.Clear();
        _finished.Clear();
        _locks.ForEach(l => l.Dispose());
        _locks.Clear();
    }

    private readonly record struct Command(string Sql, object?[] Values);
}
