using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Storage;
using Hangfire.Storage.SQLite;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>Hangfire: one-off jobs by id, recurring work as data.</summary>
internal static class JobServer
{
    private const int WorkerCount = 10;

    /// <summary>A killed server's jobs go to another one after so long; a living one keeps renewing its claims.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(1);

    private static readonly SQLiteStorageOptions OnSqlite = new() { SlidingInvisibilityTimeout = Claim };

    /// <summary>A job wakes the workers of its own process; those of another one, as with OMNIHUB_ROLE, find it within a second, not 15.</summary>
    private static readonly PostgreSqlStorageOptions OnPostgres = new()
    {
        SchemaName = "hangfire",
        QueuePollInterval = TimeSpan.FromSeconds(1),
        UseSlidingInvisibilityTimeout = true,
        InvisibilityTimeout = Claim,
    };

    public static void AddJobs(this WebApplicationBuilder builder)
    {
        var database = Database.From(builder.Configuration);
        // Hangfire's own defaults are of the process: two apps in one (as in tests) would run each other's jobs.
        builder.Services.AddSingleton(_ => Storage(database));
        builder.Services.AddSingleton<JobActivator>(
            services => new AspNetCoreJobActivator(services.GetRequiredService<IServiceScopeFactory>()));
        builder.Services.AddHangfire((services, hangfire) => hangfire
            .UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings().UseStorage(services.GetRequiredService<JobStorage>())
            .UseDashboardStylesheet(typeof(JobServer).Assembly, "OmniHub.Web.jobs.css"));
        builder.Services.AddSingleton<IJobs, Jobs>();
        builder.Services.AddSingleton<RunningWork>();
        builder.Services.AddHostedService<Recurring>();
        if (Role.Of(builder.Configuration) == Role.Web) return;
        builder.Services.AddHangfireServer(server =>
        {
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.WorkerCount = WorkerCount;
        });
    }

    private static JobStorage Storage(Database database) => database.IsPostgres
        // A pool of its own: a burst of requests does not keep the jobs that serve it waiting for a connection.
        ? new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString + ";Application Name=jobs", OnPostgres), OnPostgres)
        : new SQLiteStorage(Path.Combine(database.Folder, "jobs.db"), OnSqlite);

    private sealed class Jobs(IBackgroundJobClient client, ILogger<Jobs> log) : IJobs
    {
        public void Enqueue<TJob>(string id) where TJob : IJob =>
            Try(() => client.Enqueue<TJob>(job => job.RunAsync(id, CancellationToken.None)), typeof(TJob));

        public void Schedule<TJob>(string id, TimeSpan delay) where TJob : IJob =>
            Try(() => client.Schedule<TJob>(job => job.RunAsync(id, CancellationToken.None), delay), typeof(TJob));

        // A job is a hint: where it cannot be left, what caused it has happened all the same, and a sweep finds the work.
        private void Try(Func<string> leave, Type job)
        {
            try
            {
                leave();
            }
            catch (BackgroundJobClientException e)
            {
                log.LogWarning(e, "A job {Job} could not be left; its sweep will find the work", job.Name);
            }
        }
    }

    /// <summary>Tells Hangfire what recurs; what no module names any more is forgotten.</summary>
    private sealed class Recurring(IRecurringJobManager recurring, JobStorage storage, IEnumerable<IModule> modules) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            var works = modules.SelectMany(m => m.Work).ToList();
            var run = typeof(RunRecurring).GetMethod(nameof(RunRecurring.RunAsync))!;
            foreach (var work in works)
            {
                var job = new Job(typeof(RunRecurring), run, work.Name, CancellationToken.None);
                recurring.AddOrUpdate(work.Name, job, work.Cron, new RecurringJobOptions());
            }

            using var connection = storage.GetConnection();
            foreach (var old in connection.GetRecurringJobs().Where(job => works.All(work => work.Name != job.Id)))
                recurring.RemoveIfExists(old.Id);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>What this process does: <c>OMNIHUB_ROLE</c> is <c>web</c>, <c>worker</c> or <c>all</c>.</summary>
internal static class Role
{
    public const string All = "all";
    public const string Web = "web";
    public const string Worker = "worker";

    public static string Of(IConfiguration configuration) => configuration["OMNIHUB_ROLE"] is not { Length: > 0 } role ? All
        : role is All or Web or Worker ? role
        : throw new StartRefusedException($"OMNIHUB_ROLE is web, worker or all, not \"{role}\".");
}
