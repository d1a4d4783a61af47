using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Remembers when keys were used: at most once a minute each, and never on the request's path.</summary>
internal sealed class KeyUses(IEvents events, TimeProvider clock)
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private const int CountMax = 20_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> noted = new(StringComparer.Ordinal);

    public void Note(string keyId)
    {
        var now = clock.GetUtcNow();
        if (noted.TryGetValue(keyId, out var last) && now - last < Step) return;
        if (noted.Count >= CountMax) noted.Clear();
        noted[keyId] = now;
        events.Publish(new KeyUsed(keyId, now));
    }
}

/// <summary>Hint: a key was used.</summary>
internal sealed record KeyUsed(string KeyId, DateTimeOffset At);

/// <summary>Writes the time down.</summary>
internal sealed class NoteKeyUse(AccountsDb db) : IHandle<KeyUsed>
{
    public Task HandleAsync(KeyUsed happened, CancellationToken ct) =>
        db.Keys.Where(k => k.Id == happened.KeyId).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, happened.At), ct);
}
