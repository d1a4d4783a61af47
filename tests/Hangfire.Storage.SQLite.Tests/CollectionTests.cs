namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 71 to 77: hashes, lists and counters.</summary>
public sealed class CollectionTests
{
    [Theory, On]
    public void R071_a_hash_is_set_field_by_field(Kind kind)
    {
        using var stored = Stored.In(kind);
        var connection = stored.Connection;
        Assert.Null(connection.GetAllEntriesFromHash("hash"));
        Assert.Null(connection.GetValueFromHash("hash", "a"));
        Assert.Equal(0, connection.GetHashCount("hash"));

        connection.SetRangeInHash("hash", [new("a", "1"), new("b", null!)]);
        stored.Commit(t => t.SetRangeInHash("hash", [new("a", "2"), new("c", "")]));

        Assert.Equal(
            new Dictionary<string, string?> { ["a"] = "2", ["b"] = null, ["c"] = "" },
            connection.GetAllEntriesFromHash("hash").ToDictionary(e => e.Key, e => (string?)e.Value));
        Assert.Equal("2", connection.GetValueFromHash("hash", "a"));
        Assert.Equal(3, connection.GetHashCount("hash"));
        Assert.Throws<ArgumentNullException>(() => connection.SetRangeInHash(null, []));
        Assert.Throws<ArgumentNullException>(() => connection.SetRangeInHash("hash", null));
    }

    [Theory, On]
    public async Task R072_a_hash_is_removed_and_concurrent_writes_leave_one_row(Kind kind)
    {
        using var stored = Stored.In(kind);
        await Eventually.OnThreads(4, thread =>
        {
            using var connection = stored.Storage.GetConnection();
            for (var i = 0; i < 25; i++) connection.SetRangeInHash("hash", [new("field", $"{thread}-{i}")]);
        });
        Assert.Equal(1, stored.Connection.GetHashCount("hash"));
        Assert.EndsWith("-24", stored.Connection.GetValueFromHash("hash", "field"), StringComparison.Ordinal);

        stored.Commit(t => t.RemoveHash("hash"));
        stored.Commit(t => t.RemoveHash("absent"));
        Assert.Null(stored.Connection.GetAllEntriesFromHash("hash"));
    }

    [Theory, On]
    public void R073_a_list_is_newest_first(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            foreach (var item in (string[])["a", "b", "a", "c", "d"]) t.InsertToList("list", item);
        });
        Assert.Equal(["d", "c", "a", "b", "a"], stored.Connection.GetAllItemsFromList("list"));
        Assert.Equal(["c", "a"], stored.Connection.GetRangeFromList("list", 1, 2));
        Assert.Equal(["a"], stored.Connection.GetRangeFromList("list", 4, 40));
        Assert.Equal(5, stored.Connection.GetListCount("list"));

        stored.Commit(t => t.RemoveFromList("list", "a"));
        Assert.Equal(["d", "c", "b"], stored.Connection.GetAllItemsFromList("list"));
        Assert.Empty(stored.Connection.GetAllItemsFromList("absent"));
    }

    [Theory, On(PostgreSql = "trims from the oldest")]
    public void R074_trimming_keeps_what_is_named(Kind kind)
    {
        using var stored = Stored.In(kind);
        void Fill(string key) => stored.Commit(t =>
        {
            for (var i = 0; i < 6; i++) t.InsertToList(key, $"{i}");
        });
        (string Key, int From, int To, string[] Left)[] cases =
        [
            ("one", 0, 1, ["5", "4"]), ("two", 2, 3, ["3", "2"]), ("three", 4, 99, ["1", "0"]), ("four", 6, 9, []),
            ("five", 0, 9, ["5", "4", "3", "2", "1", "0"]),
        ];
        foreach (var (key, from, to, left) in cases)
        {
            Fill(key);
            stored.Commit(t => t.TrimList(key, from, to));
            Assert.Equal(left, stored.Connection.GetAllItemsFromList(key));
        }
    }

    [Theory, On]
    public async Task R075_a_counter_is_the_sum_of_all_steps(Kind kind)
    {
        using var stored = Stored.In(kind);
        Assert.Equal(0, stored.Connection.GetCounter("counter"));
        stored.Commit(t =>
        {
            t.IncrementCounter("counter");
            t.DecrementCounter("counter");
            t.DecrementCounter("counter");
        });
        Assert.Equal(-1, stored.Connection.GetCounter("counter"));

        await Eventually.OnThreads(4, _ =>
        {
            using var connection = stored.Storage.GetConnection();
            for (var i = 0; i < 50; i++)
            {
                using var transaction = connection.CreateWriteTransaction();
                transaction.IncrementCounter("counter");
                transaction.Commit();
            }
        });
        Assert.Equal(199, stored.Connection.GetCounter("counter"));
    }

    // Hangfire.PostgreSql reads a counter's two tables one after the other, and misses what is moved in between.
    [Fact]
    public async Task R076_the_sum_never_wavers_while_it_is_counted_and_cleaned()
    {
        using var stored = Stored.In(Kind.SQLite);
        using var server = stored.Serve();
        var (ended, wavered, last) = (0, 0, 0L);
        var reader = Eventually.OnThread(() =>
        {
            using var connection = (JobStorageConnection)stored.Storage.GetConnection();
            while (Volatile.Read(ref ended) == 0)
            {
                var now = connection.GetCounter("counter");
                if (now < last) wavered++;
                last = now;
            }
            return 0;
        });
        for (var i = 0; i < 300; i++) stored.Commit(t => t.IncrementCounter("counter", TimeSpan.FromDays(1)));
        Volatile.Write(ref ended, 1);
        await reader;
        Assert.Equal((0, 300L), (wavered, stored.Connection.GetCounter("counter")));
    }

    [Fact]
    public void R077_a_counter_vanishes_after_its_latest_expiry()
    {
        using var stored = Stored.In(Kind.SQLite);
        stored.Commit(t =>
        {
            t.IncrementCounter("short", TimeSpan.FromMilliseconds(-1));
            t.IncrementCounter("long", TimeSpan.FromHours(1));
            t.IncrementCounter("long", TimeSpan.FromMilliseconds(-1));
            t.IncrementCounter("later", TimeSpan.FromMilliseconds(-1));
            t.IncrementCounter("later", TimeSpan.FromHours(1));
            t.IncrementCounter("ever");
        });
        stored.RemoveExpired();
        string[] keys = ["short", "long", "later", "ever"];
        Assert.Equal([0L, 2L, 2L, 1L], keys.Select(stored.Connection.GetCounter));
    }
}
