namespace Hangfire.Storage.SQLite;

internal sealed partial class SQLiteWriteTransaction
{
    private const string PutInSet = """
        INSERT INTO #set(key, value, score) VALUES (?1, ?2, ?3) ON CONFLICT(key, value) DO UPDATE SET score = excluded.score
        """;

    public override void IncrementCounter(string key) => Count(key, 1, null);

    public override void IncrementCounter(string key, TimeSpan expireIn) => Count(key, 1, UnixTime.In(expireIn));

    public override void DecrementCounter(string key) => Count(key, -1, null);

    public override void DecrementCounter(string key, TimeSpan expireIn) => Count(key, -1, UnixTime.In(expireIn));

    public override void AddToSet(string key, string value) => AddToSet(key, value, 0.0);

    public override void AddToSet(string key, string value, double score)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Add(PutInSet, key, value, score);
    }

    public override void AddRangeToSet(string key, IList<string> items)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(items);
        if (items.Contains(null!)) throw new ArgumentException("A set has no null members.", nameof(items));
        foreach (var item in items) Add(PutInSet, key, item, 0.0);
    }

    public override void RemoveFromSet(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Add("DELETE FROM #set WHERE key = ?1 AND value = ?2", key, value);
    }

    public override void RemoveSet(string key) =>
        AddFor(key, "DELETE FROM #set WHERE key = ?1");

    public override void ExpireSet(string key, TimeSpan expireIn) =>
        AddFor(key, "UPDATE #set SET expire_at = ?2 WHERE key = ?1", expireIn);

    public override void PersistSet(string key) =>
        AddFor(key, "UPDATE #set SET expire_at = NULL WHERE key = ?1");

    public override void InsertToList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Add("INSERT INTO #list(key, value) VALUES (?1, ?2)", key, value);
    }

    public override void RemoveFromList(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        Add("DELETE FROM #list WHERE key = ?1 AND value = ?2", key, value);
    }

    public override void TrimList(string key, int keepStartingFrom, int keepEndingAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        var from = Math.Max(0L, keepStartingFrom);
        Add("DELETE FROM #list WHERE key = ?1 AND id NOT IN (SELECT id FROM #list WHERE key = ?1 ORDER BY id DESC LIMIT ?3 OFFSET ?2)",
            key, from, Math.Max(0, keepEndingAt - from + 1));
    }

    public override void ExpireList(string key, TimeSpan expireIn) =>
        AddFor(key, "UPDATE #list SET expire_at = ?2 WHERE key = ?1", expireIn);

    public override void PersistList(string key) =>
        AddFor(key, "UPDATE #list SET expire_at = NULL WHERE key = ?1");

    public override void SetRangeInHash(string key, IEnumerable<KeyValuePair<string, string>> keyValuePairs)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(keyValuePairs);
        foreach (var (field, value) in keyValuePairs)
        {
            ArgumentNullException.ThrowIfNull(field, nameof(keyValuePairs));
            Add("INSERT INTO #hash(key, field, value) VALUES (?1, ?2, ?3) ON CONFLICT(key, field) DO UPDATE SET value = excluded.value",
                key, field, value);
        }
    }

    public override void RemoveHash(string key) =>
        AddFor(key, "DELETE FROM #hash WHERE key = ?1");

    public override void ExpireHash(string key, TimeSpan expireIn) =>
        AddFor(key, "UPDATE #hash SET expire_at = ?2 WHERE key = ?1", expireIn);

    public override void PersistHash(string key) =>
        AddFor(key, "UPDATE #hash SET expire_at = NULL WHERE key = ?1");

    private void Count(string key, int step, long? expireAt)
    {
        ArgumentNullException.ThrowIfNull(key);
        // The latest expiry wins; MAX of a NULL is NULL, hence the COALESCE.
        Add("""
            INSERT INTO #counter(key, value, expire_at) VALUES (?1, ?2, ?3) ON CONFLICT(key) DO UPDATE SET
                value = value + excluded.value,
                expire_at = COALESCE(MAX(expire_at, excluded.expire_at), excluded.expire_at, expire_at)
            """, key, (long)step, expireAt);
    }

    private void AddFor(string key, string sql)
    {
        ArgumentNullException.ThrowIfNull(key);
        Add(sql, key);
    }

    private void AddFor(string key, string sql, TimeSpan expireIn)
    {
        ArgumentNullException.ThrowIfNull(key);
        Add(sql, key, UnixTime.In(expireIn));
    }
}
