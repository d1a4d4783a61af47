using System.Globalization;
using Hangfire.Server;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite.Benchmarks;

/// <summary>The dashboard and the size of the data after very many jobs. Hangfire.InMemory has no file to write them into.</summary>
internal static class Million
{
    private const string Payload = """{"t":"Hangfire.Storage.SQLite.Benchmarks.Work, Hangfire.Storage.SQLite.Benchmarks","m":"Empty"}""";
    private const string Enqueued = """{"EnqueuedAt":"1790000000000","Queue":"default"}""";
    private const string Processing =
        """{"StartedAt":"1790000000010","ServerId":"server:1:0d5f6f2c","WorkerId":"5c2b5e05-7a3c-4a07-9a51-ff0e86ef7a3c"}""";
    private const string Succeeded = """{"SucceededAt":"1790000000020","PerformanceDuration":"1","Latency":"12"}""";

    public static IEnumerable<(string What, string Value)> Of(string name, JobStorage storage, int jobs)
    {
        if (name is not (Targets.SQLite or Targets.PostgreSql)) yield break;
        if (name == Targets.SQLite) SeedSQLite(jobs);
        else SeedPostgres(jobs);

        var monitor = storage.GetMonitoringApi();
        string? last = null;
        (string Page, Action Ask)[] pages =
        [
            ("dashboard: overview, ms", () =>
            {
                monitor.GetStatistics();
                monitor.SucceededByDatesCount();
                monitor.FailedByDatesCount();
            }),
            ("dashboard: succeeded jobs, first page, ms", () =>
            {
                monitor.SucceededListCount();
                last = monitor.SucceededJobs(0, 20)[0].Key;
            }),
            ("dashboard: succeeded jobs, page in the middle, ms", () =>
            {
                monitor.SucceededListCount();
                monitor.SucceededJobs(jobs / 2, 20);
            }),
            ("dashboard: queues, ms", () => monitor.Queues()),
            ("dashboard: one job, ms", () => monitor.JobDetails(last!)),
        ];
        foreach (var (page, ask) in pages)
        {
            ask();
            var times = Enumerable.Range(0, 5).Select(_ => Measurements.Milliseconds(ask)).Order().ToList();
            yield return (page, Measurements.Shown(times[times.Count / 2]));
        }

        yield return ($"size with {jobs:#,0} finished jobs, MB", Measurements.Shown(Size(name)));
        if (storage is not SQLiteStorage) yield break;

        RunSQLite("UPDATE hangfire_job SET expire_at = 1");
        var cleaning = storage.GetStorageWideProcesses().Single();
        using var stop = new CancellationTokenSource();
        var took = Measurements.Milliseconds(() =>
        {
            var cleaner = new Thread(() => Execute(cleaning, storage, stop.Token));
            cleaner.Start();
            while (NumberSQLite("SELECT EXISTS(SELECT 1 FROM hangfire_job WHERE expire_at = 1)") != 0) new ManualResetEventSlim().Wait(50);
            while (NumberSQLite("PRAGMA freelist_count") > 1_000) new ManualResetEventSlim().Wait(50);
            stop.Cancel();
            cleaner.Join();
        });
        yield return ("clean-up of them all, s", Measurements.Shown(took / 1000));
        RunSQLite("PRAGMA wal_checkpoint(TRUNCATE)");
        yield return ("size after the clean-up, MB", Measurements.Shown(Size(name)));
    }

    private static void Execute(IBackgroundProcess process, JobStorage storage, CancellationToken stop)
    {
        try
        {
            process.Execute(new BackgroundProcessContext("bench", storage, new Dictionary<string, object>(), Guid.Empty, stop, stop, stop));
        }
        catch (OperationCanceledException)
        {
            // Asked for, once everything is gone.
        }
    }

    private static double Size(string name)
    {
        if (name == Targets.PostgreSql)
        {
            return Targets.Ask<long>("""
                SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'hangfire' AND c.relkind = 'r'
                """)[0] / 1e6;
        }
        RunSQLite("PRAGMA wal_checkpoint(TRUNCATE)");
        return new FileInfo(Targets.File).Length / 1e6;
    }

    private static void SeedSQLite(int jobs)
    {
        RunSQLite($"""
            BEGIN IMMEDIATE;
            CREATE TEMP TABLE seeded AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {jobs})
                SELECT i + (SELECT seq FROM sqlite_sequence WHERE name = 'hangfire_job') AS id,
                    i * 3 + (SELECT seq FROM sqlite_sequence WHERE name = 'hangfire_state') AS last_state FROM n;
            INSERT INTO hangfire_job(id, payload, created_at, expire_at, state_id, state_name)
                SELECT id, '{Payload}', 1790000000000, 4000000000000, last_state, 'Succeeded' FROM seeded;
            INSERT INTO hangfire_state(id, job_id, name, created_at, data)
                SELECT last_state - 2 + s.k, id, s.name, 1790000000000, s.data FROM seeded
                    JOIN (SELECT 0 AS k, 'Enqueued' AS name, '{Enqueued}' AS data UNION ALL SELECT 1, 'Processing', '{Processing}'
                        UNION ALL SELECT 2, 'Succeeded', '{Succeeded}') s;
            INSERT INTO hangfire_parameter(job_id, name, value) SELECT id, 'CurrentCulture', '""' FROM seeded;
            COMMIT;
            """);
        RunSQLite("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static void SeedPostgres(int jobs) => Targets.Run($"""
        INSERT INTO hangfire.job(id, invocationdata, arguments, createdat, expireat, statename, stateid)
            SELECT 10000000 + i, '{Payload}'::jsonb, '[]'::jsonb, now(), now() + interval '30 days', 'Succeeded', 10000000 + i * 3 + 2
            FROM generate_series(1, {jobs}) i;
        INSERT INTO hangfire.state(id, jobid, name, createdat, data)
            SELECT 10000000 + i * 3 + s.k, 10000000 + i, s.name, now(), s.data::jsonb FROM generate_series(1, {jobs}) i,
                (VALUES (0, 'Enqueued', '{Enqueued}'), (1, 'Processing', '{Processing}'), (2, 'Succeeded', '{Succeeded}')) s(k, name, data);
        INSERT INTO hangfire.jobparameter(jobid, name, value)
            SELECT 10000000 + i, 'CurrentCulture', '""' FROM generate_series(1, {jobs}) i;
        ANALYZE;
        """);

    private static void RunSQLite(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        command.ExecuteNonQuery();
    }

    private static long NumberSQLite(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Targets.File};Pooling=False");
        connection.Open();
        return connection;
    }
}
