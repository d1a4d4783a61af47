using System.Diagnostics;
using System.Globalization;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 91 and 92: the newer lists and graphs, and how long a page takes.</summary>
public sealed class DashboardTests
{
    [Theory, On(PostgreSql = "has neither of the newer lists")]
    public void R091_awaiting_jobs_know_the_state_of_their_parents(Kind kind)
    {
        using var stored = Stored.In(kind);
        var monitor = (JobStorageMonitor)stored.Monitor;
        var parent = stored.InState(new TestState("Processing", data: []));
        var id = stored.InState(new AwaitingState(parent, new EnqueuedState()));
        stored.InState(new TestState("Awaiting", data: new() { ["ParentId"] = "nonsense" }));

        Assert.Equal(2, monitor.AwaitingCount());
        var waiting = monitor.AwaitingJobs(0, 10).ToDictionary(j => j.Key, j => j.Value);
        Assert.Equal("Processing", waiting[id].ParentStateName);
        Assert.Equal(parent, waiting[id].StateData["ParentId"]);
        Assert.Null(waiting.Single(w => w.Key != id).Value.ParentStateName);

        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        stored.Commit(t => t.IncrementCounter($"stats:deleted:{today}"));
        Assert.Equal(1, monitor.DeletedByDatesCount().Values.Sum());
        Assert.Equal(24, monitor.HourlyDeletedJobs().Count);
    }

    [Fact]
    public void R092_pages_are_quick_with_many_jobs()
    {
        using var stored = Stored.In(Kind.SQLite);
        Finished.Seed(stored.File, 20_000);
        stored.Enqueue("default", 20);
        var monitor = stored.Monitor;
        Page();
        var started = Stopwatch.GetTimestamp();
        Page();
        var took = Stopwatch.GetElapsedTime(started);

        Assert.Equal(20_000, monitor.SucceededListCount());
        Assert.True(took < TimeSpan.FromSeconds(1), $"Three pages took {took.TotalMilliseconds} ms.");

        void Page()
        {
            monitor.GetStatistics();
            monitor.Queues();
            Assert.Equal(20, monitor.SucceededJobs(15_000, 20).Count);
        }
    }
}
