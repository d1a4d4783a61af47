using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>The public surface: what users of the public package write compiles here and means the same.</summary>
public sealed class OptionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hangfire-sqlite-");

    [Fact]
    public void The_defaults_are_those_of_the_public_package()
    {
        var options = new SQLiteStorageOptions();
        Assert.Equal(TimeSpan.FromSeconds(15), options.QueuePollInterval);
        Assert.Equal(TimeSpan.FromMinutes(30), options.InvisibilityTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.DistributedLockLifetime);
        Assert.Equal(TimeSpan.FromHours(1), options.JobExpirationCheckInterval);
        Assert.Equal(TimeSpan.FromMinutes(5), options.CountersAggregateInterval);
        Assert.Equal(SQLiteStorageOptions.AutoVacuum.NONE, options.AutoVacuumSelected);
        Assert.Equal(SQLiteStorageOptions.JournalModes.WAL, options.JournalMode);
        Assert.Equal((20, "hangfire"), (options.PoolSize, options.Prefix));
        Assert.NotEqual(options.ClientId, new SQLiteStorageOptions().ClientId);
        Assert.Throws<ArgumentException>(() => options.QueuePollInterval = TimeSpan.Zero);
        Assert.Throws<ArgumentException>(() => options.DistributedLockLifetime = TimeSpan.FromSeconds(-1));
    }

    [Fact]
    public void All_ways_of_naming_the_file_lead_to_it()
    {
        var file = Path.Combine(_folder.FullName, "missing", "folder", "jobs=1.db");
        var text = $"Data Source={file}";
        foreach (var open in (Func<SQLiteStorage>[])[
            () => new SQLiteStorage(file),
            () => new SQLiteStorage(text, new SQLiteStorageOptions()),
            () => new SQLiteStorage(
                new SQLiteDbConnectionFactory(() => new SqliteConnection(text + ";Pooling=False")), new SQLiteStorageOptions())])
        {
            using var storage = open();
            Assert.Equal($"SQLite: {file}", storage.ToString());
        }
        Assert.Equal([Path.GetFileName(file)], Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName));
        Assert.Throws<ArgumentException>(() => new SQLiteStorage(":memory:"));
        Assert.Throws<ArgumentNullException>(() => new SQLiteStorage((string)null!));
    }

    [Fact]
    public void The_extensions_return_what_can_be_chained()
    {
        var path = Path.Combine(_folder.FullName, "chained.db");
        var before = TryCurrent();
        GlobalConfiguration.Configuration
            .UseSQLiteStorage(
                nameOrConnectionString: path, options: new SQLiteStorageOptions { QueuePollInterval = TimeSpan.FromSeconds(1) })
            .WithJobExpirationTimeout(TimeSpan.FromDays(3));
        using var storage = Assert.IsType<SQLiteStorage>(JobStorage.Current);
        Assert.Equal(TimeSpan.FromDays(3), storage.JobExpirationTimeout);
        JobStorage.Current = before;
    }

    [Fact]
    public void A_prefix_keeps_storages_of_one_file_apart()
    {
        var file = Path.Combine(_folder.FullName, "shared.db");
        using var one = new SQLiteStorage(file);
        using var two = new SQLiteStorage(file, new SQLiteStorageOptions { Prefix = "other" });
        using var connection = one.GetConnection();
        var id = connection.CreateExpiredJob(Jobs.Say("x"), new Dictionary<string, string>(), DateTime.UtcNow, TimeSpan.FromDays(1));
        Assert.NotNull(connection.GetJobData(id));
        Assert.Null(two.GetConnection().GetJobData(id));
        Assert.Throws<ArgumentException>(() => new SQLiteStorage(file, new SQLiteStorageOptions { Prefix = "x; DROP TABLE y" }));
    }

    [Theory]
    [InlineData(SQLiteStorageOptions.JournalModes.DELETE)]
    [InlineData(SQLiteStorageOptions.JournalModes.TRUNCATE)]
    [InlineData(SQLiteStorageOptions.JournalModes.WAL)]
    public async Task Every_journal_mode_of_a_safe_kind_works(SQLiteStorageOptions.JournalModes mode)
    {
        var file = Path.Combine(_folder.FullName, $"{mode}.db");
        using var storage = new SQLiteStorage(file, new SQLiteStorageOptions { JournalMode = mode });
        using var other = new SQLiteStorage(file, new SQLiteStorageOptions { JournalMode = mode });
        await Eventually.OnThreads(4, thread =>
        {
            using var connection = (JobStorageConnection)(thread % 2 == 0 ? storage : other).GetConnection();
            for (var i = 0; i < 10; i++)
            {
                using var transaction = connection.CreateWriteTransaction();
                transaction.IncrementCounter("counter");
                transaction.Commit();
                Assert.True(connection.GetCounter("counter") > 0);
            }
        });
        Assert.Equal(40, ((JobStorageConnection)storage.GetConnection()).GetCounter("counter"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static JobStorage? TryCurrent()
    {
        try
        {
            return JobStorage.Current;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
