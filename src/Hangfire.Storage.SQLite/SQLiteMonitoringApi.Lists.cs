using System.Globalization;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage.Monitoring;
using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

internal sealed partial class SQLiteMonitoringApi
{
    private const int FirstJobsShown = 5;

    public override IList<QueueWithTopEnqueuedJobsDto> Queues() => database.ReadSnapshot(session =>
        QueueNames(session).ConvertAll(queue => new QueueWithTopEnqueuedJobsDto
        {
            Name = queue,
            Length = session.Number("SELECT COUNT(*) FROM #queue WHERE queue = ?1 AND fetched_at IS NULL", queue),
            Fetched = session.Number("SELECT COUNT(*) FROM #queue WHERE queue = ?1 AND fetched_at IS NOT NULL", queue),
            FirstJobs = Enqueued(session, queue, 0, FirstJobsShown),
        }));

    public override JobList<EnqueuedJobDto> EnqueuedJobs(string queue, int from, int perPage)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return database.Read(session => Enqueued(session, queue, from, perPage));
    }

    public override JobList<FetchedJobDto> FetchedJobs(string queue, int from, int perPage)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return new(database.Read(session => session.All("""
            SELECT q.job_id, j.payload, j.state_name, NULL, NULL, NULL, q.fetched_at FROM #queue q LEFT JOIN #job j ON j.id = q.job_id
            WHERE q.queue = ?1 AND q.fetched_at IS NOT NULL ORDER BY q.fetched_at, q.id LIMIT ?3 OFFSET ?2
            """, r => Row<FetchedJobDto>(r, job => new FetchedJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            State = job.State,
            FetchedAt = r.MomentOrNull(6),
        }), queue, (long)from, (long)perPage)));
    }

    public override JobList<ProcessingJobDto> ProcessingJobs(int from, int count) =>
        InState(ProcessingState.StateName, from, count, job => new ProcessingJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            ServerId = job["ServerId"] ?? job["ServerName"],
            StartedAt = job.Moment("StartedAt") ?? job.StateSetAt,
            StateData = job.Data,
        });

    public override JobList<ScheduledJobDto> ScheduledJobs(int from, int count) =>
        InState(ScheduledState.StateName, from, count, job => new ScheduledJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            EnqueueAt = job.Moment("EnqueueAt") ?? DateTime.MinValue,
            ScheduledAt = job.StateSetAt,
            StateData = job.Data,
        });

    public override JobList<SucceededJobDto> SucceededJobs(int from, int count) =>
        NewestInState(SucceededState.StateName, from, count, job => new SucceededJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            Result = job["Result"],
            TotalDuration = job.Number("PerformanceDuration") + job.Number("Latency"),
            SucceededAt = job.StateSetAt,
            StateData = job.Data,
        });

    public override JobList<FailedJobDto> FailedJobs(int from, int count) =>
        NewestInState(FailedState.StateName, from, count, job => new FailedJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            Reason = job.Reason,
            ExceptionType = job["ExceptionType"],
            ExceptionMessage = job["ExceptionMessage"],
            ExceptionDetails = job["ExceptionDetails"],
            FailedAt = job.StateSetAt,
            StateData = job.Data,
        });

    public override JobList<DeletedJobDto> DeletedJobs(int from, int count) =>
        NewestInState(DeletedState.StateName, from, count, job => new DeletedJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            DeletedAt = job.StateSetAt,
            StateData = job.Data,
        });

    public override JobList<AwaitingJobDto> AwaitingJobs(int from, int count)
    {
        var awaiting = InState(AwaitingState.StateName, from, count, job => new AwaitingJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            AwaitingAt = job.StateSetAt,
            StateData = job.Data,
        });
        database.Read(session =>
        {
            foreach (var job in awaiting.Select(j => j.Value))
            {
                if (job.StateData.TryGetValue("ParentId", out var parent) && StoredJob.TryParseId(parent, out var id))
                    job.ParentStateName = session.First("SELECT state_name FROM #job WHERE id = ?1", r => r.TextOrNull(0), id);
            }
            return 0;
        });
        return awaiting;
    }

    private static List<string> QueueNames(Session session) => session.All("""
        SELECT queue FROM #queue WHERE fetched_at IS NULL
        UNION SELECT queue FROM #queue WHERE fetched_at IS NOT NULL ORDER BY queue
        """, r => r.GetString(0));

    private static JobList<EnqueuedJobDto> Enqueued(Session session, string queue, int from, int count) => new(session.All("""
        SELECT q.job_id, j.payload, j.state_name, s.reason, s.data, s.created_at
        FROM (SELECT id, job_id FROM #queue WHERE queue = ?1 AND fetched_at IS NULL ORDER BY id LIMIT ?3 OFFSET ?2) q
            LEFT JOIN #job j ON j.id = q.job_id LEFT JOIN #state s ON s.id = j.state_id
        ORDER BY q.id
        """, r => Row<EnqueuedJobDto>(r, job =>
    {
        var isEnqueued = string.Equals(job.State, EnqueuedState.StateName, StringComparison.OrdinalIgnoreCase);
        return new EnqueuedJobDto
        {
            Job = job.Stored.Job,
            LoadException = job.Stored.LoadException,
            InvocationData = job.Stored.InvocationData,
            State = job.State,
            InEnqueuedState = isEnqueued,
            EnqueuedAt = isEnqueued ? job.StateSetAt : null,
            StateData = isEnqueued ? job.Data : null,
        };
    }), queue, (long)from, (long)count));

    private JobList<T> InState<T>(string state, int from, int count, Func<JobRow, T> read) =>
        new(database.Read(session => session.All("""
        SELECT j.id, j.payload, j.state_name, s.reason, s.data, s.created_at
        FROM (SELECT id, state_id FROM #job WHERE state_name = ?1 ORDER BY state_id LIMIT ?3 OFFSET ?2) page
            JOIN #job j ON j.id = page.id JOIN #state s ON s.id = page.state_id
        ORDER BY page.state_id
        """, r => Row(r, read), state, (long)from, (long)count)));

    private JobList<T> NewestInState<T>(string state, int from, int count, Func<JobRow, T> read) =>
        new(database.Read(session => session.All("""
        SELECT j.id, j.payload, j.state_name, s.reason, s.data, s.created_at
        FROM (SELECT id, state_id FROM #job WHERE state_name = ?1 ORDER BY state_id DESC LIMIT ?3 OFFSET ?2) page
            JOIN #job j ON j.id = page.id JOIN #state s ON s.id = page.state_id
        ORDER BY page.state_id DESC
        """, r => Row(r, read), state, (long)from, (long)count)));

    /// <summary>Reads id, payload, state, reason, data, moment. A job that is gone from under its queue entry has no value.</summary>
    private static KeyValuePair<string, T> Row<T>(SqliteDataReader r, Func<JobRow, T> read) => KeyValuePair.Create(
        StoredJob.Id(r.GetInt64(0)),
        r.IsDBNull(1)
            ? default!
            : read(new JobRow(
                StoredJob.Read(r.GetString(1)), r.TextOrNull(2), r.TextOrNull(3),
                StoredJob.ReadStateData(r.TextOrNull(4)), r.MomentOrNull(5))));

    private sealed record JobRow(
        StoredJob Stored, string? State, string? Reason, IDictionary<string, string?> Data, DateTime? StateSetAt)
    {
        public string? this[string key] => Data.TryGetValue(key, out var value) ? value : null;

        public long? Number(string key) =>
            long.TryParse(this[key], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

        public DateTime? Moment(string key)
        {
            try
            {
                return JobHelper.DeserializeNullableDateTime(this[key]);
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }
}
