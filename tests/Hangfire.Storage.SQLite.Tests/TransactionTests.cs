using System.Collections.Concurrent;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 19 to 29: what every write transaction keeps.</summary>
public sealed class TransactionTests
{
    [Theory, On]
    public void R019_nothing_is_seen_before_the_commit_and_all_after(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create();
        using (var transaction = stored.Connection.CreateWriteTransaction())
        {
            transaction.SetJobState(id, new EnqueuedState("default"));
            transaction.AddToSet("set", "a");
            transaction.IncrementCounter("counter");
            Assert.Null(stored.StateOf(id));
            Assert.Equal((0L, 0L), (stored.Connection.GetSetCount("set"), stored.Connection.GetCounter("counter")));

            transaction.Commit();
        }
        Assert.Equal("Enqueued", stored.StateOf(id));
        Assert.Equal((1L, 1L), (stored.Connection.GetSetCount("set"), stored.Connection.GetCounter("counter")));
    }

    [Theory, On]
    public void R020_commands_apply_in_the_order_of_their_calls(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            t.AddToSet("set", "a");
            t.RemoveFromSet("set", "a");
            t.AddToSet("set", "b", 1);
            t.AddToSet("set", "b", 2);
            t.RemoveHash("hash");
            t.SetRangeInHash("hash", [new("field", "1"), new("field", "2")]);
            t.InsertToList("list", "x");
            t.InsertToList("list", "y");
        });
        Assert.Equal(["b"], stored.Connection.GetAllItemsFromSet("set"));
        Assert.Equal("b", stored.Connection.GetFirstByLowestScoreFromSet("set", 2, 2));
        Assert.Equal("2", stored.Connection.GetValueFromHash("hash", "field"));
        Assert.Equal(["y", "x"], stored.Connection.GetAllItemsFromList("list"));
    }

    [Theory, On]
    public void R021_a_transaction_that_is_disposed_leaves_nothing(Kind kind)
    {
        using var stored = Stored.In(kind);
        using (var transaction = stored.Connection.CreateWriteTransaction())
        {
            transaction.AddToSet("set", "a");
        }
        Assert.Empty(stored.Connection.GetAllItemsFromSet("set"));
    }

    [Theory, On]
    public async Task R022_readers_see_a_transaction_whole_or_not_at_all(Kind kind)
    {
        using var stored = Stored.In(kind);
        var ended = 0;
        var torn = 0;
        var readers = Eventually.OnThreads(2, _ =>
        {
            using var connection = (JobStorageConnection)stored.Storage.GetConnection();
            while (Volatile.Read(ref ended) == 0)
            {
                if (connection.GetAllItemsFromSet("set").Count % 10 != 0) Interlocked.Increment(ref torn);
            }
        });
        for (var round = 0; round < 150; round++)
        {
            stored.Commit(t =>
            {
                for (var i = 0; i < 10; i++) t.AddToSet("set", $"{round}-{i}");
            });
        }
        Volatile.Write(ref ended, 1);
        await readers;
        Assert.Equal(0, torn);
        Assert.Equal(1500, stored.Connection.GetSetCount("set"));
    }

    [Fact]
    public void R023_an_error_midway_leaves_nothing()
    {
        using var stored = Stored.In(Kind.SQLite);
        using (var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction())
        {
            transaction.AddToSet("set", "before");
            transaction.AddToSet("set", "broken", double.NaN);
            transaction.AddToSet("set", "after");
            Assert.ThrowsAny<Exception>(transaction.Commit);
        }
        Assert.Empty(stored.Connection.GetAllItemsFromSet("set"));

        stored.Commit(t => t.AddToSet("set", "next"));
        Assert.Equal(["next"], stored.Connection.GetAllItemsFromSet("set"));
    }

    [Theory, On]
    public async Task R025_a_transaction_may_be_committed_by_another_thread(Kind kind)
    {
        using var stored = Stored.In(kind);
        using var transaction = stored.Connection.CreateWriteTransaction();
        transaction.AddToSet("set", "a");
        await Eventually.OnThreads(1, _ => transaction.Commit());
        Assert.Equal(["a"], stored.Connection.GetAllItemsFromSet("set"));
    }

    [Theory, On]
    public void R026_ten_thousand_commands_are_one_transaction(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            for (var i = 0; i < 10_000; i++) t.AddToSet("set", $"member {i}", i);
        });
        Assert.Equal(10_000, stored.Connection.GetSetCount("set"));
    }

    [Theory, On]
    public async Task R027_concurrent_commits_all_succeed(Kind kind)
    {
        using var stored = Stored.In(kind);
        // Two storage objects, so two writers that know nothing of each other.
        JobStorage[] storages = [stored.Storage, stored.Another()];
        await Eventually.OnThreads(8, thread =>
        {
            using var connection = (JobStorageConnection)storages[thread % 2].GetConnection();
            for (var i = 0; i < 50; i++)
            {
                using var transaction = connection.CreateWriteTransaction();
                transaction.IncrementCounter("counter");
                transaction.AddToSet("set", $"{thread}-{i}");
                transaction.InsertToList("list", $"{thread}-{i}");
                transaction.Commit();
            }
        });
        Assert.Equal(400, stored.Connection.GetCounter("counter"));
        Assert.Equal(400, stored.Connection.GetSetCount("set"));
        Assert.Equal(400, stored.Connection.GetListCount("list"));
    }

    [Theory, On(PostgreSql = "nulls are refused only by the database, at the commit")]
    public void R028_nulls_are_refused_when_they_are_given(Kind kind)
    {
        using var stored = Stored.In(kind);
        using var transaction = (JobStorageTransaction)stored.Connection.CreateWriteTransaction();
        Action[] calls =
        [
            () => transaction.ExpireJob(null, TimeSpan.Zero),
            () => transaction.PersistJob(null),
            () => transaction.SetJobState(null, new EnqueuedState()),
            () => transaction.SetJobState("1", null),
            () => transaction.AddJobState(null, new EnqueuedState()),
            () => transaction.AddJobState("1", null),
            () => transaction.AddToQueue(null, "1"),
            () => transaction.AddToQueue("default", null),
            () => transaction.IncrementCounter(null),
            () => transaction.IncrementCounter(null, TimeSpan.Zero),
            () => transaction.DecrementCounter(null),
            () => transaction.AddToSet(null, "a"),
            () => transaction.AddToSet("set", null),
            () => transaction.RemoveFromSet(null, "a"),
            () => transaction.RemoveFromSet("set", null),
            () => transaction.InsertToList(null, "a"),
            () => transaction.RemoveFromList(null, "a"),
            () => transaction.TrimList(null, 0, 1),
            () => transaction.SetRangeInHash(null, []),
            () => transaction.SetRangeInHash("hash", null),
            () => transaction.RemoveHash(null),
            () => transaction.AddRangeToSet(null, []),
            () => transaction.AddRangeToSet("set", null),
            () => transaction.RemoveSet(null),
            () => transaction.ExpireSet(null, TimeSpan.Zero),
            () => transaction.PersistHash(null),
        ];
        Assert.All(calls, call => Assert.Throws<ArgumentNullException>(call));
    }

    [Theory, On]
    public async Task R029_workers_are_woken_only_by_a_commit_that_succeeded(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create();
        using var ends = new CancellationTokenSource();
        var fetched = new ConcurrentQueue<string>();
        var worker = Eventually.OnThread(() =>
        {
            using var connection = stored.Storage.GetConnection();
            try
            {
                using var job = connection.FetchNextJob(["default"], ends.Token);
                fetched.Enqueue(job.JobId);
                job.RemoveFromQueue();
            }
            catch (OperationCanceledException)
            {
                fetched.Enqueue("cancelled");
            }
            return 0;
        });
        using (var transaction = stored.Connection.CreateWriteTransaction())
        {
            transaction.AddToQueue("default", id);
        }
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.Empty(fetched);

        stored.Commit(t => t.AddToQueue("default", id));
        await worker.WaitAsync(Eventually.Long, TestContext.Current.CancellationToken);
        await ends.CancelAsync();
        Assert.Equal([id], fetched);
    }
}
