using System.Globalization;
using Hangfire.Common;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 84 to 90: what the dashboard shows.</summary>
public sealed class MonitoringTests
{
    private static string Now => JobHelper.SerializeDateTime(DateTime.UtcNow);

    [Theory, On(PostgreSql = "does not count retries and awaiting jobs")]
    public void R084_the_numbers_are_those_of_the_storage(Kind kind)
    {
        using var stored = Stored.In(kind);
        stored.Enqueue("default", 2);
        foreach (var state in (string[])["Scheduled", "Processing", "Processing", "Failed", "Succeeded", "Deleted", "Awaiting"])
            stored.InState(new TestState(state, data: []));
        stored.Commit(t =>
        {
            for (var i = 0; i < 7; i++) t.IncrementCounter("stats:succeeded");
            for (var i = 0; i < 3; i++) t.IncrementCounter("stats:deleted");
            t.AddToSet("recurring-jobs", "a");
            t.AddRangeToSet("retries", ["a", "b"]);
        });

        var numbers = stored.Monitor.GetStatistics();
        Assert.Equal((2, 1, 2, 1), (numbers.Enqueued, numbers.Scheduled, numbers.Processing, numbers.Failed));
        Assert.Equal((7, 3), (numbers.Succeeded, numbers.Deleted));
        Assert.Equal((1, 2L, 1L, 1), (numbers.Recurring, numbers.Retries, numbers.Awaiting, numbers.Queues));
        Assert.Equal((1, 1, 2), (stored.Monitor.SucceededListCount(), stored.Monitor.DeletedListCount(), stored.Monitor.ProcessingCount()));
        Assert.Equal((1, 1), (stored.Monitor.ScheduledCount(), stored.Monitor.FailedCount()));
    }

    [Theory, On(InMemory = "does not count fetched jobs")]
    public void R085_queues_are_listed_by_name(Kind kind)
    {
        using var stored = Stored.In(kind);
        Assert.Empty(stored.Monitor.Queues());
        var b = stored.Enqueue("b", 7);
        stored.Enqueue("a");
        using var job = stored.FetchNow("a");

        var queues = stored.Monitor.Queues();
        Assert.Equal(["a", "b"], queues.Select(q => q.Name));
        Assert.Equal((0L, 1L), (queues[0].Length, queues[0].Fetched!.Value));
        Assert.Empty(queues[0].FirstJobs);
        Assert.Equal(7, queues[1].Length);
        Assert.Equal(b.Take(5), queues[1].FirstJobs.Select(j => j.Key));
    }

    [Theory, On(InMemory = "keeps no fetched jobs")]
    public void R086_a_queue_is_shown_page_by_page(Kind kind)
    {
        using var stored = Stored.In(kind);
        var ids = stored.Enqueue("default", 12);
        using var job = stored.FetchNow("default");

        var page = stored.Monitor.EnqueuedJobs("default", 5, 4);
        Assert.Equal(ids[6..10], page.Select(j => j.Key));
        Assert.All(page, j =>
        {
            Assert.True(j.Value.InEnqueuedState);
            Assert.Equal(("Enqueued", nameof(Jobs.Hear)), (j.Value.State, j.Value.Job.Method.Name));
            Assert.Equal(DateTime.UtcNow, j.Value.EnqueuedAt!.Value.ToUniversalTime(), TimeSpan.FromMinutes(1));
        });
        Assert.Equal((11, 1), (stored.Monitor.EnqueuedCount("default"), stored.Monitor.FetchedCount("default")));
        var fetched = Assert.Single(stored.Monitor.FetchedJobs("default", 0, 10));
        Assert.Equal(ids[0], fetched.Key);
        Assert.NotNull(fetched.Value.Job);
        Assert.Empty(stored.Monitor.EnqueuedJobs("absent", 0, 10));
        Assert.Empty(stored.Monitor.FetchedJobs("absent", 0, 10));
    }

