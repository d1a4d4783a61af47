using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 47 to 49: how soon a job is found, and what looking costs. The limits are wide; the benchmark measures.</summary>
public sealed class WakeUpTests
{
    private static readonly Timing PollsNever = new() { Poll = TimeSpan.FromMinutes(10) };

    [Theory, On]
    public async Task R047_a_job_of_this_process_is_found_at_once(Kind kind)
    {
        using var stored = Stored.In(kind, PollsNever);
        var fetched = new ConcurrentDictionary<string, long>();
        var workers = Eventually.OnThreads(5, _ =>
        {
            using var ends = new CancellationTokenSource(Eventually.Long);
            using var connection = stored.Storage.GetConnection();
            using var job = connection.FetchNextJob(["default"], ends.Token);
            fetched[job.JobId] = Stopwatch.GetTimestamp();
            job.RemoveFromQueue();
        });
        await Task.Delay(500, TestContext.Current.CancellationToken);

        // Five jobs in one commit wake five workers.
        var ids = Enumerable.Range(0, 5).Select(_ => stored.Create()).ToList();
        stored.Commit(t => ids.ForEach(id => t.AddToQueue("default", id)));
        var committed = Stopwatch.GetTimestamp();
        await workers;

        Assert.Equal(ids.Order(), fetched.Keys.Order());
        Assert.All(fetched.Values, at => Assert.True(Stopwatch.GetElapsedTime(committed, at) < TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task R047_every_storage_object_of_the_process_is_woken()
    {
        using var stored = Stored.In(Kind.SQLite, PollsNever);
        var other = stored.Another();
        var waiting = Eventually.OnThread(() =>
        {
            using var ends = new CancellationTokenSource(Eventually.Long);
            using var job = other.GetConnection().FetchNextJob(["default"], ends.Token);
            job.RemoveFromQueue();
            return (job.JobId, At: Stopwatch.GetTimestamp());
        });
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var id = stored.Enqueue("default")[0];
        var committed = Stopwatch.GetTimestamp();
        var found = await waiting;
        Assert.Equal(id, found.JobId);
        Assert.True(Stopwatch.GetElapsedTime(committed, found.At) < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task R048_a_job_of_another_process_is_found_by_looking()
    {
        using var stored = Stored.In(Kind.SQLite, new Timing { Poll = TimeSpan.FromSeconds(1) });
        var ids = Enumerable.Range(0, 3).Select(_ => stored.Create()).ToList();
        var waiting = Enumerable.Range(0, 3).Select(_ => Eventually.OnThread(() => stored.FetchNow("default"))).ToList();
        await Task.Delay(300, TestContext.Current.CancellationToken);

        // Written beside the storage, as another process would: no signal tells of it.
        Beside.Write(stored.File, ids.Select(id => $"INSERT INTO hangfire_queue(queue, job_id) VALUES ('default', {id})"));

        var found = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        Assert.Equal(ids.Order(), found.Select(j => j.JobId).Order());
        foreach (var job in found) job.RemoveFromQueue();
    }

    [Fact]
    public async Task R049_twenty_idle_workers_cost_next_to_nothing()
    {
        // In a process of its own: the others of this one are not idle.
        using var stored = Stored.In(Kind.SQLite);
        using var child = ChildProcess.Start("idle", stored.File, 20);
        Assert.Equal("idle", await child.LineAsync());
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var log = new FileInfo(stored.File + "-wal");
        var size = log.Length;

        var spent = TimeSpan.FromMilliseconds(double.Parse(await child.LineAsync(), CultureInfo.InvariantCulture));

        log.Refresh();
        Assert.Equal(size, log.Length);
        Assert.True(spent < TimeSpan.FromMilliseconds(600), $"Twenty idle workers took {spent.TotalMilliseconds} ms of 3 s.");
    }
}
