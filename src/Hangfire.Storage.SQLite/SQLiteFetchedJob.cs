using System.Globalization;

namespace Hangfire.Storage.SQLite;

/// <summary>A worker's turn at a queued job. Its claim number makes sure that an outdated turn changes nothing.</summary>
internal sealed class SQLiteFetchedJob(JobQueue jobs, string queue, long entry, long jobId, long claim) : IFetchedJob
{
    private int _settled;

    public string JobId { get; } = jobId.ToString(CultureInfo.InvariantCulture);

    public string Queue => queue;

    public long Entry => entry;

    public long Claim => claim;

    public bool BelongsTo(JobQueue other) => ReferenceEquals(jobs, other);

    public void RemoveFromQueue()
    {
        if (Volatile.Read(ref _settled) == 1) return;
        jobs.Remove(this);
        Settle();
    }

    public void Requeue()
    {
        if (Volatile.Read(ref _settled) == 1) return;
        jobs.PutBack(this);
        Settle();
    }

    /// <summary>A turn that ended without a word gives the job back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 1) return;
        jobs.Forget(this);
        jobs.PutBack(this);
    }

    /// <summary>The entry is gone or given back: whatever is said of it later has no effect.</summary>
    public void Settle()
    {
        Volatile.Write(ref _settled, 1);
        jobs.Forget(this);
    }
}
