using Hangfire.Common;
using Hangfire.States;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Requirements 1 to 12.</summary>
public sealed class JobTests
{
    [Theory, On]
    public void R001_a_created_job_has_an_id_of_its_own_and_can_be_read(Kind kind)
    {
        using var stored = Stored.In(kind);
        var (one, other) = (stored.Create(Jobs.Say("one")), stored.Create());

        var data = stored.Connection.GetJobData(one);

        Assert.NotEmpty(one);
        Assert.NotEqual(one, other);
        Assert.Equal(typeof(Jobs), data.Job.Type);
        Assert.Equal(nameof(Jobs.Hear), data.Job.Method.Name);
        Assert.Equal(["one"], data.Job.Args);
        Assert.Null(data.State);
    }

    [Theory, On(InMemory = "createdAt is ignored: the moment of the call is stored")]
    public void R002_the_moment_of_creation_is_stored_as_given(Kind kind)
    {
        using var stored = Stored.In(kind);
        var moment = new DateTime(2024, 2, 29, 23, 59, 58, 987, DateTimeKind.Utc);
        var id = stored.Create(at: moment, expireIn: TimeSpan.FromDays(10_000));

        var read = stored.Connection.GetJobData(id).CreatedAt;
        Assert.Equal(moment, read, TimeSpan.FromMilliseconds(1));
        Assert.Equal(DateTimeKind.Utc, read.ToUniversalTime().Kind);
        Assert.Equal(moment, stored.Monitor.JobDetails(id).CreatedAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Theory, On]
    public void R003_parameters_are_created_with_the_job(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create(parameters: new() { ["null"] = null!, ["empty"] = "", ["text"] = "Grüße 🦊 \"quoted\" 'ß'" });

        Assert.Null(stored.Connection.GetJobParameter(id, "null"));
        Assert.Equal("", stored.Connection.GetJobParameter(id, "empty"));
        Assert.Equal("Grüße 🦊 \"quoted\" 'ß'", stored.Connection.GetJobParameter(id, "text"));
    }

    [Theory, On]
    public void R004_nulls_are_refused(Kind kind)
    {
        using var stored = Stored.In(kind);
        var connection = stored.Connection;

        Assert.Throws<ArgumentNullException>(
            () => connection.CreateExpiredJob(null, new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => connection.CreateExpiredJob(Jobs.Say(""), null, DateTime.UtcNow, TimeSpan.Zero));
        Assert.Throws<ArgumentNullException>(() => connection.GetJobData(null));
        Assert.Throws<ArgumentNullException>(() => connection.GetStateData(null));
        Assert.Throws<ArgumentNullException>(() => connection.GetJobParameter(null, "name"));
        Assert.Throws<ArgumentNullException>(() => connection.GetJobParameter("1", null));
        Assert.Throws<ArgumentNullException>(() => connection.SetJobParameter(null, "name", ""));
        Assert.Throws<ArgumentNullException>(() => connection.SetJobParameter("1", null, ""));
    }

    [Theory, On(PostgreSql = "malformed ids throw a FormatException")]
    public void R005_unknown_and_malformed_ids_read_as_null(Kind kind)
    {
        using var stored = Stored.In(kind);
        foreach (var id in (string[])["999999999", "99999999999999999999", "no-id", "-1", " 1", "", "1.5"])
        {
            Assert.Null(stored.Connection.GetJobData(id));
            Assert.Null(stored.Connection.GetStateData(id));
            Assert.Null(stored.Connection.GetJobParameter(id, "name"));
        }
    }

    [Theory, On]
    public async Task R006_concurrent_creation_mixes_nothing_up(Kind kind)
    {
        using var stored = Stored.In(kind);
        var created = new System.Collections.Concurrent.ConcurrentDictionary<string, string>();
        await Eventually.OnThreads(8, thread =>
        {
            using var connection = stored.Storage.GetConnection();
            for (var i = 0; i < 25; i++)
            {
                var words = $"{thread}/{i}";
                var id = connection.CreateExpiredJob(
                    Jobs.Say(words), new Dictionary<string, string> { ["words"] = words }, DateTime.UtcNow, TimeSpan.FromDays(1));
                Assert.True(created.TryAdd(id, words));
            }
        });

        Assert.Equal(200, created.Count);
        Assert.All(created, job =>
        {
            Assert.Equal([job.Value], stored.Connection.GetJobData(job.Key).Job.Args);
            Assert.Equal(job.Value, stored.Connection.GetJobParameter(job.Key, "words"));
        });
    }

    [Fact]
    public void R007_a_job_that_is_no_longer_known_is_told_and_not_thrown()
    {
        using var stored = Stored.In(Kind.SQLite);
        foreach (var payload in (string[])[
            """{"t":"Gone.Type, Gone","m":"Run"}""", """{"t":"System.Console, System.Console","m":"NoSuchMethod"}""",
            "no json", "{}", "null"])
        {
            var id = stored.Create();
            ((SQLiteStorage)stored.Storage).Database.WriteOne("UPDATE #job SET payload = ?1 WHERE id = ?2", payload, long.Parse(id));

            var data = stored.Connection.GetJobData(id);

            Assert.Null(data.Job);
            Assert.NotNull(data.LoadException);
            Assert.Throws<JobLoadException>(data.EnsureLoaded);
            if (payload.Contains("\"m\"", StringComparison.Ordinal)) Assert.NotNull(data.InvocationData);
        }
    }

    [Theory, On]
    public void R008_a_parameter_is_set_and_set_again(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create();
        var large = new string('x', 300_000);

        stored.Connection.SetJobParameter(id, "name", "first");
        stored.Connection.SetJobParameter(id, "name", large);

        Assert.Equal(large, stored.Connection.GetJobParameter(id, "name"));
        Assert.Null(stored.Connection.GetJobParameter(id, "absent"));
    }

    [Theory, On(PostgreSql = "gives no snapshot, so every parameter costs a query")]
    public void R009_all_parameters_come_with_the_job(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create(parameters: new() { ["a"] = "1", ["b"] = "2" });
        stored.Connection.SetJobParameter(id, "c", "3");

        Assert.Equal(
            new Dictionary<string, string> { ["a"] = "1", ["b"] = "2", ["c"] = "3" },
            stored.Connection.GetJobData(id).ParametersSnapshot.ToDictionary());
        Assert.Empty(stored.Connection.GetJobData(stored.Create()).ParametersSnapshot);
    }

    [Theory, On]
    public void R010_arguments_come_back_as_they_were(Kind kind)
    {
        using var stored = Stored.In(kind);
        var moment = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
        var text = string.Concat(Enumerable.Repeat("漢字кириллица", 15_000));
        List<int> numbers = [1, 2, 3];

        var id = stored.Create(Job.FromExpression(() => Jobs.HearAll(null, moment, numbers, text)));

        var args = stored.Connection.GetJobData(id).Job.Args;
        Assert.Null(args[0]);
        Assert.Equal(moment, args[1]);
        Assert.Equal(numbers, args[2]);
        Assert.Equal(text, args[3]);
    }

    [Theory, On]
    public void R011_the_queue_of_a_job_is_kept(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create(Job.FromExpression(() => Jobs.Hear("x"), "critical"));

        Assert.True(stored.Storage.HasFeature(JobStorageFeatures.JobQueueProperty));
        Assert.Equal("critical", stored.Connection.GetJobData(id).Job.Queue);
        Assert.Null(stored.Connection.GetJobData(stored.Create()).Job.Queue);
    }

    [Theory, On]
    public void R012_a_job_without_a_state_is_in_no_list(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = stored.Create(expireIn: TimeSpan.FromDays(30));

        var numbers = stored.Monitor.GetStatistics();
        Assert.Equal(0, numbers.Enqueued + numbers.Scheduled + numbers.Processing + numbers.Failed + numbers.Succeeded);
        Assert.Empty(stored.Monitor.Queues());
        Assert.Empty(stored.Monitor.SucceededJobs(0, 10));
        Assert.Equal(DateTime.UtcNow.AddDays(30), stored.Monitor.JobDetails(id).ExpireAt!.Value.ToUniversalTime(), TimeSpan.FromMinutes(1));
    }

    [Theory, On]
    public void A_state_change_through_the_client_reaches_the_storage(Kind kind)
    {
        using var stored = Stored.In(kind);
        var id = new BackgroundJobClient(stored.Storage).Create(Jobs.Say("x"), new EnqueuedState("default"));

        Assert.Equal(EnqueuedState.StateName, stored.StateOf(id));
        Assert.Equal(id, stored.FetchNow("default").JobId);
    }
}
