using System.Globalization;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage.Monitoring;

namespace Hangfire.Storage.SQLite;

/// <summary>What the dashboard shows: the numbers, the servers, the graphs and a job's page. Its lists are in the other part.</summary>
internal sealed partial class SQLiteMonitoringApi(Database database) : JobStorageMonitor
{
    private const int DaysShown = 7;
    private const int HoursShown = 24;

    public override StatisticsDto GetStatistics() => database.ReadSnapshot(session =>
    {
        long CountState(string state) => session.Number("SELECT COUNT(*) FROM #job WHERE state_name = ?1", state);
        long CountSet(string key) => session.Number("SELECT COUNT(*) FROM #set WHERE key = ?1", key);
        long Total(string key) => session.Number("SELECT value FROM #counter WHERE key = ?1", key);

        return new StatisticsDto
        {
            Enqueued = CountState(EnqueuedState.StateName),
            Scheduled = CountState(ScheduledState.StateName),
            Processing = CountState(ProcessingState.StateName),
            Failed = CountState(FailedState.StateName),
            Awaiting = CountState(AwaitingState.StateName),
            // Finished jobs expire, so their totals are counted apart.
            Succeeded = Total("stats:succeeded"),
            Deleted = Total("stats:deleted"),
            Recurring = CountSet("recurring-jobs"),
            Retries = CountSet("retries"),
            Servers = session.Number("SELECT COUNT(*) FROM #server"),
            Queues = QueueNames(session).Count,
        };
    });

    public override IList<ServerDto> Servers() => database.Read(session => session.All(
        "SELECT id, data, heartbeat FROM #server ORDER BY id", r =>
        {
            var data = SerializationHelper.Deserialize<AnnouncedServer>(r.GetString(1));
            return new ServerDto
            {
                Name = r.GetString(0),
                WorkersCount = data.WorkerCount,
                Queues = data.Queues,
                StartedAt = UnixTime.ToDateTime(data.StartedAt),
                Heartbeat = r.MomentOrNull(2),
            };
        }));

    public override JobDetailsDto? JobDetails(string jobId)
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (!StoredJob.TryParseId(jobId, out var id)) return null;

        return database.ReadSnapshot(session =>
        {
            var details = session.First("SELECT payload, created_at, expire_at FROM #job WHERE id = ?1", r =>
            {
                var stored = StoredJob.Read(r.GetString(0));
                return new JobDetailsDto
                {
                    Job = stored.Job,
                    InvocationData = stored.InvocationData,
                    LoadException = stored.LoadException,
                    CreatedAt = r.MomentOrNull(1),
                    ExpireAt = r.MomentOrNull(2),
                };
            }, id);
            if (details is null) return null;

            details.Properties = session.All("SELECT name, value FROM #parameter WHERE job_id = ?1",
                r => KeyValuePair.Create(r.GetString(0), r.TextOrNull(1)), id).ToDictionary(StringComparer.Ordinal)!;
            details.History = session.All("SELECT name, reason, created_at, data FROM #state WHERE job_id = ?1 ORDER BY id DESC", r =>
                new StateHistoryDto
                {
                    StateName = r.GetString(0),
                    Reason = r.TextOrNull(1),
                    CreatedAt = UnixTime.ToDateTime(r.GetInt64(2)),
                    Data = StoredJob.ReadStateData(r.TextOrNull(3)),
                }, id);
            return details;
        });
    }

    public override long ScheduledCount() => CountState(ScheduledState.StateName);

    public override long FailedCount() => CountState(FailedState.StateName);

    public override long ProcessingCount() => CountState(ProcessingState.StateName);

    public override long SucceededListCount() => CountState(SucceededState.StateName);

    public override long DeletedListCount() => CountState(DeletedState.StateName);

    public override long AwaitingCount() => CountState(AwaitingState.StateName);

    public override long EnqueuedCount(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return database.Read(session => session.Number("SELECT COUNT(*) FROM #queue WHERE queue = ?1 AND fetched_at IS NULL", queue));
    }

    public override long FetchedCount(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return database.Read(session => session.Number("SELECT COUNT(*) FROM #queue WHERE queue = ?1 AND fetched_at IS NOT NULL", queue));
    }

    public override IDictionary<DateTime, long> SucceededByDatesCount() => ByDay("succeeded");

    public override IDictionary<DateTime, long> FailedByDatesCount() => ByDay("failed");

    public override IDictionary<DateTime, long> DeletedByDatesCount() => ByDay("deleted");

    public override IDictionary<DateTime, long> HourlySucceededJobs() => ByHour("succeeded");

    public override IDictionary<DateTime, long> HourlyFailedJobs() => ByHour("failed");

    public override IDictionary<DateTime, long> HourlyDeletedJobs() => ByHour("deleted");

    private long CountState(string state) =>
        database.Read(session => session.Number("SELECT COUNT(*) FROM #job WHERE state_name = ?1", state));

    private Dictionary<DateTime, long> ByDay(string type)
    {
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        return Timeline(type, "yyyy-MM-dd", Enumerable.Range(0, DaysShown).Select(ago => today.AddDays(-ago)));
    }

    private Dictionary<DateTime, long> ByHour(string type)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return Timeline(type, "yyyy-MM-dd-HH", Enumerable.Range(0, HoursShown).Select(ago => now.Date.AddHours(now.Hour - ago)));
    }

    private Dictionary<DateTime, long> Timeline(string type, string format, IEnumerable<DateTime> moments) =>
        database.ReadSnapshot(session => moments.ToDictionary(moment => moment, moment => session.Number(
            "SELECT value FROM #counter WHERE key = ?1", $"stats:{type}:{moment.ToString(format, CultureInfo.InvariantCulture)}")));
}
