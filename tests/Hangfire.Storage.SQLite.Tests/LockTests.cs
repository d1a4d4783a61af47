using System.Diagnostics;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 50 to 59: distributed locks.</summary>
public sealed class LockTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Theory, On]
    public void R050_a_lock_is_held_by_one(Kind kind)
    {
        using var stored = Stored.In(kind);
        var other = stored.Connect();
        var foreign = stored.Connect(stored.Another());
        using (stored.Connection.AcquireDistributedLock("a:resource", Short))
        {
            var refused = Assert.ThrowsAny<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("a:resource", Short));
            Assert.EndsWith("a:resource", refused.Resource, StringComparison.Ordinal);
            Assert.ThrowsAny<DistributedLockTimeoutException>(() => foreign.AcquireDistributedLock("a:resource", Short));
        }
        using (foreign.AcquireDistributedLock("a:resource", Eventually.Long))
        {
            Assert.ThrowsAny<DistributedLockTimeoutException>(() => stored.Connection.AcquireDistributedLock("a:resource", Short));
        }
    }

    [Theory, On]
    public async Task R050_a_lock_excludes_threads_that_hurry(Kind kind)
    {
        using var stored = Stored.In(kind);
        JobStorage[] storages = [stored.Storage, stored.Another()];
        var (inside, most, total) = (0, 0, 0);
        await Eventually.OnThreads(6, thread =>
        {
            using var connection = storages[thread % 2].GetConnection();
            for (var i = 0; i < 15; i++)
            {
                using var held = connection.AcquireDistributedLock("resource", Eventually.Long);
                most = Math.Max(most, ++inside);
                total++;
                inside--;
            }
        });
        Assert.Equal((0, 1, 90), (inside, most, total));
    }

    [Theory, On]
    public void R051_the_time_given_is_the_time_waited(Kind kind)
    {
        using var stored = Stored.In(kind);
        var other = stored.Connect();
        using var held = stored.Connection.AcquireDistributedLock("resource", Short);

        var started = Stopwatch.GetTimestamp();
        Assert.ThrowsAny<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.FromSeconds(1.5)));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.4, 3.0);

        started = Stopwatch.GetTimestamp();
        Assert.ThrowsAny<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", TimeSpan.Zero));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(1));
        other.AcquireDistributedLock("free", TimeSpan.Zero).Dispose();
    }

    [Theory, On]
    public async Task R052_a_waiter_gets_a_released_lock_soon(Kind kind)
    {
        using var stored = Stored.In(kind);
        var held = stored.Connection.AcquireDistributedLock("resource", Short);
        var waiting = Eventually.OnThread(() =>
        {
            using var connection = stored.Storage.GetConnection();
            using (connection.AcquireDistributedLock("resource", Eventually.Long)) return Stopwatch.GetTimestamp();
        });
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var released = Stopwatch.GetTimestamp();
        held.Dispose();
        Assert.True(Stopwatch.GetElapsedTime(released, await waiting) < TimeSpan.FromSeconds(1.5));
    }

    [Theory, On]
    public void R053_other_names_are_other_locks(Kind kind)
    {
        using var stored = Stored.In(kind);
        var other = stored.Connect();
        using var one = stored.Connection.AcquireDistributedLock("resource", Short);
        using var two = other.AcquireDistributedLock("another", Short);
        using var three = other.AcquireDistributedLock("Resource", Short);
        Assert.Throws<ArgumentNullException>(() => other.AcquireDistributedLock(null, Short));
    }

    [Theory, On]
    public void R054_a_connection_may_take_its_lock_again(Kind kind)
    {
        using var stored = Stored.In(kind);
        var other = stored.Connect();
        var outer = stored.Connection.AcquireDistributedLock("resource", Short);
        var inner = stored.Connection.AcquireDistributedLock("resource", Short);
        inner.Dispose();
        Assert.ThrowsAny<DistributedLockTimeoutException>(() => other.AcquireDistributedLock("resource", Short));
        outer.Dispose();
        other.AcquireDistributedLock("resource", Short).Dispose();
    }

    [Theory, On(PostgreSql = "a disposed connection keeps its locks")]
    public void R055_a_disposed_connection_has_no_locks(Kind kind)
    {
        using var stored = Stored.In(kind);
        var connection = (JobStorageConnection)stored.Storage.GetConnection();
        var held = connection.AcquireDistributedLock("resource", Short);
        connection.AcquireDistributedLock("resource", Short);
        connection.Dispose();

        using var next = stored.Connection.AcquireDistributedLock("resource", Short);
        held.Dispose();
        Assert.ThrowsAny<DistributedLockTimeoutException>(() => stored.Connect().AcquireDistributedLock("resource", Short));
    }

    [Theory, On]
    public void R056_disposing_a_lock_twice_is_harmless(Kind kind)
    {
        using var stored = Stored.In(kind);
        var held = stored.Connection.AcquireDistributedLock("resource", Short);
        held.Dispose();
        using var next = stored.Connect().AcquireDistributedLock("resource", Short);
        held.Dispose();
        Assert.ThrowsAny<DistributedLockTimeoutException>(() => stored.Connection.AcquireDistributedLock("resource", Short));
    }

    [Theory, On]
    public async Task R057_another_thread_may_release_a_lock(Kind kind)
    {
        using var stored = Stored.In(kind);
        var held = stored.Connection.AcquireDistributedLock("resource", Short);
        await Eventually.OnThreads(1, _ => held.Dispose());
        stored.Connect().AcquireDistributedLock("resource", Short).Dispose();
    }

    [Theory, On]
    public void R058_a_living_holder_keeps_its_lock(Kind kind)
    {
        using var stored = Stored.In(kind, new Timing { LockLifetime = TimeSpan.FromSeconds(1) });
        using var held = stored.Connection.AcquireDistributedLock("resource", Short);
        Assert.ThrowsAny<DistributedLockTimeoutException>(
            () => stored.Connect(stored.Another()).AcquireDistributedLock("resource", TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void R058_a_lost_lock_is_not_handed_on()
    {
        using var stored = Stored.In(Kind.SQLite);
        var held = stored.Connection.AcquireDistributedLock("resource", Short);
        // As if this process had slept for longer than its locks live, and another had come.
        Beside.Write(stored.File, [$"UPDATE hangfire_lock SET owner = 'another', expire_at = {long.MaxValue}"]);

        held.Dispose();
        Assert.Equal(1, Beside.Number(stored.File, "SELECT COUNT(*) FROM hangfire_lock WHERE owner = 'another'"));
        Assert.ThrowsAny<DistributedLockTimeoutException>(() => stored.Connect().AcquireDistributedLock("resource", Short));
    }

    [Fact]
    public void R059_a_free_lock_is_cheap()
    {
        using var stored = Stored.In(Kind.SQLite);
        stored.Connection.AcquireDistributedLock("warm", Short).Dispose();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 500; i++) stored.Connection.AcquireDistributedLock($"resource {i % 7}", Short).Dispose();
        var each = Stopwatch.GetElapsedTime(started) / 500;

        Assert.True(each < TimeSpan.FromMilliseconds(10), $"A free lock took {each.TotalMilliseconds} ms.");
        Assert.Equal(0, Beside.Number(stored.File, "SELECT COUNT(*) FROM hangfire_lock"));
    }
}
