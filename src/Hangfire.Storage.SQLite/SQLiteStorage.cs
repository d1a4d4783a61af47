using System.Collections.Frozen;
using Hangfire.Logging;
using Hangfire.Server;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>A Hangfire job storage in one SQLite file, which several processes of one machine may share.</summary>
public class SQLiteStorage : JobStorage, IDisposable
{
    private static readonly FrozenSet<string> Features = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        JobStorageFeatures.ExtendedApi,
        JobStorageFeatures.JobQueueProperty,
        JobStorageFeatures.ProcessesInsteadOfComponents,
        JobStorageFeatures.Connection.GetUtcDateTime,
        JobStorageFeatures.Connection.BatchedGetFirstByLowest,
        JobStorageFeatures.Connection.GetSetContains,
        JobStorageFeatures.Connection.LimitedGetSetCount,
        JobStorageFeatures.Transaction.AcquireDistributedLock,
        JobStorageFeatures.Transaction.CreateJob,
        JobStorageFeatures.Transaction.SetJobParameter,
        JobStorageFeatures.Transaction.RemoveFromQueue(typeof(SQLiteFetchedJob)),
        JobStorageFeatures.Monitoring.DeletedStateGraphs,
        JobStorageFeatures.Monitoring.AwaitingJobs);

    private readonly SQLiteStorageOptions _options;
    private bool _disposed;

    /// <summary>Opens or creates the file. A connection string is accepted too.</summary>
    public SQLiteStorage(string databasePath) : this(databasePath, new SQLiteStorageOptions())
    {
    }

    /// <summary>Opens or creates the file. A connection string is accepted too.</summary>
    public SQLiteStorage(string databasePath, SQLiteStorageOptions storageOptions)
        : this(SQLiteFile.ConnectTo(databasePath), storageOptions)
    {
    }

    /// <summary>Opens or creates the file that the connections of the factory lead to.</summary>
    public SQLiteStorage(SQLiteDbConnectionFactory dbConnectionFactory, SQLiteStorageOptions storageOptions)
    {
        ArgumentNullException.ThrowIfNull(dbConnectionFactory);
        ArgumentNullException.ThrowIfNull(storageOptions);
        Schema.CheckPrefix(storageOptions.Prefix);
        _options = storageOptions;
        Database = new Database(dbConnectionFactory.Create, storageOptions);
        Jobs = new JobQueue(Database, storageOptions);
        Locks = new LockTable(Database, storageOptions);
    }

    internal Database Database { get; }

    internal JobQueue Jobs { get; }

    internal LockTable Locks { get; }

    /// <summary>Always: a read sees every commit that returned before it.</summary>
    public override bool LinearizableReads => true;

    /// <inheritdoc />
    public override IStorageConnection GetConnection() => new SQLiteStorageConnection(this);

    /// <inheritdoc />
    public override IMonitoringApi GetMonitoringApi() => new SQLiteMonitoringApi(Database);

    /// <inheritdoc />
    public override IEnumerable<IBackgroundProcess> GetServerRequiredProcesses() => [new ClaimRenewalProcess(Jobs)];

    /// <inheritdoc />
    public override IEnumerable<IBackgroundProcess> GetStorageWideProcesses() => [new ExpirationProcess(Database, _options)];

    /// <inheritdoc />
    public override bool HasFeature(string featureId)
    {
        ArgumentNullException.ThrowIfNull(featureId);
        return Features.Contains(featureId);
    }

    /// <inheritdoc />
    public override void WriteOptionsToLog(ILog logger)
    {
        logger.Info("Using the following options for SQLite job storage:");
        logger.Info($"    File: {Database.File}, journal mode {_options.JournalMode}.");
        logger.Info($"    Queue poll interval: {_options.QueuePollInterval}; jobs of this process start at once.");
        logger.Info($"    Jobs of a killed server go on after {_options.ClaimLifetime}, locks after {_options.DistributedLockLifetime}.");
        Database.WarnOfNetworkFile(logger);
    }

    /// <summary>Releases the locks of this object and closes its connections. Jobs its workers still have go to others later.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()" />
    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing) return;
        _disposed = true;
        try
        {
            Locks.Dispose();
        }
        catch (SqliteException)
        {
            // The rows expire by themselves.
        }
        Database.Dispose();
        Jobs.Dispose();
    }

    /// <summary>The kind of storage and its file, for the dashboard.</summary>
    public override string ToString() => $"SQLite: {Database.File}";
}
