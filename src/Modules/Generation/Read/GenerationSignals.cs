using System.Threading.Channels;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Wakes whoever waits for a generation on this node. A signal may be lost: waits have an end.</summary>
internal sealed class GenerationSignals
{
    private event Action<string>? Changed;

    public void Raise(string id) => Changed?.Invoke(id);

    public Watch Of(string id) => new(this, id);

    /// <summary>Signals of one generation from now on.</summary>
    public sealed class Watch : IDisposable
    {
        private readonly Channel<bool> signals =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        private readonly GenerationSignals from;
        private readonly string id;

        public Watch(GenerationSignals from, string id)
        {
            (this.from, this.id) = (from, id);
            from.Changed += Take;
        }

        /// <summary>The next signal, or the end of the time.</summary>
        public async Task WaitAsync(TimeSpan time, CancellationToken ct)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(time);
            try
            {
                await signals.Reader.ReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // The time is over.
            }
        }

        public void Dispose() => from.Changed -= Take;

        private void Take(string changed)
        {
            if (changed == id) signals.Writer.TryWrite(true);
        }
    }
}

/// <summary>Passes the hints of this module on.</summary>
internal sealed class RaiseSignals(GenerationSignals signals) : IHandle<GenerationChanged>
{
    public Task HandleAsync(GenerationChanged happened, CancellationToken ct)
    {
        signals.Raise(happened.GenerationId);
        return Task.CompletedTask;
    }
}
