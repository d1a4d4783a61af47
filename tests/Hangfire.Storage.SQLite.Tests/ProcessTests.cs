using Hangfire.Storage.SQLite.Child;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>What several processes on one file keep, and what is left when one of them is killed.</summary>
public sealed class ProcessTests
{
    private static readonly Timing Short = new()
    {
        Invisibility = TimeSpan.FromSeconds(2),
        LockLifetime = TimeSpan.FromSeconds(2),
        Poll = TimeSpan.FromMilliseconds(500),
    };

    [Fact]
    public async Task R024_a_process_killed_in_a_transaction_leaves_it_whole_or_not_at_all()
    {
        using var stored = Stored.In(Kind.SQLite, Short);
        for (var round = 0; round < 3; round++)
        {
            using var child = ChildProcess.Start("write", stored.File);
            Assert.Equal("writing", await child.LineAsync());
            var before = stored.Connection.GetCounter("together");
            await Eventually.TrueAsync(() => stored.Connection.GetCounter("together") > before + 100, "the child wrote");
            child.Kill();

            Assert.Equal(0, stored.Connection.GetCounter("together") % 10);
            Assert.Equal(0, stored.Connection.GetSetCount("together") % 10);
            stored.Commit(t => t.AddToSet("alive", $"{round}"));
        }
        Assert.Equal(3, stored.Connection.GetSetCount("alive"));
        Assert.Equal(0, Beside.Number(stored.File, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"));
    }

    [Fact]
    public async Task R027_processes_that_write_at_once_lose_nothing()
    {
        using var stored = Stored.In(Kind.SQLite, Short);
        var children = Enumerable.Range(0, 3).Select(_ => ChildProcess.Start("count", stored.File, "counter", 300)).ToList();
        for (var i = 0; i < 300; i++) stored.Commit(t => t.IncrementCounter("counter"));
        foreach (var child in children)
        {
            Assert.Equal(["counted"], await child.LinesToTheEndAsync());
            child.Dispose();
        }
        Assert.Equal(1_200, stored.Connection.GetCounter("counter"));
    }

    [Fact]
    public async Task R034_two_processes_take_a_thousand_jobs_each_exactly_once()
    {
        using var stored = Stored.In(Kind.SQLite, Short);
        var ids = stored.Enqueue("default", 1_000);
        using var one = ChildProcess.Start("take", stored.File, "default", ids.Count);
        using var two = ChildProcess.Start("take", stored.File, "default", ids.Count);
        foreach (var child in (ChildProcess[])[one, two]) Assert.Equal("ready", await child.LineAsync());
        foreach (var child in (ChildProcess[])[one, two]) child.Tell("go");

        var both = await Task.WhenAll(one.LinesToTheEndAsync(), two.LinesToTheEndAsync());

        Assert.Equal(ids.Order(), both.SelectMany(lines => lines).Order());
        Assert.All(both, Assert.NotEmpty);
    }

    [Fact]
    public async Task R042_the_job_of_a_killed_process_is_handed_out_again()
    {
        using var stored = Stored.In(Kind.SQLite, Short);
        var id = stored.Enqueue("default")[0];
        using (var child = ChildProcess.Start("fetch", stored.File, "default"))
        {
            Assert.Equal(id, await child.LineAsync());
            child.Kill();
        }
        using var job = stored.FetchNow("default");
        Assert.Equal(id, job.JobId);
        job.RemoveFromQueue();
    }

    [Fact]
    public async Task R048_a_job_of_another_process_is_found_in_the_poll_interval()
    {
        using var stored = Stored.In(Kind.SQLite, Short);
        using var child = ChildProcess.Start("take", stored.File, "default", 1);
        Assert.Equal("ready", await child.LineAsync());
        child.Tell("go");
        await Task.Delay(700, TestContext.Current.CancellationToken);
        var id = stored.Enqueue("default")[0];
        Assert.Equal(id, await child.LineAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task R050_a_lock_excludes_other_processes_and_R058_a_killed_holder_loses_it()
    {
        using var stored = Stored.In(Kind.SQLite, Short);
        using var child = ChildProcess.Start("lock", stored.File, "resource");
        Assert.Equal("locked", await child.LineAsync());
        // Longer than a lock lives without renewal: the child is alive.
        Assert.Throws<DistributedLockTimeoutException>(() => stored.Connection.AcquireDistributedLock("resource", TimeSpan.FromSeconds(4)));
        child.Kill();
        stored.Connection.AcquireDistributedLock("resource", TimeSpan.FromSeconds(10)).Dispose();
    }

    [Fact]
    public async Task R101_a_job_of_a_killed_server_runs_elsewhere()
    {
        using var stored = Stored.In(Kind.SQLite, Short);
        var diary = stored.File + ".diary";
        await File.WriteAllTextAsync(diary, "", TestContext.Current.CancellationToken);
        string id;
        using (var child = ChildProcess.Start("server", stored.File))
        {
            Assert.Equal("serving", await child.LineAsync());
            id = new BackgroundJobClient(stored.Storage).Enqueue(() => ChildJobs.WorkAsync(diary, 3_000));
            await Eventually.TrueAsync(
                () => File.ReadAllText(diary).Contains("began", StringComparison.Ordinal), "the child began the job");
            child.Kill();
        }
        using var server = stored.Serve();
        await Eventually.TrueAsync(() => stored.StateOf(id) == "Succeeded", "the job ended here");
        var lines = await File.ReadAllLinesAsync(diary, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Count(l => l.StartsWith("began", StringComparison.Ordinal)));
        Assert.Equal([$"ended {Environment.ProcessId}"], lines.Where(l => l.StartsWith("ended", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task R102_four_processes_may_open_an_empty_file_at_once()
    {
        for (var round = 0; round < 3; round++)
        {
            var folder = Directory.CreateTempSubdirectory("hangfire-sqlite-");
            var file = Path.Combine(folder.FullName, "new.db");
            var children = Enumerable.Range(0, 4).Select(_ => ChildProcess.Start("open", file)).ToList();
            foreach (var child in children)
            {
                Assert.Equal(["open"], await child.LinesToTheEndAsync());
                child.Dispose();
            }
            Assert.Equal(1, Beside.Number(file, "SELECT COUNT(*) FROM hangfire_schema"));
            folder.Delete(recursive: true);
        }
    }
}
