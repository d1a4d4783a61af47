namespace Hangfire.Storage.SQLite;

/// <summary>Options of <see cref="SQLiteStorage"/>. Every default is safe; none has to be set.</summary>
public class SQLiteStorageOptions
{
    private TimeSpan _queuePollInterval = TimeSpan.FromSeconds(15);
    private TimeSpan _distributedLockLifetime = TimeSpan.FromSeconds(30);
    private TimeSpan? _slidingInvisibilityTimeout;
    private int _poolSize = 20;

    /// <summary>How often idle servers look for work that no signal announced. Jobs of the same process start at once.</summary>
    public TimeSpan QueuePollInterval
    {
        get => _queuePollInterval;
        set => _queuePollInterval = Positive(value, nameof(QueuePollInterval));
    }

    /// <summary>After this long without a sign of life from its server, a fetched job goes to another. A living server renews it.</summary>
    public TimeSpan InvisibilityTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>When set, used instead of <see cref="InvisibilityTimeout"/>: a minute lets jobs of a killed server restart soon.</summary>
    public TimeSpan? SlidingInvisibilityTimeout
    {
        get => _slidingInvisibilityTimeout;
        set => _slidingInvisibilityTimeout = value is { } time ? Positive(time, nameof(SlidingInvisibilityTimeout)) : null;
    }

    /// <summary>How long a distributed lock outlives a killed process. A living one renews its locks.</summary>
    public TimeSpan DistributedLockLifetime
    {
        get => _distributedLockLifetime;
        set => _distributedLockLifetime = Positive(value, nameof(DistributedLockLifetime));
    }

    /// <summary>How often expired jobs, sets, hashes, lists and counters are removed.</summary>
    public TimeSpan JobExpirationCheckInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Kept for compatibility: counters are exact at every moment, so nothing is ever aggregated.</summary>
    public TimeSpan CountersAggregateInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The auto-vacuum mode of the file. An existing file of another mode is vacuumed once to take it on.</summary>
    public AutoVacuum AutoVacuumSelected { get; set; } = AutoVacuum.NONE;

    /// <summary>The journal mode of the file. Anything but WAL makes readers and writers wait for each other.</summary>
    public JournalModes JournalMode { get; set; } = JournalModes.WAL;

    /// <summary>The most connections that read at the same time. There is always exactly one that writes.</summary>
    public int PoolSize
    {
        get => _poolSize;
        set => _poolSize = value > 0 ? value : throw new ArgumentException("The pool needs at least one connection.", nameof(value));
    }

    /// <summary>What the names of all tables begin with: letters, digits and underscores, at most 31.</summary>
    public string Prefix { get; set; } = "hangfire";

    /// <summary>Tells this storage object from others on the same file.</summary>
    public string ClientId { get; } = Guid.NewGuid().ToString("N");

    internal TimeSpan ClaimLifetime => SlidingInvisibilityTimeout ?? InvisibilityTimeout;

    private static TimeSpan Positive(TimeSpan value, string name) =>
        value > TimeSpan.Zero ? value : throw new ArgumentException($"{name} must be positive, and {value} is not.", nameof(value));

    /// <summary>SQLite's auto-vacuum modes.</summary>
    public enum AutoVacuum
    {
        /// <summary>The file keeps its size; free pages are used again.</summary>
        NONE,

        /// <summary>The file shrinks with every commit.</summary>
        FULL,

        /// <summary>The file shrinks when expired data is removed.</summary>
        INCREMENTAL,
    }

    /// <summary>SQLite's journal modes.</summary>
    public enum JournalModes
    {
        /// <summary>A rollback journal, deleted at the end of each transaction.</summary>
        DELETE,

        /// <summary>A rollback journal, truncated at the end of each transaction.</summary>
        TRUNCATE,

        /// <summary>A rollback journal whose header is overwritten at the end of each transaction.</summary>
        PERSIST,

        /// <summary>A rollback journal in memory: a killed process may corrupt the file.</summary>
        MEMORY,

        /// <summary>A write-ahead log: readers never wait. The one to use.</summary>
        WAL,

        /// <summary>No journal: transactions are not atomic. Not for anything of value.</summary>
        OFF,
    }
}
