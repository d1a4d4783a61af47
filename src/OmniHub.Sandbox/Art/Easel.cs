using System.Collections.Concurrent;

namespace OmniHub.Sandbox;

/// <summary>One or two threads of low priority on which all drawing happens, away from the requests.</summary>
internal sealed class Easel : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly List<Thread> threads;

    public Easel(SandboxOptions options)
    {
        threads = [.. Enumerable.Range(1, options.DrawingThreads).Select(i =>
            new Thread(Draw) { IsBackground = true, Name = $"easel {i}" })];
        foreach (var thread in threads) thread.Start();
    }

    public Task<T> DrawAsync<T>(Func<T> draw, CancellationToken ct)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            if (ct.IsCancellationRequested)
            {
                done.TrySetCanceled(ct);
                return;
            }
            try
            {
                done.TrySetResult(draw());
            }
            catch (Exception e)
            {
                done.TrySetException(e);
            }
        }, ct);
        return done.Task;
    }

    public void Dispose() => work.CompleteAdding();

    private void Draw()
    {
        Native.LowerPriorityOfThisThread();
        foreach (var action in work.GetConsumingEnumerable()) action();
    }
}