    [Fact]
    public void R086_a_queued_job_that_expired_is_shown_without_its_call()
    {
        using var stored = Stored.In(Kind.SQLite);
        var id = stored.Enqueue("default")[0];
        stored.Commit(t => t.ExpireJob(id, TimeSpan.FromSeconds(-1)));
        stored.RemoveExpired();
        Assert.Equal(id, Assert.Single(stored.Monitor.EnqueuedJobs("default", 0, 10)).Key);
        Assert.Null(stored.Monitor.EnqueuedJobs("default", 0, 10)[0].Value);
        Assert.Null(stored.Monitor.Queues()[0].FirstJobs[0].Value);
    }

    [Theory, On]
    public void R087_the_lists_have_the_fields_of_the_current_state(Kind kind)
    {
        using var stored = Stored.In(kind);
        var at = DateTime.UtcNow.AddHours(3);
        stored.InState(new ScheduledState(at));
        stored.InState(new TestState("Processing", data: new() { ["StartedAt"] = Now, ["ServerId"] = "server-1", ["WorkerId"] = "w" }));
        var failed = Enumerable.Range(0, 3).Select(i => stored.InState(new FailedState(new InvalidOperationException($"no {i}")))).ToList();
        var succeeded = Enumerable.Range(0, 3).Select(i => stored.InState(new SucceededState($"result {i}", 11, 22))).ToList();
        var deleted = Enumerable.Range(0, 3).Select(_ => stored.InState(new DeletedState())).ToList();

        var monitor = stored.Monitor;
        Assert.Equal(at, Assert.Single(monitor.ScheduledJobs(0, 10)).Value.EnqueueAt.ToUniversalTime(), TimeSpan.FromSeconds(1));
        Assert.Equal("server-1", Assert.Single(monitor.ProcessingJobs(0, 10)).Value.ServerId);
        Assert.Equal(Enumerable.Reverse(failed), monitor.FailedJobs(0, 10).Select(j => j.Key));
        Assert.Equal([failed[1]], monitor.FailedJobs(1, 1).Select(j => j.Key));
        Assert.Equal(("no 2", typeof(InvalidOperationException).FullName),
            (monitor.FailedJobs(0, 1)[0].Value.ExceptionMessage, monitor.FailedJobs(0, 1)[0].Value.ExceptionType));
        Assert.NotNull(monitor.FailedJobs(0, 1)[0].Value.FailedAt);
        Assert.Equal(Enumerable.Reverse(succeeded), monitor.SucceededJobs(0, 10).Select(j => j.Key));
        Assert.Equal(33, monitor.SucceededJobs(0, 1)[0].Value.TotalDuration);
        Assert.Contains("result 2", monitor.SucceededJobs(0, 1)[0].Value.Result.ToString(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Reverse(deleted), monitor.DeletedJobs(0, 10).Select(j => j.Key));
        Assert.Equal(DateTime.UtcNow, monitor.DeletedJobs(0, 1)[0].Value.DeletedAt!.Value.ToUniversalTime(), TimeSpan.FromMinutes(1));

        // What was once in a state and is no longer, is not in its list.
        stored.Commit(t => t.SetJobState(failed[0], new SucceededState(null, 1, 2)));
        Assert.Equal(2, monitor.FailedJobs(0, 10).Count);
        Assert.Contains(failed[0], monitor.SucceededJobs(0, 10).Select(j => j.Key));
    }

    [Theory, On(PostgreSql = "a missing key is an exception")]
    public void R088_states_without_their_data_are_shown(Kind kind)
    {
        using var stored = Stored.In(kind);
        foreach (var state in (string[])["Scheduled", "Processing", "Failed", "Succeeded", "Deleted"])
            stored.InState(new TestState(state, data: []));
        var monitor = stored.Monitor;
        Assert.Single(monitor.ScheduledJobs(0, 10));
        Assert.Null(Assert.Single(monitor.ProcessingJobs(0, 10)).Value.ServerId);
        Assert.Null(Assert.Single(monitor.FailedJobs(0, 10)).Value.ExceptionType);
        Assert.Null(Assert.Single(monitor.SucceededJobs(0, 10)).Value.TotalDuration);
        Assert.Single(monitor.DeletedJobs(0, 10));
    }

    [Fact]
    public void R088_data_of_a_foreign_kind_is_shown()
    {
        using var stored = Stored.In(Kind.SQLite);
        stored.InState(new TestState("Scheduled", data: new() { ["EnqueueAt"] = "tomorrow", ["enqueueat"] = "twice" }));
        stored.InState(new TestState("Processing", data: new() { ["StartedAt"] = "" }));
        stored.InState(new TestState("Succeeded", data: new() { ["Latency"] = "long", ["PerformanceDuration"] = "1" }));
        Assert.Single(stored.Monitor.ScheduledJobs(0, 10));
        Assert.Single(stored.Monitor.ProcessingJobs(0, 10));
        Assert.Null(Assert.Single(stored.Monitor.SucceededJobs(0, 10)).Value.TotalDuration);
    }

    [Theory, On]
    public void R089_a_job_has_a_page_of_its_own(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create(parameters: new() { ["name"] = "value" });
        stored.Commit(t =>
        {
            t.SetJobState(id, new EnqueuedState("critical") { Reason = "asked for" });
            t.SetJobState(id, new TestState("Done", data: new() { ["Key"] = "value" }));
        });

        var page = stored.Monitor.JobDetails(id);
        Assert.Equal("value", page.Properties["name"]);
        Assert.Equal(["hello"], page.Job.Args);
        Assert.Equal(DateTime.UtcNow, page.CreatedAt!.Value.ToUniversalTime(), TimeSpan.FromMinutes(1));
        Assert.Equal(["Done", "Enqueued"], page.History.Select(h => h.StateName));
        Assert.Equal(("asked for", "critical"), (page.History[1].Reason, page.History[1].Data["Queue"]));
        Assert.Equal("value", page.History[0].Data["Key"]);
        Assert.Null(stored.Monitor.JobDetails("987654321"));
    }

    [Theory, On]
    public void R090_the_graphs_show_every_count_at_its_own_time(Kind kind)
    {
        using var stored = Stored.In(kind);
        var now = DateTime.UtcNow;
        string Day(int ago) => now.AddDays(-ago).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Hour(int ago) => now.AddHours(-ago).ToString("yyyy-MM-dd-HH", CultureInfo.InvariantCulture);
        stored.Commit(t =>
        {
            for (var i = 0; i < 5; i++) t.IncrementCounter($"stats:succeeded:{Day(0)}", TimeSpan.FromDays(30));
            for (var i = 0; i < 2; i++) t.IncrementCounter($"stats:succeeded:{Day(3)}", TimeSpan.FromDays(30));
            t.IncrementCounter($"stats:failed:{Day(1)}", TimeSpan.FromDays(30));
            for (var i = 0; i < 4; i++) t.IncrementCounter($"stats:succeeded:{Hour(2)}", TimeSpan.FromDays(1));
            t.IncrementCounter($"stats:failed:{Hour(0)}", TimeSpan.FromDays(1));
        });

        var days = stored.Monitor.SucceededByDatesCount();
        Assert.Equal(7, days.Count);
        long On(int ago) => days.Single(d => d.Key.Date == now.Date.AddDays(-ago)).Value;
        Assert.Equal((5, 2, 7), (On(0), On(3), days.Values.Sum()));
        Assert.Equal(1, stored.Monitor.FailedByDatesCount().Single(d => d.Key.Date == now.Date.AddDays(-1)).Value);
        var hours = stored.Monitor.HourlySucceededJobs();
        Assert.Equal(24, hours.Count);
        Assert.Equal(4, hours.Single(h => (h.Key.Date, h.Key.Hour) == (now.AddHours(-2).Date, now.AddHours(-2).Hour)).Value);
        Assert.Equal(1, stored.Monitor.HourlyFailedJobs().Single(h => h.Key.Hour == now.Hour).Value);
    }
}
