using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>Columns that may be NULL.</summary>
internal static class Rows
{
    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTime? MomentOrNull(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : UnixTime.ToDateTime(row.GetInt64(column));
}
