namespace Hangfire.Storage.SQLite;

internal sealed partial class SQLiteStorageConnection
{
    private static readonly TimeSpan NoTtl = TimeSpan.FromSeconds(-1);

    public override HashSet<string> GetAllItemsFromSet(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return [.. Texts("SELECT value FROM #set WHERE key = ?1", key)];
    }

    public override string? GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore) =>
        GetFirstByLowestScoreFromSet(key, fromScore, toScore, 1).FirstOrDefault();

    public override List<string> GetFirstByLowestScoreFromSet(string key, double fromScore, double toScore, int count)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (toScore < fromScore) throw new ArgumentException("The highest score is below the lowest.", nameof(toScore));
        if (count < 1) throw new ArgumentException("Ask for at least one.", nameof(count));
        return Texts(
            "SELECT value FROM #set WHERE key = ?1 AND score BETWEEN ?2 AND ?3 ORDER BY score, value LIMIT ?4",
            key, fromScore, toScore, (long)count);
    }

    public override long GetSetCount(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Number("SELECT COUNT(*) FROM #set WHERE key = ?1", key);
    }

    public override long GetSetCount(IEnumerable<string> keys, int limit)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return Database.Read(session => keys.Distinct(StringComparer.Ordinal).Aggregate(0L, (counted, key) => counted +
            session.Number("SELECT COUNT(*) FROM (SELECT 1 FROM #set WHERE key = ?1 LIMIT ?2)", key, limit - counted)));
    }

    public override bool GetSetContains(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return Number("SELECT EXISTS(SELECT 1 FROM #set WHERE key = ?1 AND value = ?2)", key, value) != 0;
    }

    public override List<string> GetRangeFromSet(string key, int startingFrom, int endingAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Texts(
            "SELECT value FROM #set WHERE key = ?1 ORDER BY score, value LIMIT ?3 OFFSET ?2",
            key, From(startingFrom), Length(startingFrom, endingAt));
    }

    public override TimeSpan GetSetTtl(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Ttl(Number("SELECT min(expire_at) FROM #set WHERE key = ?1", key));
    }

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        using var transaction = new SQLiteWriteTransaction(storage, this);
        transaction.SetRangeInHash(key, keyValuePairs);
        transaction.Commit();
    }

    public override Dictionary<string, string?>? GetAllEntriesFromHash(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var entries = Database.Read(session => session.All(
            "SELECT field, value FROM #hash WHERE key = ?1", r => KeyValuePair.Create(r.GetString(0), r.TextOrNull(1)), key));
        // Recurring jobs take an empty hash for a broken one: what is not there must be null.
        return entries.Count == 0 ? null : new Dictionary<string, string?>(entries, StringComparer.Ordinal);
    }

    public override string? GetValueFromHash(string key, string name)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(name);
        return Database.Read(session => session.First(
            "SELECT value FROM #hash WHERE key = ?1 AND field = ?2", r => r.TextOrNull(0), key, name));
    }

    public override long GetHashCount(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Number("SELECT COUNT(*) FROM #hash WHERE key = ?1", key);
    }

    public override TimeSpan GetHashTtl(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Ttl(Number("SELECT min(expire_at) FROM #hash WHERE key = ?1", key));
    }

    public override long GetListCount(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Number("SELECT COUNT(*) FROM #list WHERE key = ?1", key);
    }

    public override List<string> GetAllItemsFromList(string key) => GetRangeFromList(key, 0, int.MaxValue);

    public override List<string> GetRangeFromList(string key, int startingFrom, int endingAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Texts(
            "SELECT value FROM #list WHERE key = ?1 ORDER BY id DESC LIMIT ?3 OFFSET ?2",
            key, From(startingFrom), Length(startingFrom, endingAt));
    }

    public override TimeSpan GetListTtl(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Ttl(Number("SELECT min(expire_at) FROM #list WHERE key = ?1", key));
    }

    public override long GetCounter(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Number("SELECT value FROM #counter WHERE key = ?1", key);
    }

    private List<string> Texts(string sql, params object?[] values) =>
        Database.Read(session => session.All(sql, r => r.GetString(0), values));

    private long Number(string sql, params object?[] values) => Database.Read(session => session.Number(sql, values));

    private static long From(int startingFrom) => Math.Max(0L, startingFrom);

    private static long Length(int startingFrom, int endingAt) => Math.Max(0, endingAt - From(startingFrom) + 1);

    private static TimeSpan Ttl(long expireAt) => expireAt == 0 ? NoTtl : TimeSpan.FromMilliseconds(expireAt - UnixTime.Now);
}
