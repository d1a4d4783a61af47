using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace OmniHub.Generation;

/// <summary>Tells a broken unique index, which is an answer, from other trouble of the database.</summary>
internal static class Duplicates
{
    private const int SqlitePrimaryKey = 1555, SqliteUnique = 2067;

    public static bool IsDuplicate(this Exception e) => e switch
    {
        DbUpdateException { InnerException: { } inner } => inner.IsDuplicate(),
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
