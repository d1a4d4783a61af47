using Hangfire;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>Hangfire: one-off jobs by id, recurring work as data.</summary>
internal static class JobServer
{
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddHangfire(hangfire => hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings().UseInMemoryStorage());
        builder.Services.AddHangfireServer(server =>
        {
            server.SchedulePollingInterval = TimeSpan.FromSeconds(1);
            server.WorkerCount = 10;
        });
        builder.Services.AddSingleton<IJobs, Jobs>();
        builder.Services.AddHostedService<Recurring>();
    }

    private sealed class Jobs(IBackgroundJobClient client) : IJobs
    {
        public void Enqueue<TJob>(string id) where TJob : IJob => client.Enqueue<TJob>(job => job.RunAsync(id, CancellationToken.None));

        public void Schedule<TJob>(string id, TimeSpan delay) where TJob : IJob => client.Schedule<TJob>(job => job.RunAsync(id, CancellationToken.None), delay);
    }

    private sealed class Recurring(IRecurringJobManager recurring, IEnumerable<IModule> modules) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var work in modules.SelectMany(m => m.Work))
            {
                var method = work.Type.GetMethod(nameof(IWork.RunAsync))!;
                recurring.AddOrUpdate(work.Name, new Hangfire.Common.Job(work.Type, method, CancellationToken.None), work.Cron, new RecurringJobOptions());
            }

            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
