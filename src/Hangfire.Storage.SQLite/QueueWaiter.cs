namespace Hangfire.Storage.SQLite;

/// <summary>A worker that found its queues empty, and waits to be told of a job.</summary>
internal sealed class QueueWaiter(string[] queues) : IDisposable
{
    private readonly SemaphoreSlim _woken = new(0, 1);

    public string[] Queues => queues;

    /// <summary>The queue a job was announced in; null until then.</summary>
    public string? Queue { get; private set; }

    /// <summary>Woken by looking at the file, where more jobs may lie: whoever takes one wakes the next.</summary>
    public bool IsChained { get; private set; }

    public void Wait(CancellationToken cancellation) => _woken.Wait(cancellation);

    public void Wake(string queue, bool chained)
    {
        Queue = queue;
        IsChained = chained;
        _woken.Release();
    }

    public void Dispose() => _woken.Dispose();
}
