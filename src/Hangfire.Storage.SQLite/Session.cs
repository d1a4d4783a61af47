using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>One connection with its prepared statements, used by one thread at a time.</summary>
/// <remarks>
/// Statements are written with <c>#</c> before table names and <c>?1</c>, <c>?2</c> for values.
/// They are cached by reference, so always pass literals.
/// </remarks>
internal sealed class Session(SqliteConnection connection, string prefix) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(ReferenceEqualityComparer.Instance);

    public SqliteConnection Connection => connection;

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    public long Number(string sql, params ReadOnlySpan<object?> values) =>
        Prepare(sql, values).ExecuteScalar() is long number ? number : 0;

    public List<T> All<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    /// <summary>The first row, if there is one. The rest is read too: a statement must run to its end to count.</summary>
    public T? First<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        if (!reader.Read()) return default;
        var first = row(reader);
        while (reader.Read()) { }
        return first;
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a literal of ours; the prefix was checked letter by letter.
            command.CommandText = sql.Replace("#", prefix + "_", StringComparison.Ordinal);
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter($"?{i}", null));
            _prepared.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public void Dispose()
    {
        foreach (var command in _prepared.Values) command.Dispose();
        connection.Dispose();
    }
}
