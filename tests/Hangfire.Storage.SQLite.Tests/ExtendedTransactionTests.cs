using System.Diagnostics;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 30 to 33: what only transactions of the extended kind can do.</summary>
public sealed class ExtendedTransactionTests
{
    private const string NoTransactionLocks = "has no locks in transactions";

    [Theory, On(PostgreSql = NoTransactionLocks)]
    public void R030_a_transaction_locks_in_the_same_name_space_until_it_ends(Kind kind)
    {
        using var stored = Stored.In(kind);
        var other = stored.Connect();
        using (var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction())
        {
            transaction.AcquireDistributedLock("resource", TimeSpan.FromSeconds(1));
            Assert.ThrowsAny<DistributedLockTimeoutException>(
                () => other.AcquireDistributedLock("resource", TimeSpan.FromMilliseconds(50)));
            transaction.Commit();
            other.AcquireDistributedLock("resource", TimeSpan.FromMilliseconds(200)).Dispose();
        }
        using (var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction())
        {
            transaction.AcquireDistributedLock("resource", TimeSpan.FromSeconds(1));
        }
        using (other.AcquireDistributedLock("resource", TimeSpan.FromMilliseconds(200)))
        using (var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction())
        {
            Assert.ThrowsAny<DistributedLockTimeoutException>(
                () => transaction.AcquireDistributedLock("resource", TimeSpan.FromMilliseconds(50)));
        }
    }

    [Theory, On(PostgreSql = "creates no jobs in transactions")]
    public void R031_a_job_of_a_transaction_has_an_id_before_it_is_there(Kind kind)
    {
        using var stored = Stored.In(kind);
        using var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction();
        var parameters = new Dictionary<string, string> { ["name"] = "value" };
        var id = transaction.CreateJob(Jobs.Say("x"), parameters, DateTime.UtcNow, TimeSpan.FromDays(1));
        var other = transaction.CreateJob(Jobs.Say("y"), parameters, DateTime.UtcNow, TimeSpan.FromDays(1));
        transaction.SetJobState(id, new EnqueuedState());
        var between = stored.Create();

        Assert.NotEmpty(id);
        Assert.Equal(3, new HashSet<string> { id, other, between }.Count);
        Assert.Null(stored.Connection.GetJobData(id));
        transaction.Commit();

        Assert.Equal(["x"], stored.Connection.GetJobData(id).Job.Args);
        Assert.Equal("value", stored.Connection.GetJobParameter(id, "name"));
        Assert.Equal("Enqueued", stored.StateOf(id));
        Assert.Equal(["hello"], stored.Connection.GetJobData(between).Job.Args);
    }

    [Theory, On(PostgreSql = "sets no parameters in transactions")]
    public void R032_a_transaction_sets_parameters(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create(parameters: new() { ["old"] = "1" });
        using var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction();
        transaction.SetJobParameter(id, "old", "2");
        transaction.SetJobParameter(id, "new", null);
        Assert.Equal("1", stored.Connection.GetJobParameter(id, "old"));
        transaction.Commit();
        Assert.Equal("2", stored.Connection.GetJobParameter(id, "old"));
        Assert.Null(stored.Connection.GetJobParameter(id, "new"));
    }

    [Theory, On(PostgreSql = "has no transactional acknowledgement", InMemory = "names its generic type, so Hangfire never uses it")]
    public void R033_a_transaction_acknowledges_with_the_state_change(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Invisibility = TimeSpan.FromSeconds(1) });
        var id = stored.Enqueue("default")[0];
        using (var job = stored.FetchNow("default"))
        using (var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction())
        {
            Assert.True(stored.Storage.HasFeature(JobStorageFeatures.Transaction.RemoveFromQueue(job.GetType())));
            transaction.RemoveFromQueue(job);
        }
        // Neither committed nor acknowledged: it is back.
        using (var job = stored.FetchNow("default"))
        {
            Assert.Equal(id, job.JobId);
            stored.Commit(t =>
            {
                t.SetJobState(id, new TestState("Done"));
                t.RemoveFromQueue(job);
            });
            job.RemoveFromQueue();
        }
        Assert.Equal("Done", stored.StateOf(id));
        Assert.Equal((0L, 0L), (stored.Monitor.EnqueuedCount("default"), stored.Monitor.FetchedCount("default")));
        var started = Stopwatch.GetTimestamp();
        Assert.Null(stored.Fetch(TimeSpan.FromSeconds(1.5), "default"));
        Assert.True(Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(1));
    }
}
