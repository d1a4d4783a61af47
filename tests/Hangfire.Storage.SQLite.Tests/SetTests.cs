namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 60 to 70: sets.</summary>
public sealed class SetTests
{
    [Theory, On]
    public void R060_members_are_unique_and_take_the_new_score(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t => t.AddToSet("set", "a"));
        Assert.Equal("a", stored.Connection.GetFirstByLowestScoreFromSet("set", 0, 0));
        stored.Commit(t => t.AddToSet("set", "a", 5));

        Assert.Equal(["a"], stored.Connection.GetAllItemsFromSet("set"));
        Assert.Null(stored.Connection.GetFirstByLowestScoreFromSet("set", 0, 4));
        Assert.Equal("a", stored.Connection.GetFirstByLowestScoreFromSet("set", 5, 5));
    }

    [Theory, On]
    public void R061_an_absent_set_is_empty(Kind kind)
    {
        using var stored = Stored.In(kind);
        Assert.Empty(stored.Connection.GetAllItemsFromSet("absent"));
        Assert.Equal(0, stored.Connection.GetSetCount("absent"));
        Assert.Null(stored.Connection.GetFirstByLowestScoreFromSet("absent", 0, 1));
        Assert.Empty(stored.Connection.GetRangeFromSet("absent", 0, 10));
        Assert.True(stored.Connection.GetSetTtl("absent") < TimeSpan.Zero);
    }

    [Theory, On]
    public void R062_the_lowest_score_within_bounds(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            t.AddToSet("set", "c", 3);
            t.AddToSet("set", "a", 1);
            t.AddToSet("set", "b", 2);
        });
        var connection = stored.Connection;
        Assert.Equal("a", connection.GetFirstByLowestScoreFromSet("set", 1, 3));
        Assert.Equal("b", connection.GetFirstByLowestScoreFromSet("set", 1.5, 2));
        Assert.Null(connection.GetFirstByLowestScoreFromSet("set", 4, 9));
        Assert.Throws<ArgumentException>(() => connection.GetFirstByLowestScoreFromSet("set", 2, 1));
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => connection.GetFirstByLowestScoreFromSet(null, 0, 1)).ParamName);
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => connection.GetFirstByLowestScoreFromSet(null, 0, 1, 1)).ParamName);
    }

    [Theory, On]
    public void R063_batches_of_the_lowest_scores(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            for (var i = 20; i > 0; i--) t.AddToSet("set", $"m{i}", i);
        });
        Assert.Equal(["m3", "m4", "m5"], stored.Connection.GetFirstByLowestScoreFromSet("set", 3, 10, 3));
        Assert.Equal(["m19", "m20"], stored.Connection.GetFirstByLowestScoreFromSet("set", 19, 100, 1000));
        Assert.Throws<ArgumentException>(() => stored.Connection.GetFirstByLowestScoreFromSet("set", 0, 1, 0));
    }

    [Theory, On(PostgreSql = "ranges go by insertion")]
    public void R064_ranges_go_by_score(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            for (var i = 9; i >= 0; i--) t.AddToSet("set", $"m{i}", i);
        });
        Assert.Equal(["m0", "m1", "m2"], stored.Connection.GetRangeFromSet("set", 0, 2));
        Assert.Equal(["m4"], stored.Connection.GetRangeFromSet("set", 4, 4));
        Assert.Equal(["m8", "m9"], stored.Connection.GetRangeFromSet("set", 8, 100));
        Assert.Empty(stored.Connection.GetRangeFromSet("set", 10, 20));
    }

    [Theory, On(PostgreSql = "cannot count with a limit")]
    public void R065_counting_and_asking(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            for (var i = 0; i < 5; i++) t.AddToSet("one", $"m{i}");
            t.AddToSet("two", "m0");
        });
        Assert.Equal(5, stored.Connection.GetSetCount("one"));
        Assert.Equal(6, stored.Connection.GetSetCount(["one", "two", "absent"], 10));
        Assert.Equal(2, stored.Connection.GetSetCount(["one", "two"], 2));
        Assert.True(stored.Connection.GetSetContains("one", "m4"));
        Assert.False(stored.Connection.GetSetContains("one", "M4"));
        Assert.False(stored.Connection.GetSetContains("absent", "m4"));
    }

    [Theory, On(PostgreSql = "an existing member is an error")]
    public void R066_a_range_may_hold_members_that_are_there(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t => t.AddToSet("set", "a"));
        stored.Commit(t => t.AddRangeToSet("set", ["a", "b", "c"]));
        Assert.Equal(["a", "b", "c"], stored.Connection.GetAllItemsFromSet("set").Order());
    }

    [Theory, On]
    public void R067_removing_members_and_sets(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t => t.AddRangeToSet("set", ["a", "b"]));
        stored.Commit(t =>
        {
            t.RemoveFromSet("set", "a");
            t.RemoveFromSet("set", "absent");
            t.RemoveFromSet("absent", "a");
            t.RemoveSet("absent");
        });
        Assert.Equal(["b"], stored.Connection.GetAllItemsFromSet("set"));
        stored.Commit(t => t.RemoveSet("set"));
        Assert.Empty(stored.Connection.GetAllItemsFromSet("set"));
    }

    [Theory, On]
    public void R068_scores_are_doubles(Kind kind)
    {
        using var stored = Stored.In(kind);
        foreach (var score in (double[])[-1.0, 0.25, 1_700_000_000.125, 9e15])
        {
            stored.Commit(t => t.AddToSet($"set {score}", "a", score));
            Assert.Equal("a", stored.Connection.GetFirstByLowestScoreFromSet($"set {score}", score, score));
            Assert.Null(stored.Connection.GetFirstByLowestScoreFromSet($"set {score}", -1e16, score - 0.01 * Math.Max(1, Math.Abs(score))));
        }
    }

    [Theory, On]
    public void R069_sets_hashes_and_lists_expire_and_persist(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Commit(t =>
        {
            t.AddToSet("key", "a");
            t.SetRangeInHash("key", [new("field", "a")]);
            t.InsertToList("key", "a");
        });
        Func<string, TimeSpan>[] ttls = [stored.Connection.GetSetTtl, stored.Connection.GetHashTtl, stored.Connection.GetListTtl];
        Assert.All(ttls, ttl => Assert.True(ttl("key") < TimeSpan.Zero));

        stored.Commit(t =>
        {
            t.ExpireSet("key", TimeSpan.FromMinutes(10));
            t.ExpireHash("key", TimeSpan.FromMinutes(10));
            t.ExpireList("key", TimeSpan.FromMinutes(10));
        });
        Assert.All(ttls, ttl => Assert.InRange(ttl("key").TotalMinutes, 9, 10));

        stored.Commit(t =>
        {
            t.PersistSet("key");
            t.PersistHash("key");
            t.PersistList("key");
        });
        Assert.All(ttls, ttl => Assert.True(ttl("key") < TimeSpan.Zero));
    }

    [Theory, On]
    public void R070_names_are_case_sensitive_and_members_long(Kind kind)
    {
        using var stored = Stored.In(kind);
        var member = new string('m', 256);
        stored.Commit(t =>
        {
            t.AddRangeToSet("set", ["a", "A", member]);
            t.AddToSet("SET", "b");
            t.SetRangeInHash("hash", [new("f", "1"), new("F", "2")]);
            t.IncrementCounter("counter");
        });
        Assert.Equal(3, stored.Connection.GetSetCount("set"));
        Assert.Contains(member, stored.Connection.GetAllItemsFromSet("set"));
        Assert.Equal(["b"], stored.Connection.GetAllItemsFromSet("SET"));
        Assert.Equal("2", stored.Connection.GetValueFromHash("hash", "F"));
        Assert.Null(stored.Connection.GetAllEntriesFromHash("HASH"));
        Assert.Equal(0, stored.Connection.GetCounter("Counter"));
    }
}
