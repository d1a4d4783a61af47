using System.Collections.Concurrent;

namespace OmniHub.Accounts;

/// <summary>
/// What was read moments ago, for questions that every request asks. Forgetting after a commit is exact on this node: an entry is
/// there before its read begins, so no later request can meet an older answer. Other nodes follow within <see cref="Life"/>.
/// </summary>
internal abstract class Recent<T>(TimeProvider clock) where T : class
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(3);

    private const int CountMax = 20_000;

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public async ValueTask<T?> FindAsync(string key)
    {
        var entry = Current(key);
        try
        {
            return await entry.Answer.Value;
        }
        catch
        {
            entries.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

    public void Clear() => entries.Clear();

    public void Forget(string key) => entries.TryRemove(key, out _);

    protected abstract Task<T?> ReadAsync(string key);

    private Entry Current(string key)
    {
        if (entries.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < Life) return known;
        if (known is null && entries.Count >= CountMax) entries.Clear();
        var fresh = new Entry(clock.GetTimestamp(), new Lazy<Task<T?>>(() => ReadAsync(key)));
        return entries.AddOrUpdate(key, fresh, (_, other) => ReferenceEquals(other, known) ? fresh : other);
    }

    private sealed record Entry(long At, Lazy<Task<T?>> Answer);
}
