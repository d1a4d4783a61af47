using Hangfire.Server;

namespace Hangfire.Storage.SQLite;

/// <summary>Runs in every server: renews the claims on the jobs that its workers have.</summary>
internal sealed class ClaimRenewalProcess(JobQueue queue) : IBackgroundProcess
{
    private static readonly TimeSpan RestLongest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RestWhileStopping = TimeSpan.FromMilliseconds(50);

    public void Execute(BackgroundProcessContext context)
    {
        queue.RenewClaims();
        var rest = queue.RenewalInterval < RestLongest ? queue.RenewalInterval : RestLongest;
        context.StoppingToken.WaitHandle.WaitOne(rest);
        // A server that is stopping still works on its last jobs, and they are still its own.
        while (context.IsStopping && queue.HasClaims && !context.ShutdownToken.IsCancellationRequested)
        {
            queue.RenewClaims();
            context.ShutdownToken.WaitHandle.WaitOne(RestWhileStopping);
        }
    }

    public override string ToString() => "Renewal of claims on jobs";
}
