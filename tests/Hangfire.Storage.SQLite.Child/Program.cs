using System.Globalization;
using Hangfire;
using Hangfire.Storage;
using Hangfire.Storage.SQLite;
using Hangfire.Storage.SQLite.Child;

// The other process of the tests: does one thing with the file it is given, tells of it line by line, and is usually killed.
var (command, file) = (args[0], args[1]);
GlobalConfiguration.Configuration.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer();
using var storage = new SQLiteStorage(file, new SQLiteStorageOptions
{
    InvisibilityTimeout = TimeSpan.FromSeconds(2),
    DistributedLockLifetime = TimeSpan.FromSeconds(2),
});
using var connection = (JobStorageConnection)storage.GetConnection();

switch (command)
{
    case "open":
        Tell("open");
        break;
    case "take":
        Take(args[2], int.Parse(args[3], CultureInfo.InvariantCulture));
        break;
    case "fetch":
        Tell(connection.FetchNextJob([args[2]], default).JobId);
        Hang();
        break;
    case "lock":
        connection.AcquireDistributedLock(args[2], TimeSpan.FromSeconds(10));
        Tell("locked");
        Hang();
        break;
    case "count":
        for (var i = 0; i < int.Parse(args[3], CultureInfo.InvariantCulture); i++) Commit(t => t.IncrementCounter(args[2]));
        Tell("counted");
        break;
    case "write":
        Tell("writing");
        for (var i = 0; ; i++) WriteTogether(i);
    case "idle":
        await IdleAsync(int.Parse(args[2], CultureInfo.InvariantCulture));
        break;
    case "server":
        using (new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 2 }, storage))
        {
            Tell("serving");
            Hang();
        }
        break;
}

void Take(string queue, int total)
{
    Tell("ready");
    Console.ReadLine();
    using var ends = new CancellationTokenSource(TimeSpan.FromSeconds(60));
    while (connection.GetCounter("taken") < total)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(ends.Token);
        moment.CancelAfter(TimeSpan.FromMilliseconds(500));
        try
        {
            using var job = connection.FetchNextJob([queue], moment.Token);
            job.RemoveFromQueue();
            Commit(t => t.IncrementCounter("taken"));
            Tell(job.JobId);
        }
        catch (OperationCanceledException) when (!ends.IsCancellationRequested)
        {
        }
    }
}

// Workers with nothing to do, and the processor time they take in three seconds.
async Task IdleAsync(int workers)
{
    for (var i = 0; i < workers; i++)
        new Thread(() => storage.GetConnection().FetchNextJob(["critical", "default"], default)) { IsBackground = true }.Start();
    await Task.Delay(1_000);
    Tell("idle");
    var before = Environment.CpuUsage.TotalTime;
    await Task.Delay(3_000);
    Tell((Environment.CpuUsage.TotalTime - before).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    Environment.Exit(0);
}

// Twenty things that must be there together or not at all.
void WriteTogether(int round) => Commit(t =>
{
    for (var i = 0; i < 10; i++)
    {
        t.AddToSet("together", $"{round}-{i}");
        t.IncrementCounter("together");
    }
});

void Commit(Action<IWriteOnlyTransaction> fill)
{
    using var transaction = connection.CreateWriteTransaction();
    fill(transaction);
    transaction.Commit();
}

static void Tell(string line)
{
    Console.WriteLine(line);
    Console.Out.Flush();
}

static void Hang() => new ManualResetEventSlim().Wait();
