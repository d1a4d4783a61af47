namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 78 to 80: what expires goes, and nothing else.</summary>
public sealed class ExpirationTests
{
    private static readonly TimeSpan Past = TimeSpan.FromSeconds(-1);

    [Fact]
    public void R078_an_expired_job_goes_with_all_that_is_its_own()
    {
        using var stored = Stored.In(Kind.SQLite);
        var gone = stored.InState(new TestState("Done"));
        var kept = stored.InState(new TestState("Done"));
        var never = stored.Create(at: DateTime.UtcNow.AddDays(-2), expireIn: TimeSpan.FromDays(1));
        foreach (var id in (string[])[gone, kept]) stored.Connection.SetJobParameter(id, "RetryCount", "3");
        stored.Commit(t =>
        {
            t.ExpireJob(gone, Past);
            t.ExpireJob(kept, Past);
        });
        stored.Commit(t => t.PersistJob(kept));

        stored.RemoveExpired();

        Assert.Null(stored.Connection.GetJobData(gone));
        Assert.Null(stored.Connection.GetJobData(never));
        Assert.Equal("3", stored.Connection.GetJobParameter(kept, "RetryCount"));
        Assert.Equal(["Done"], stored.Monitor.JobDetails(kept).History.Select(h => h.StateName));
        Assert.Equal(1, Beside.Number(stored.File, "SELECT COUNT(*) FROM hangfire_parameter"));
        Assert.Equal(1, Beside.Number(stored.File, "SELECT COUNT(*) FROM hangfire_state"));
    }

    [Fact]
    public void R079_expired_collections_go_in_batches_and_others_stay()
    {
        using var stored = Stored.In(Kind.SQLite);
        stored.Commit(t =>
        {
            for (var i = 0; i < 1_700; i++)
            {
                t.AddToSet("old", $"{i}");
                t.InsertToList("old", $"{i}");
            }
            t.SetRangeInHash("old", [new("field", "1")]);
            t.AddToSet("new", "a");
            t.SetRangeInHash("new", [new("field", "1")]);
            t.InsertToList("new", "a");
        });
        stored.Commit(t =>
        {
            t.ExpireSet("old", Past);
            t.ExpireList("old", Past);
            t.ExpireHash("old", Past);
            t.ExpireSet("new", TimeSpan.FromHours(1));
        });

        stored.RemoveExpired();

        var connection = stored.Connection;
        Assert.Equal((0L, 0L, 0L), (connection.GetSetCount("old"), connection.GetListCount("old"), connection.GetHashCount("old")));
        Assert.Equal((1L, 1L, 1L), (connection.GetSetCount("new"), connection.GetListCount("new"), connection.GetHashCount("new")));
    }

    [Fact]
    public async Task R079_a_running_server_removes_what_expired()
    {
        using var stored = Stored.In(Kind.SQLite);
        var id = stored.Create(expireIn: Past);
        using var server = stored.Serve();
        await Eventually.TrueAsync(() => stored.Connection.GetJobData(id) is null, "the expired job went");
    }

    [Theory, On]
    public void R080_the_expiry_of_a_job_is_shown(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.InState(new TestState("Done"));
        stored.Commit(t => t.ExpireJob(id, TimeSpan.FromHours(2)));
        Assert.Equal(DateTime.UtcNow.AddHours(2), stored.Monitor.JobDetails(id).ExpireAt!.Value.ToUniversalTime(), TimeSpan.FromMinutes(1));
        stored.Commit(t => t.PersistJob(id));
        Assert.Null(stored.Monitor.JobDetails(id).ExpireAt);
    }

    [Fact]
    public void An_incremental_file_shrinks_when_its_data_expires()
    {
        var folder = Directory.CreateTempSubdirectory("hangfire-sqlite-");
        var file = Path.Combine(folder.FullName, "jobs.db");
        var options = new SQLiteStorageOptions { AutoVacuumSelected = SQLiteStorageOptions.AutoVacuum.INCREMENTAL };
        using (var storage = new SQLiteStorage(file, options))
        {
            using var connection = storage.GetConnection();
            using (var transaction = (JobStorageTransaction)connection.CreateWriteTransaction())
            {
                for (var i = 0; i < 2_000; i++) transaction.AddToSet("old", new string('x', 1_000) + i);
                transaction.ExpireSet("old", Past);
                transaction.Commit();
            }
            var before = Beside.Number(file, "PRAGMA page_count");
            storage.Expiration().RemoveExpired(default);
            Assert.True(Beside.Number(file, "PRAGMA page_count") < before / 4);
        }
        folder.Delete(recursive: true);
    }
}
