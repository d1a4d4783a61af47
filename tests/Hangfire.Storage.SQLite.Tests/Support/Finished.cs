namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Jobs that have already run, written straight into the file.</summary>
internal static class Finished
{
    public static void Seed(string file, int jobs) => Beside.Write(file,
    [
        $$$"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{{jobs}}})
        INSERT INTO hangfire_job(payload, created_at, expire_at, state_name)
        SELECT '{"t":"System.Console, System.Console","m":"WriteLine"}', 1700000000000 + i, 9900000000000, 'Succeeded' FROM n
        """,
        """
        INSERT INTO hangfire_state(job_id, name, created_at, data)
        SELECT id, 'Succeeded', created_at, '{"SucceededAt":"1700000000000","PerformanceDuration":"5","Latency":"7"}' FROM hangfire_job
        """,
        "UPDATE hangfire_job SET state_id = (SELECT max(id) FROM hangfire_state s WHERE s.job_id = hangfire_job.id)",
    ]);
}
