using Hangfire.Server;

namespace Hangfire.Storage.SQLite;

/// <summary>Removes what has expired, in batches small enough that nobody waits for them.</summary>
internal sealed class ExpirationProcess(Database database, SQLiteStorageOptions options) : IBackgroundProcess
{
    private const int BatchSizeMax = 500;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(5);

    // A job takes its parameters and its history with it.
    private static readonly string[] Deletions =
    [
        "DELETE FROM #job WHERE id IN (SELECT id FROM #job WHERE expire_at < ?1 ORDER BY expire_at LIMIT ?2)",
        "DELETE FROM #set WHERE (key, value) IN (SELECT key, value FROM #set WHERE expire_at < ?1 ORDER BY expire_at LIMIT ?2)",
        "DELETE FROM #hash WHERE (key, field) IN (SELECT key, field FROM #hash WHERE expire_at < ?1 ORDER BY expire_at LIMIT ?2)",
        "DELETE FROM #list WHERE id IN (SELECT id FROM #list WHERE expire_at < ?1 ORDER BY expire_at LIMIT ?2)",
        "DELETE FROM #counter WHERE key IN (SELECT key FROM #counter WHERE expire_at < ?1 ORDER BY expire_at LIMIT ?2)",
        "DELETE FROM #lock WHERE resource IN (SELECT resource FROM #lock WHERE expire_at < ?1 LIMIT ?2)",
    ];

    public void Execute(BackgroundProcessContext context)
    {
        RemoveExpired(context.StoppingToken);
        context.StoppingToken.WaitHandle.WaitOne(options.JobExpirationCheckInterval);
        context.StoppingToken.ThrowIfCancellationRequested();
    }

    public void RemoveExpired(CancellationToken cancellation)
    {
        var now = UnixTime.Now;
        var removed = 0L;
        foreach (var deletion in Deletions)
        {
            int batch;
            do
            {
                batch = database.WriteOne(deletion, now, (long)BatchSizeMax);
                removed += batch;
                if (batch == BatchSizeMax) cancellation.WaitHandle.WaitOne(Breath);
                cancellation.ThrowIfCancellationRequested();
            }
            while (batch == BatchSizeMax);
        }
        if (removed == 0) return;
        if (options.AutoVacuumSelected == SQLiteStorageOptions.AutoVacuum.INCREMENTAL) ReturnFreePages(cancellation);
        if (options.JournalMode == SQLiteStorageOptions.JournalModes.WAL) database.WriteOne("PRAGMA wal_checkpoint(PASSIVE)");
    }

    private void ReturnFreePages(CancellationToken cancellation)
    {
        while (database.Read(session => session.Number("PRAGMA freelist_count")) is var free and > 0)
        {
            database.WriteOne("PRAGMA incremental_vacuum(1000)");
            // A page that cannot be returned now, say because of a long reader, is returned another time.
            if (database.Read(session => session.Number("PRAGMA freelist_count")) >= free) return;
            cancellation.WaitHandle.WaitOne(Breath);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    public override string ToString() => "Removal of expired data";
}
