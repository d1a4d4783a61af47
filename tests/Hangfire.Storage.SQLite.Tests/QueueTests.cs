using System.Collections.Concurrent;
using System.Diagnostics;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 34 to 46: whom a queued job is handed to.</summary>
public sealed class QueueTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(400);

    [Theory, On]
    public async Task R034_every_entry_goes_to_exactly_one_caller(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Poll = TimeSpan.FromMilliseconds(200) });
        var ids = stored.Enqueue("default", 200);
        JobStorage[] storages = [stored.Storage, stored.Another()];
        var taken = new ConcurrentBag<string>();
        await Eventually.OnThreads(8, thread =>
        {
            using var connection = storages[thread % 2].GetConnection();
            using var ends = new CancellationTokenSource(Eventually.Long);
            while (taken.Count < ids.Count && !ends.IsCancellationRequested)
            {
                using var moment = new CancellationTokenSource(Moment);
                try
                {
                    using var job = connection.FetchNextJob(["default"], moment.Token);
                    taken.Add(job.JobId);
                    job.RemoveFromQueue();
                }
                catch (OperationCanceledException) when (moment.IsCancellationRequested)
                {
                }
            }
        });
        Assert.Equal(ids.Order(), taken.Order());
    }

    [Theory, On(PostgreSql = "goes by the age of the job, not of its place in the queue")]
    public void R035_a_queue_hands_out_the_oldest_first(Kind kind)
    {
        using var stored = Stored.In(kind);
        var later = stored.Create();
        var ids = stored.Enqueue("default", 5);
        stored.Commit(t => t.AddToQueue("default", later));

        foreach (var expected in ids.Append(later))
        {
            using var job = stored.FetchNow("default");
            Assert.Equal(expected, job.JobId);
            job.RemoveFromQueue();
        }
    }

    [Theory, On(PostgreSql = "goes by name, not by the order in the list")]
    public void R036_queues_come_in_the_order_of_the_list(Kind kind)
    {
        using var stored = Stored.In(kind);
        var a = stored.Enqueue("a")[0];
        var b = stored.Enqueue("b")[0];
        using (var job = stored.FetchNow("b", "a"))
        {
            Assert.Equal(b, job.JobId);
            job.RemoveFromQueue();
        }
        using var next = stored.FetchNow("b", "a");
        Assert.Equal(a, next.JobId);
        next.RemoveFromQueue();
    }

    [Theory, On]
    public void R037_only_the_listed_queues_are_asked(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Enqueue("other");

        Assert.Null(stored.Fetch(Moment, "default"));
        Assert.ThrowsAny<ArgumentException>(() => stored.Connection.FetchNextJob(null, default));
        Assert.ThrowsAny<ArgumentException>(() => stored.Connection.FetchNextJob([], default));
    }

    [Theory, On(InMemory = "hands out a job although the call was cancelled before")]
    public async Task R038_an_empty_queue_waits_and_a_cancelled_wait_loses_nothing(Kind kind)
    {
        using var stored = Stored.In(kind);
        using var cancelled = new CancellationTokenSource();
        var waiting = Eventually.OnThread(() =>
        {
            var started = Stopwatch.GetTimestamp();
            Assert.ThrowsAny<OperationCanceledException>(() => stored.Connect().FetchNextJob(["default"], cancelled.Token));
            return Stopwatch.GetElapsedTime(started);
        });
        await Task.Delay(Moment, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        var asked = Stopwatch.GetTimestamp();
        await cancelled.CancelAsync();
        await waiting;
        Assert.True(Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(2));

        using var before = new CancellationTokenSource();
        await before.CancelAsync();
        var id = stored.Enqueue("default")[0];
        Assert.ThrowsAny<OperationCanceledException>(() => stored.Connection.FetchNextJob(["default"], before.Token));
        using var job = stored.FetchNow("default");
        Assert.Equal(id, job.JobId);
        job.RemoveFromQueue();
    }

    [Theory, On]
    public async Task R038_cancellations_in_a_race_with_jobs_swallow_none(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Poll = TimeSpan.FromMilliseconds(200) });
        var taken = new ConcurrentBag<string>();
        var ended = 0;
        var fetching = Eventually.OnThreads(3, _ =>
        {
            using var connection = stored.Storage.GetConnection();
            while (Volatile.Read(ref ended) == 0)
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(3));
                try
                {
                    using var job = connection.FetchNextJob(["default"], soon.Token);
                    taken.Add(job.JobId);
                    job.RemoveFromQueue();
                }
                catch (OperationCanceledException)
                {
                }
            }
        });
        var ids = stored.Enqueue("default", 100);
        await Eventually.TrueAsync(() => taken.Count >= ids.Count, "all jobs were taken");
        Volatile.Write(ref ended, 1);
        await fetching;
        Assert.Equal(ids.Order(), taken.Order());
    }

    [Theory, On]
    public void R039_an_acknowledged_entry_is_gone_for_good(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Invisibility = TimeSpan.FromMilliseconds(300) });
        stored.Enqueue("default");
        using (var job = stored.FetchNow("default")) job.RemoveFromQueue();
        Assert.Null(stored.Fetch(TimeSpan.FromSeconds(1), "default"));
    }

    [Theory, On(InMemory = "Dispose puts nothing back: a worker requeues what it does not finish")]
    public void R040_an_entry_disposed_without_a_word_is_back(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Enqueue("default")[0];
        stored.FetchNow("default").Dispose();
        using var again = stored.FetchNow("default");
        Assert.Equal(id, again.JobId);
        again.RemoveFromQueue();
    }

    [Theory, On]
    public void R041_a_requeued_entry_is_back_once(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Enqueue("default")[0];
        using (var job = stored.FetchNow("default")) job.Requeue();
        using (var again = stored.FetchNow("default"))
        {
            Assert.Equal(id, again.JobId);
            again.RemoveFromQueue();
        }
        Assert.Null(stored.Fetch(Moment, "default"));
    }

    [Theory, On(InMemory = "has no invisibility timeout: a process that dies takes all its data with it")]
    public void R042_an_abandoned_entry_is_handed_out_after_its_time_and_not_before(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Invisibility = TimeSpan.FromSeconds(2), Poll = TimeSpan.FromMilliseconds(200) });
        var id = stored.Enqueue("default")[0];
        var abandoned = stored.FetchNow("default");

        Assert.Null(stored.Fetch(TimeSpan.FromSeconds(1), "default"));
        using var job = stored.FetchNow("default");
        Assert.Equal((id, id), (job.JobId, abandoned.JobId));
        job.RemoveFromQueue();
    }

    [Theory, On(InMemory = "has no invisibility timeout")]
    public void R043_an_outdated_claim_does_not_touch_the_next_one(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Invisibility = TimeSpan.FromSeconds(1), Poll = TimeSpan.FromMilliseconds(200) });
        stored.Enqueue("default", 3);
        var outdated = Enumerable.Range(0, 3).Select(_ => stored.FetchNow("default")).ToList();
        var current = Enumerable.Range(0, 3).Select(_ => stored.FetchNow("default")).ToList();
        Assert.Equal(outdated.Select(j => j.JobId).Order(), current.Select(j => j.JobId).Order());

        outdated[0].RemoveFromQueue();
        outdated[1].Requeue();
        outdated[2].Dispose();

        Assert.Equal((0L, 3L), (stored.Monitor.EnqueuedCount("default"), stored.Monitor.FetchedCount("default")));
        current.ForEach(j => j.RemoveFromQueue());
        Assert.Equal(0, stored.Monitor.FetchedCount("default"));
    }

    [Theory, On]
    public async Task R044_a_long_job_of_a_living_server_is_not_started_twice(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { Invisibility = TimeSpan.FromSeconds(2), Poll = TimeSpan.FromMilliseconds(200) });
        var key = Guid.NewGuid().ToString();
        using var server = stored.Serve();
        using var second = stored.Serve(storage: stored.Another());
        var id = new BackgroundJobClient(stored.Storage).Enqueue(() => Jobs.Last(key, 6_000));
        await Eventually.TrueAsync(() => stored.StateOf(id) == "Succeeded", "the job ended");
        Assert.Equal(1, Jobs.Times(key));
    }

    [Theory, On]
    public void R045_a_job_may_be_queued_twice(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create();
        stored.Commit(t =>
        {
            t.AddToQueue("default", id);
            t.AddToQueue("default", id);
        });
        using var one = stored.FetchNow("default");
        using var two = stored.FetchNow("default");
        Assert.Equal((id, id), (one.JobId, two.JobId));
        one.RemoveFromQueue();
        two.RemoveFromQueue();
    }

    [Theory, On]
    public void R046_every_valid_queue_name_works(Kind kind)
    {
        using var stored = Stored.In(kind);
        foreach (var queue in (string[])["q", "with-dash", "with_underscore", "0123456789", new string('a', 50)])
        {
            Assert.Equal(queue, new EnqueuedState(queue).Queue);
            var id = stored.Enqueue(queue)[0];
            using var job = stored.FetchNow(queue);
            Assert.Equal(id, job.JobId);
            job.RemoveFromQueue();
        }
    }
}
