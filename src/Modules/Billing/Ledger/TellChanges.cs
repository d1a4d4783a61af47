using System.Collections.Concurrent;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>Tells that an account changed: many changes in a moment are told once, after the last of them could be seen.</summary>
internal sealed class TellChanges(IEvents events, TimeProvider clock)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, bool> waiting = new(StringComparer.Ordinal);

    public void Tell(string account)
    {
        if (waiting.TryAdd(account, true)) _ = TellSoonAsync(account);
    }

    private async Task TellSoonAsync(string account)
    {
        await Task.Delay(Moment, clock);
        // What changes from here on is told again.
        waiting.TryRemove(account, out _);
        events.Publish(new CreditsChanged(account));
    }
}
