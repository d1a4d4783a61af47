namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 13 to 18.</summary>
public sealed class StateTests
{
    [Theory, On]
    public void R013_a_new_job_has_no_state(Kind kind)
    {
        using var stored = Stored.In(kind);
        Assert.Null(stored.Connection.GetStateData(stored.Create()));
    }

    [Theory, On]
    public void R014_setting_a_state_makes_it_current_and_writes_history(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.InState(new TestState("First", "because", new() { ["Key"] = "value" }));

        var state = stored.Connection.GetStateData(id);
        Assert.Equal(("First", "because", "value"), (state.Name, state.Reason, state.Data["Key"]));
        Assert.Equal("First", stored.Connection.GetJobData(id).State);

        stored.Commit(t => t.SetJobState(id, new TestState("Second")));

        Assert.Equal("Second", stored.StateOf(id));
        Assert.Equal("Second", stored.Connection.GetJobData(id).State);
        Assert.Equal(["Second", "First"], stored.Monitor.JobDetails(id).History.Select(h => h.StateName));
    }

    [Theory, On]
    public void R015_adding_a_state_writes_history_only(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.InState(new TestState("Current", data: new() { ["Of"] = "current" }));

        stored.Commit(t => t.AddJobState(id, new TestState("Passed", data: new() { ["Of"] = "passed" })));

        Assert.Equal("Current", stored.Connection.GetJobData(id).State);
        Assert.Equal(("Current", "current"), (stored.StateOf(id), stored.Connection.GetStateData(id).Data["Of"]));
        Assert.Equal(["Passed", "Current"], stored.Monitor.JobDetails(id).History.Select(h => h.StateName));
    }

    [Theory, On(PostgreSql = "keys of state data are case-sensitive", InMemory = "keys of state data are case-sensitive")]
    public void R016_state_data_is_kept_and_found_whatever_the_case(Kind kind)
    {
        using var stored = Stored.In(kind);
        var large = new string('ü', 100_000);
        var id = stored.InState(new TestState("State", data: new() { ["Null"] = null, ["Empty"] = "", ["Large"] = large }));

        var data = stored.Connection.GetStateData(id).Data;
        Assert.Null(data["Null"]);
        Assert.Equal("", data["empty"]);
        Assert.Equal(large, data["LARGE"]);
        Assert.False(data.ContainsKey("absent"));
        Assert.Empty(stored.Connection.GetStateData(stored.InState(new TestState("Bare", data: []))).Data);
    }

    [Theory, On]
    public void R017_a_long_reason_is_no_error(Kind kind)
    {
        using var stored = Stored.In(kind);
        var reason = new string('r', 5_000);
        var id = stored.InState(new TestState("State", reason));
        Assert.StartsWith(reason[..50], stored.Connection.GetStateData(id).Reason, StringComparison.Ordinal);
    }

    [Theory, On(InMemory = "cuts the history at 10 states")]
    public void R018_the_history_is_whole_and_newest_first(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create();
        // All in the same moment, so the order can only be that of insertion.
        stored.Commit(t =>
        {
            for (var i = 0; i < 50; i++) t.SetJobState(id, new TestState($"S{i}"));
        });
        Assert.Equal(
            Enumerable.Range(0, 50).Reverse().Select(i => $"S{i}"), stored.Monitor.JobDetails(id).History.Select(h => h.StateName));
        Assert.Equal("S49", stored.StateOf(id));
    }

    [Theory, On(PostgreSql = "the row of a state without its job is refused by a foreign key")]
    public void A_state_of_a_job_that_is_gone_changes_nothing(Kind kind)
    {
        using var stored = Stored.In(kind);
        var other = stored.InState(new TestState("Mine"));

        stored.Commit(t => t.SetJobState("987654321", new TestState("Lost")));

        Assert.Null(stored.Connection.GetJobData("987654321"));
        Assert.Equal("Mine", stored.StateOf(other));
    }
}
