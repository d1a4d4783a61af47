using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace Hangfire.Storage.SQLite.Benchmarks;

/// <summary>The storages that are measured, each empty.</summary>
internal static class Targets
{
    public const string SQLite = "SQLite";
    public const string InMemory = "InMemory";
    public const string PostgreSql = "PostgreSql";
    public const string PostgreSqlRelaxed = "PostgreSql, commits not awaited";

    public static readonly string[] Names = [SQLite, InMemory, PostgreSql, PostgreSqlRelaxed];

    public static string File { get; } = Path.Combine(Directory.CreateTempSubdirectory("hangfire-bench-").FullName, "jobs.db");

    public static string Server { get; } = Environment.GetEnvironmentVariable("HANGFIRE_TEST_POSTGRES")
        ?? "Host=127.0.0.1;Port=5461;Username=omnihub;Database=postgres;Timeout=3;Maximum Pool Size=60";

    public static JobStorage Open(string name) => name switch
    {
        SQLite => new SQLiteStorage(File, new SQLiteStorageOptions { AutoVacuumSelected = SQLiteStorageOptions.AutoVacuum.INCREMENTAL }),
        InMemory => new InMemoryStorage(),
        PostgreSql => OpenPostgres(Server),
        PostgreSqlRelaxed => OpenPostgres(Server + ";Options=-c synchronous_commit=off"),
        _ => throw new ArgumentException($"There is no storage '{name}'.", nameof(name)),
    };

    public static void Run(string sql)
    {
        using var source = NpgsqlDataSource.Create(Server);
        using var command = source.CreateCommand(sql);
        command.CommandTimeout = 600;
        command.ExecuteNonQuery();
    }

    public static List<T> Ask<T>(string sql)
    {
        using var source = NpgsqlDataSource.Create(Server);
        using var command = source.CreateCommand(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    private static PostgreSqlStorage OpenPostgres(string server)
    {
        Run("DROP SCHEMA IF EXISTS hangfire CASCADE");
        var options = new PostgreSqlStorageOptions { UseSlidingInvisibilityTimeout = true };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(server, options), options);
    }
}
