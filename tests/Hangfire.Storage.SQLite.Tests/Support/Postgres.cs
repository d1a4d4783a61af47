using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Npgsql;

namespace Hangfire.Storage.SQLite.Tests;

/// <summary>The server for comparison, if there is one: HANGFIRE_TEST_POSTGRES, or the local one on port 5461.</summary>
internal static class Postgres
{
    private const string Schema = "hangfire_test";

    private static readonly string Server = Environment.GetEnvironmentVariable("HANGFIRE_TEST_POSTGRES")
        ?? "Host=127.0.0.1;Port=5461;Username=omnihub;Database=postgres;Timeout=3;Maximum Pool Size=60";

    private static readonly Lazy<string?> Missing = new(Find);

    public static PostgreSqlStorage Open(Timing timing, bool empty)
    {
        if (Missing.Value is { } reason) Assert.Skip($"NOT COMPARED WITH POSTGRESQL: {reason}");
        if (empty) Empty();
        var options = Options(timing);
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(Server, options), options);
    }

    private static PostgreSqlStorageOptions Options(Timing timing) => new()
    {
        SchemaName = Schema,
        QueuePollInterval = timing.Poll,
        InvisibilityTimeout = timing.Invisibility,
        DistributedLockTimeout = TimeSpan.FromMinutes(10),
        UseSlidingInvisibilityTimeout = true,
    };

    private static string? Find()
    {
        try
        {
            using var source = NpgsqlDataSource.Create(Server);
            using (var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {Schema} CASCADE")) drop.ExecuteNonQuery();
            var options = Options(new Timing());
            _ = new PostgreSqlStorage(new NpgsqlConnectionFactory(Server, options), options);
            return null;
        }
        catch (NpgsqlException error)
        {
            var server = new NpgsqlConnectionStringBuilder(Server);
            return $"no server at '{server.Host}:{server.Port}' ({error.Message}).";
        }
    }

    private static void Empty()
    {
        using var source = NpgsqlDataSource.Create(Server);
        using var truncate = source.CreateCommand($"""
            DO $$ DECLARE t text; BEGIN
                FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = '{Schema}' AND tablename <> 'schema'
                LOOP EXECUTE 'DELETE FROM {Schema}.' || quote_ident(t); END LOOP;
            END $$
            """);
        truncate.ExecuteNonQuery();
    }
}
