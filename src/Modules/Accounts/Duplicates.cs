using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace OmniHub.Accounts;

/// <summary>Two were there at the same moment, and the index decided.</summary>
internal static class Duplicates
{
    private const int SqliteConstraint = 19;

    public static bool IsDuplicate(this DbUpdateException e) => e.InnerException switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteConstraint,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
