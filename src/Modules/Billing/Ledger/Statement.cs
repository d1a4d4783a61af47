using System.Data;
using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OmniHub.Billing;

/// <summary>A named value of a <see cref="Statement"/>: a whole number, or text, which may be null. Written as <c>("name", value)</c>.</summary>
internal readonly record struct Bound
{
    /// <summary>As in the SQL, without the <c>@</c>.</summary>
    public required string Name { get; init; }

    public string? Text { get; private init; }

    public long? Number { get; private init; }

    public DbType Type => Number is null ? DbType.String : DbType.Int64;

    public object Value => (object?)Number ?? Text ?? (object)DBNull.Value;

    public static implicit operator Bound((string Name, string? Text) value) => new() { Name = value.Name, Text = value.Text };

    public static implicit operator Bound((string Name, long Number) value) => new() { Name = value.Name, Number = value.Number };
}

/// <summary>
/// A statement that stays prepared on one open connection, for what runs thousands of times a second. On SQLite it speaks to the engine itself:
/// an ADO.NET command looks every parameter up by its name and allocates for each, at every run, which costs more than the row.
/// </summary>
internal abstract class Statement : IAsyncDisposable
{
    /// <summary>Prepares the SQL; the values tell names and types of its parameters.</summary>
    public static async Task<Statement> PrepareAsync(DbConnection connection, string sql, Bound[] values)
    {
        if (connection is SqliteConnection sqlite) return new OnSqlite(sqlite.Handle!, sql, values);
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType) = (value.Name, value.Type);
            command.Parameters.Add(parameter);
        }

        await command.PrepareAsync();
        return new OnAnyDatabase(command);
    }

    /// <summary>Runs it and answers how many rows it changed.</summary>
    /// <param name="transaction">The connection's transaction, if there is one.</param>
    /// <param name="values">In the order in which they were prepared.</param>
    public abstract ValueTask<int> ExecuteAsync(DbTransaction? transaction, Bound[] values);

    /// <summary>Runs it and answers the whole numbers of its first row, or null.</summary>
    /// <inheritdoc cref="ExecuteAsync"/>
    public abstract ValueTask<long[]?> ReadAsync(DbTransaction? transaction, Bound[] values);

    /// <summary>Frees it. Before its connection is closed.</summary>
    public abstract ValueTask DisposeAsync();

    private sealed class OnAnyDatabase(DbCommand command) : Statement
    {
        public override async ValueTask<int> ExecuteAsync(DbTransaction? transaction, Bound[] values)
        {
            Bind(transaction, values);
            return await command.ExecuteNonQueryAsync();
        }

        public override async ValueTask<long[]?> ReadAsync(DbTransaction? transaction, Bound[] values)
        {
            Bind(transaction, values);
            await using var reader = await command.ExecuteReaderAsync();
            if (!await reader.ReadAsync()) return null;
            var row = new long[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.GetInt64(i);
            return row;
        }

        public override ValueTask DisposeAsync() => command.DisposeAsync();

        private void Bind(DbTransaction? transaction, Bound[] values)
        {
            command.Transaction = transaction;
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i].Value;
        }
    }

    private sealed class OnSqlite : Statement
    {
        private const int TextOnStackMax = 256;

        private readonly sqlite3 db;
        private readonly sqlite3_stmt statement;
        private readonly int[] positions;

        public OnSqlite(sqlite3 db, string sql, Bound[] values)
        {
            this.db = db;
            Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
            positions = [.. values.Select(v => raw.sqlite3_bind_parameter_index(statement, "@" + v.Name))];
        }

        public override ValueTask<int> ExecuteAsync(DbTransaction? transaction, Bound[] values)
        {
            try
            {
                Bind(values);
                while (Step())
                {
                    // Nobody asked for rows.
                }

                return new(raw.sqlite3_changes(db));
            }
            finally
            {
                _ = raw.sqlite3_reset(statement);
            }
        }

        public override ValueTask<long[]?> ReadAsync(DbTransaction? transaction, Bound[] values)
        {
            try
            {
                Bind(values);
                if (!Step()) return default;
                var row = new long[raw.sqlite3_column_count(statement)];
                for (var i = 0; i < row.Length; i++) row[i] = raw.sqlite3_column_int64(statement, i);
                return new(row);
            }
            finally
            {
                _ = raw.sqlite3_reset(statement);
            }
        }

        public override ValueTask DisposeAsync()
        {
            statement.Dispose();
            return default;
        }

        private bool Step()
        {
            var result = raw.sqlite3_step(statement);
            if (result == raw.SQLITE_ROW) return true;
            if (result != raw.SQLITE_DONE) Check(result);
            return false;
        }

        private void Bind(Bound[] values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (positions[i] == 0) continue;
                Check(values[i] switch
                {
                    { Text: { } text } => BindText(positions[i], text),
                    { Number: { } number } => raw.sqlite3_bind_int64(statement, positions[i], number),
                    _ => raw.sqlite3_bind_null(statement, positions[i]),
                });
            }
        }

        private int BindText(int position, string text)
        {
            Span<byte> stack = stackalloc byte[TextOnStackMax];
            ReadOnlySpan<byte> utf8 = Encoding.UTF8.TryGetBytes(text, stack, out var length) ? stack[..length] : Encoding.UTF8.GetBytes(text);
            return raw.sqlite3_bind_text(statement, position, utf8);
        }

        private void Check(int result)
        {
            if (result != raw.SQLITE_OK) throw new SqliteException(raw.sqlite3_errmsg(db).utf8_to_string(), result & 0xFF, raw.sqlite3_extended_errcode(db));
        }
    }
}
