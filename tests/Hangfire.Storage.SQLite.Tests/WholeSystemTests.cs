using Hangfire.Common;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 99 to 101: servers that run jobs.</summary>
public sealed class WholeSystemTests
{
    [Theory, On]
    public async Task R099_every_kind_of_job_runs(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Poll = TimeSpan.FromMilliseconds(200) });
        using var server = stored.Serve(o =>
        {
            o.WorkerCount = 4;
            o.Queues = ["critical", "default"];
        });
        var key = Guid.NewGuid().ToString();
        var client = new BackgroundJobClient(stored.Storage);
        var recurring = new RecurringJobManager(stored.Storage);

        var enqueued = client.Enqueue(() => Jobs.Count(key + "enqueued"));
        var queued = client.Enqueue("critical", () => Jobs.Count(key + "queued"));
        var scheduled = client.Schedule(() => Jobs.Count(key + "scheduled"), TimeSpan.FromMilliseconds(300));
        var retried = client.Enqueue(() => Jobs.FailOnce(key + "retried"));
        var failed = client.Enqueue(() => Jobs.Fail(key + "failed"));
        var continued = client.ContinueJobWith(enqueued, () => Jobs.Count(key + "continued"));
        recurring.AddOrUpdate(key, Job.FromExpression(() => Jobs.Count(key + "recurring")), "* * * * *", new RecurringJobOptions());
        recurring.Trigger(key);
        var deleted = client.Schedule(() => Jobs.Count(key + "deleted"), TimeSpan.FromHours(1));
        Assert.True(client.Delete(deleted));

        foreach (var id in (string[])[enqueued, queued, scheduled, retried, continued])
            await Eventually.TrueAsync(() => stored.StateOf(id) == SucceededState.StateName, $"job {id} succeeded");
        await Eventually.TrueAsync(() => stored.StateOf(failed) == FailedState.StateName, "the failing job failed");
        await Eventually.TrueAsync(() => Jobs.Times(key + "recurring") >= 1, "the recurring job ran");
        Assert.Equal(DeletedState.StateName, stored.StateOf(deleted));
        Assert.All<(string Name, int Times)>(
            [("enqueued", 1), ("queued", 1), ("scheduled", 1), ("retried", 2), ("failed", 1), ("continued", 1), ("deleted", 0)],
            job => Assert.Equal(job.Times, Jobs.Times(key + job.Name)));
        Assert.NotNull(stored.Connection.GetRecurringJobs([key]).Single().LastExecution);
    }

    [Theory, On]
    public async Task R099_a_running_job_is_cancelled_when_it_is_deleted(Kind kind)
    {
        using var stored = Stored.In(kind);
        using var server = stored.Serve();
        var key = Guid.NewGuid().ToString();
        var client = new BackgroundJobClient(stored.Storage);
        var id = client.Enqueue(() => Jobs.WaitForEnd(key, CancellationToken.None));
        await Eventually.TrueAsync(() => Jobs.Times(key) == 1, "the job began");
        Assert.True(client.Delete(id));
        await Eventually.TrueAsync(
            () => stored.Monitor.ProcessingCount() == 0 && stored.Monitor.FetchedCount("default") == 0, "the job ended");
        Assert.Equal(DeletedState.StateName, stored.StateOf(id));
    }

    [Theory, On]
    public async Task R100_many_workers_run_every_job_once(Kind kind)
    {
        using var stored = Stored.In(kind);
        using var server = stored.Serve(o => o.WorkerCount = 10);
        var key = Guid.NewGuid().ToString();
        var client = new BackgroundJobClient(stored.Storage);
        for (var i = 0; i < 300; i++)
        {
            var job = $"{key}-{i}";
            client.Enqueue(() => Jobs.Count(job));
        }
        await Eventually.TrueAsync(() => stored.Monitor.GetStatistics().Succeeded == 300, "300 jobs succeeded", TimeSpan.FromSeconds(60));
        Assert.All(Enumerable.Range(0, 300), i => Assert.Equal(1, Jobs.Times($"{key}-{i}")));
        Assert.Equal(300, stored.Monitor.SucceededListCount());
        Assert.Equal(300, stored.Monitor.SucceededByDatesCount().Values.Sum());
    }

    [Theory, On]
    public async Task R100_jobs_that_exclude_each_other_run_alone(Kind kind)
    {
        using var stored = Stored.In(kind);
        using var server = stored.Serve(o => o.WorkerCount = 5);
        using var second = stored.Serve(o => o.WorkerCount = 5, stored.Another());
        var key = Guid.NewGuid().ToString();
        var client = new BackgroundJobClient(stored.Storage);
        for (var i = 0; i < 20; i++) client.Enqueue(() => Jobs.Alone(key));
        await Eventually.TrueAsync(() => Jobs.Times(key) == 20, "all 20 jobs ran");
        Assert.Equal(1, Jobs.MostAtOnce(key));
    }

    [Theory, On]
    public async Task R101_a_server_that_stops_gives_its_job_back(Kind kind)
    {
        using var stored = Stored.In(kind);
        var key = Guid.NewGuid().ToString();
        string id;
        using (stored.Serve())
        {
            id = new BackgroundJobClient(stored.Storage).Enqueue(() => Jobs.WaitForEnd(key, CancellationToken.None));
            await Eventually.TrueAsync(() => Jobs.Times(key) == 1, "the job began");
        }
        Assert.Equal(1, stored.Monitor.EnqueuedCount("default"));
        using (stored.Serve())
        {
            await Eventually.TrueAsync(() => Jobs.Times(key) == 2, "the job began again");
        }
        Assert.Equal(ProcessingState.StateName, stored.StateOf(id));
    }

    [Theory, On(InMemory = "is gone with its storage object")]
    public void R102_everything_is_there_after_a_restart(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Enqueue("default")[0];
        stored.Commit(t =>
        {
            t.AddToSet("set", "a");
            t.SetRangeInHash("hash", [new("field", "1")]);
            t.InsertToList("list", "a");
            t.IncrementCounter("counter");
        });
        (stored.Storage as IDisposable)?.Dispose();

        var connection = stored.Connect(stored.Another());
        Assert.Equal("Enqueued", connection.GetStateData(id).Name);
        Assert.Equal((1L, 1L, 1L, 1L),
            (connection.GetSetCount("set"), connection.GetHashCount("hash"),
                connection.GetListCount("list"), connection.GetCounter("counter")));
        using var job = connection.FetchNextJob(["default"], TestContext.Current.CancellationToken);
        Assert.Equal(id, job.JobId);
        job.RemoveFromQueue();
    }
}
