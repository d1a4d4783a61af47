using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>The times a test wants; the rest stays as it is by default.</summary>
public sealed record Timing
{
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan Invisibility { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan LockLifetime { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>An empty storage of one kind, with what tests do to it all the time.</summary>
internal sealed class Stored : IDisposable
{
    private readonly List<IDisposable> _opened = [];
    private readonly Kind _kind;
    private readonly Timing _timing;

    private Stored(Kind kind, Timing timing)
    {
        (_kind, _timing) = (kind, timing);
        Storage = Open(empty: true);
        Connection = Connect();
    }

    public string File { get; } = Path.Combine(Directory.CreateTempSubdirectory("hangfire-sqlite-").FullName, "jobs.db");

    public JobStorage Storage { get; }

    public JobStorageConnection Connection { get; }

    public IMonitoringApi Monitor => Storage.GetMonitoringApi();

    public static Stored In(Kind kind, Timing? timing = null) => new(kind, timing ?? new Timing());

    /// <summary>Another storage object on the same data, as another server of the same process would have.</summary>
    public JobStorage Another() => _kind == Kind.InMemory ? Storage : Open(empty: false);

    public JobStorageConnection Connect(JobStorage? storage = null)
    {
        var connection = (JobStorageConnection)(storage ?? Storage).GetConnection();
        _opened.Add(connection);
        return connection;
    }

    public void Commit(Action<JobStorageTransaction> fill)
    {
        using var transaction = (JobStorageTransaction)Connection.CreateWriteTransaction();
        fill(transaction);
        transaction.Commit();
    }

    public string Create(Job? job = null, Dictionary<string, string>? parameters = null, DateTime? at = null, TimeSpan? expireIn = null) =>
        Connection.CreateExpiredJob(
            job ?? Jobs.Say("hello"), parameters ?? [], at ?? DateTime.UtcNow, expireIn ?? TimeSpan.FromDays(30));

    /// <summary>Jobs in a queue, in this order.</summary>
    public List<string> Enqueue(string queue, int count = 1) => Enumerable.Range(0, count).Select(_ =>
    {
        var id = Create();
        Commit(t =>
        {
            t.SetJobState(id, new EnqueuedState(queue));
            t.AddToQueue(queue, id);
        });
        return id;
    }).ToList();

    public string InState(IState state)
    {
        var id = Create();
        Commit(t => t.SetJobState(id, state));
        return id;
    }

    /// <summary>Takes the next job, or null if none comes in time.</summary>
    public IFetchedJob? Fetch(TimeSpan wait, params string[] queues)
    {
        using var ends = new CancellationTokenSource(wait);
        try
        {
            return Connect().FetchNextJob(queues, ends.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public IFetchedJob FetchNow(params string[] queues)
    {
        var job = Fetch(TimeSpan.FromSeconds(10), queues);
        Assert.NotNull(job);
        return job;
    }

    public BackgroundJobServer Serve(Action<BackgroundJobServerOptions>? set = null, JobStorage? storage = null)
    {
        var options = new BackgroundJobServerOptions
        {
            WorkerCount = 2,
            SchedulePollingInterval = TimeSpan.FromMilliseconds(200),
            CancellationCheckInterval = TimeSpan.FromMilliseconds(200),
            HeartbeatInterval = TimeSpan.FromSeconds(1),
            StopTimeout = TimeSpan.FromMilliseconds(100),
        };
        set?.Invoke(options);
        return new BackgroundJobServer(options, storage ?? Storage);
    }

    public string? StateOf(string job) => Connection.GetStateData(job)?.Name;

    public void Dispose()
    {
        foreach (var opened in Enumerable.Reverse(_opened)) opened.Dispose();
        Directory.Delete(Path.GetDirectoryName(File)!, recursive: true);
    }

    private JobStorage Open(bool empty)
    {
        JobStorage storage = _kind switch
        {
            Kind.SQLite => new SQLiteStorage(File, new SQLiteStorageOptions
            {
                QueuePollInterval = _timing.Poll,
                InvisibilityTimeout = _timing.Invisibility,
                DistributedLockLifetime = _timing.LockLifetime,
            }),
            Kind.InMemory => new InMemoryStorage(new InMemoryStorageOptions { IdType = InMemoryStorageIdType.Long }),
            _ => Postgres.Open(_timing, empty),
        };
        if (storage is IDisposable disposable) _opened.Add(disposable);
        return storage;
    }
}
