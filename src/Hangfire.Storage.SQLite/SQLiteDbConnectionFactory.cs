using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>Opens connections in a way of your own, for encrypted files or extra pragmas.</summary>
/// <remarks>The one difference to the public package: connections are those of Microsoft.Data.Sqlite, not of sqlite-net.</remarks>
public class SQLiteDbConnectionFactory
{
    private readonly Func<SqliteConnection> _getConnection;

    /// <summary>Every call of <paramref name="getConnection"/> must return a new connection to the same file.</summary>
    public SQLiteDbConnectionFactory(Func<SqliteConnection> getConnection)
    {
        ArgumentNullException.ThrowIfNull(getConnection);
        _getConnection = getConnection;
    }

    /// <summary>A new connection, open or not.</summary>
    public SqliteConnection Create() => _getConnection();
}
