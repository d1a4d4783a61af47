using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>Reads and writes the file without the storage.</summary>
internal static class Beside
{
    public static void Write(string file, IEnumerable<string> statements)
    {
        using var connection = Open(file);
        using var transaction = connection.BeginTransaction();
        foreach (var statement in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    public static long Number(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
