using System.Text.RegularExpressions;
using Hangfire.Logging;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>The tables. Times are Unix milliseconds; an <c>expire_at</c> of NULL means never.</summary>
internal static partial class Schema
{
    private const long Version = 1;
    private const int BusyCode = 5;

    public static void CheckPrefix(string prefix)
    {
        if (!PrefixPattern().IsMatch(prefix ?? ""))
            throw new ArgumentException($"'{prefix}' cannot begin table names: 31 letters, digits, underscores at most.", nameof(prefix));
    }

    /// <summary>Sets the modes of the file and creates the tables unless they are there. Several processes may do so at once.</summary>
    public static void Prepare(Session session, SQLiteStorageOptions options)
    {
        SetAutoVacuum(session, options.AutoVacuumSelected);
        SetJournalMode(session, options.JournalMode);

        // An error ends the session, and with it the transaction.
        session.Run("BEGIN IMMEDIATE");
        session.Run("CREATE TABLE IF NOT EXISTS #schema(version INTEGER NOT NULL) STRICT");
        var found = session.Number("SELECT version FROM #schema");
        if (found > Version)
            throw new InvalidOperationException($"The job storage has schema {found}; this version knows only {Version}.");
        if (found == 0) session.Run(Tables);
        session.Run("COMMIT");
    }

    private static void SetAutoVacuum(Session session, SQLiteStorageOptions.AutoVacuum mode)
    {
        var found = (SQLiteStorageOptions.AutoVacuum)session.Number("PRAGMA auto_vacuum");
        if (mode == SQLiteStorageOptions.AutoVacuum.NONE || found == mode) return;

        session.Run(mode == SQLiteStorageOptions.AutoVacuum.FULL ? "PRAGMA auto_vacuum = FULL" : "PRAGMA auto_vacuum = INCREMENTAL");
        if (found != SQLiteStorageOptions.AutoVacuum.NONE || session.Number("PRAGMA page_count") == 0) return;
        try
        {
            session.Run("VACUUM");
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == BusyCode)
        {
            LogProvider.GetLogger(typeof(SQLiteStorage)).WarnException("The file is in use: its auto-vacuum mode stays as it was.", busy);
        }
    }

    private static void SetJournalMode(Session session, SQLiteStorageOptions.JournalModes mode)
    {
        var wanted = mode.ToString();
        if (string.Equals(session.First("PRAGMA journal_mode", r => r.GetString(0)), wanted, StringComparison.OrdinalIgnoreCase)) return;
        session.Run(string.Intern($"PRAGMA journal_mode = {wanted}"));
    }

    private const string Tables = """
        INSERT INTO #schema(version) VALUES (1);

        CREATE TABLE #job(
            id INTEGER PRIMARY KEY AUTOINCREMENT, payload TEXT NOT NULL, created_at INTEGER NOT NULL, expire_at INTEGER,
            state_id INTEGER, state_name TEXT) STRICT;
        CREATE INDEX #job_state ON #job(state_name, state_id) WHERE state_name IS NOT NULL;
        CREATE INDEX #job_expire ON #job(expire_at) WHERE expire_at IS NOT NULL;
        -- Ids of jobs that a transaction creates are taken from this row before the job itself is there.
        INSERT INTO sqlite_sequence(name, seq) VALUES ('#job', 0);

        CREATE TABLE #state(
            id INTEGER PRIMARY KEY AUTOINCREMENT, job_id INTEGER NOT NULL REFERENCES #job(id) ON DELETE CASCADE,
            name TEXT NOT NULL, reason TEXT, created_at INTEGER NOT NULL, data TEXT) STRICT;
        CREATE INDEX #state_job ON #state(job_id, id);

        CREATE TABLE #parameter(
            job_id INTEGER NOT NULL REFERENCES #job(id) ON DELETE CASCADE, name TEXT NOT NULL, value TEXT,
            PRIMARY KEY(job_id, name)) STRICT, WITHOUT ROWID;

        -- fetched_at: taken by a worker, which proves its life by renewing it. claim: the number of its turn, the fencing token.
        CREATE TABLE #queue(
            id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, job_id INTEGER NOT NULL,
            fetched_at INTEGER, claim INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE INDEX #queue_ready ON #queue(queue, id) WHERE fetched_at IS NULL;
        CREATE INDEX #queue_taken ON #queue(queue, fetched_at) WHERE fetched_at IS NOT NULL;

        CREATE TABLE #set(
            key TEXT NOT NULL, value TEXT NOT NULL, score REAL NOT NULL, expire_at INTEGER,
            PRIMARY KEY(key, value)) STRICT, WITHOUT ROWID;
        CREATE INDEX #set_score ON #set(key, score, value);
        CREATE INDEX #set_expire ON #set(expire_at) WHERE expire_at IS NOT NULL;

        CREATE TABLE #hash(
            key TEXT NOT NULL, field TEXT NOT NULL, value TEXT, expire_at INTEGER, PRIMARY KEY(key, field)) STRICT, WITHOUT ROWID;
        CREATE INDEX #hash_expire ON #hash(expire_at) WHERE expire_at IS NOT NULL;

        CREATE TABLE #list(id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, value TEXT NOT NULL, expire_at INTEGER) STRICT;
        CREATE INDEX #list_key ON #list(key, id);
        CREATE INDEX #list_expire ON #list(expire_at) WHERE expire_at IS NOT NULL;

        CREATE TABLE #counter(key TEXT PRIMARY KEY, value INTEGER NOT NULL, expire_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX #counter_expire ON #counter(expire_at) WHERE expire_at IS NOT NULL;

        CREATE TABLE #lock(resource TEXT PRIMARY KEY, owner TEXT NOT NULL, expire_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE #server(id TEXT PRIMARY KEY, data TEXT NOT NULL, heartbeat INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,30}$")]
    private static partial Regex PrefixPattern();
}
