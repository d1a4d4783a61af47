using Hangfire.Logging;
using Hangfire.Server;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 93 to 98: features and what holds for the storage as a whole.</summary>
public sealed class FeatureTests
{
    private static readonly string[] Advertised =
    [
        "Storage.ExtendedApi", "Job.Queue", "Storage.ProcessesInsteadOfComponents", "Connection.GetUtcDateTime",
        "Connection.BatchedGetFirstByLowestScoreFromSet", "Connection.GetSetContains", "Connection.GetSetCount.Limited",
        "Transaction.AcquireDistributedLock", "Transaction.CreateJob", "Transaction.SetJobParameter",
        "TransactionalAcknowledge:SQLiteFetchedJob", "Monitoring.DeletedStateGraphs", "Monitoring.AwaitingJobs",
    ];

    [Theory, On]
    public void R093_features_are_asked_by_name(Kind kind)
    {
        using var stored = Stored.In(kind);
        Assert.Throws<ArgumentNullException>(() => stored.Storage.HasFeature(null));
        Assert.False(stored.Storage.HasFeature("No.SuchFeature"));
        Assert.True(stored.Storage.HasFeature("Job.Queue"));
    }

    [Fact]
    public void R094_every_advertised_feature_works()
    {
        using var stored = Stored.In(Kind.SQLite);
        var (connection, monitor) = (stored.Connection, (JobStorageMonitor)stored.Monitor);
        Assert.All(Advertised, feature => Assert.True(stored.Storage.HasFeature(feature), feature));

        connection.GetSetCount("a");
        connection.GetSetCount(["a"], 1);
        connection.GetSetContains("a", "b");
        connection.GetRangeFromSet("a", 0, 1);
        connection.GetSetTtl("a");
        connection.GetFirstByLowestScoreFromSet("a", 0, 1, 1);
        connection.GetValueFromHash("a", "b");
        connection.GetHashCount("a");
        connection.GetHashTtl("a");
        connection.GetListCount("a");
        connection.GetAllItemsFromList("a");
        connection.GetRangeFromList("a", 0, 1);
        connection.GetListTtl("a");
        connection.GetCounter("a");
        connection.GetUtcDateTime();
        monitor.AwaitingJobs(0, 1);
        monitor.AwaitingCount();
        monitor.DeletedByDatesCount();
        monitor.HourlyDeletedJobs();
        stored.Enqueue("default");
        using var job = stored.FetchNow("default");
        stored.Commit(t =>
        {
            t.AcquireDistributedLock("a", TimeSpan.Zero);
            var id = t.CreateJob(Jobs.Say("x"), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromDays(1));
            t.SetJobParameter(id, "a", "b");
            t.RemoveFromQueue(job);
            t.ExpireSet("a", TimeSpan.Zero);
            t.ExpireList("a", TimeSpan.Zero);
            t.ExpireHash("a", TimeSpan.Zero);
            t.PersistSet("a");
            t.PersistList("a");
            t.PersistHash("a");
            t.AddRangeToSet("a", ["b"]);
            t.RemoveSet("a");
        });
        Assert.Equal(0, monitor.FetchedCount("default"));
        Assert.NotEmpty(stored.Storage.GetServerRequiredProcesses());
        Assert.NotEmpty(stored.Storage.GetStorageWideProcesses());
    }

    [Theory, On(PostgreSql = "the schedulers take the clock of their own machine")]
    public void R095_the_storage_tells_the_time(Kind kind)
    {
        using var stored = Stored.In(kind);
        var now = stored.Connection.GetUtcDateTime();
        Assert.Equal(DateTimeKind.Utc, now.Kind);
        Assert.Equal(DateTime.UtcNow, now, TimeSpan.FromSeconds(10));
    }

    [Theory, On(PostgreSql = "does not say so, and is asked up to five times")]
    public async Task R096_a_read_sees_every_commit_that_returned_before(Kind kind)
    {
        using var stored = Stored.In(kind);
        Assert.True(stored.Storage.LinearizableReads);
        await Eventually.OnThreads(4, _ =>
        {
            for (var i = 0; i < 50; i++)
            {
                using var writer = stored.Storage.GetConnection();
                var id = writer.CreateExpiredJob(Jobs.Say("x"), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromDays(1));
                using var transaction = writer.CreateWriteTransaction();
                transaction.SetJobState(id, new EnqueuedState());
                transaction.Commit();
                using var reader = stored.Storage.GetConnection();
                Assert.Equal("Enqueued", reader.GetJobData(id).State);
            }
        });
    }

    [Theory, On]
    public void R097_a_connection_for_reading_reads(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create();
        using var connection = stored.Storage.GetReadOnlyConnection();
        Assert.NotNull(connection.GetJobData(id));
    }

    [Fact]
    public void R098_connections_are_cheap_and_leave_no_handles()
    {
        using var stored = Stored.In(Kind.SQLite);
        void OpenMany()
        {
            for (var i = 0; i < 1_000; i++)
            {
                using var connection = stored.Storage.GetConnection();
                if (i % 100 == 0) connection.GetJobData("1");
            }
        }
        OpenMany();
        var before = Handles(stored.File);
        OpenMany();
        Assert.Equal(before, Handles(stored.File));

        stored.Another().GetConnection().Dispose();
        ((SQLiteStorage)stored.Storage).Dispose();
        Assert.Throws<ObjectDisposedException>(() => stored.Connection.GetJobData("1"));
    }

    [Fact]
    public void The_storage_tells_its_file_and_options()
    {
        using var stored = Stored.In(Kind.SQLite);
        var log = new Lines();
        stored.Storage.WriteOptionsToLog(log);
        Assert.Contains(stored.File, stored.Storage.ToString(), StringComparison.Ordinal);
        Assert.Contains(log.Written, line => line.Contains(stored.File, StringComparison.Ordinal));
        Assert.All(stored.Storage.GetStorageWideProcesses(), process => Assert.IsAssignableFrom<IBackgroundProcess>(process));
    }

    private static int Handles(string file) => OperatingSystem.IsLinux()
        ? Directory.GetFiles("/proc/self/fd")
            .Count(fd => File.ResolveLinkTarget(fd, false)?.FullName.StartsWith(file, StringComparison.Ordinal) == true)
        : 0;

    private sealed class Lines : ILog
    {
        public List<string> Written { get; } = [];

        public bool Log(LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null)
        {
            if (messageFunc is not null) Written.Add(messageFunc());
            return true;
        }
    }
}
