using System.Collections.Concurrent;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;
using OmniHub.Kernel;

namespace OmniHub.Web;

/// <summary>The job behind every recurring work. The next run is its retry; one that is still going makes this one unnecessary.</summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
[KeepShortly]
internal sealed class RunRecurring(IServiceProvider services, IEnumerable<IModule> modules, RunningWork running)
{
    [JobDisplayName("{0}")]
    public async Task RunAsync(string name, CancellationToken ct)
    {
        var work = modules.SelectMany(m => m.Work).FirstOrDefault(w => w.Name == name);
        if (work is null || !running.TryStart(name)) return;
        try
        {
            await ((IWork)services.GetRequiredService(work.Type)).RunAsync(ct);
        }
        finally
        {
            running.End(name);
        }
    }
}

/// <summary>Which recurring work this process is at.</summary>
internal sealed class RunningWork
{
    private readonly ConcurrentDictionary<string, bool> names = new(StringComparer.Ordinal);

    public bool TryStart(string name) => names.TryAdd(name, true);

    public void End(string name) => names.TryRemove(name, out _);
}

/// <summary>Runs that found nothing to complain about are thousands a day: the list shows the last few minutes.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class KeepShortlyAttribute : JobFilterAttribute, IApplyStateFilter
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState is SucceededState) context.JobExpirationTimeout = Kept;
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }
}
