using Npgsql;

namespace OmniHub.Tests;

/// <summary>The same tests on PostgreSQL: OMNIHUB_TEST_DB=postgres, with the server in OMNIHUB_TEST_POSTGRES (an ADO.NET connection string).</summary>
internal static class Postgres
{
    public static bool Enabled => Environment.GetEnvironmentVariable("OMNIHUB_TEST_DB") == "postgres";

    private static string Server => Environment.GetEnvironmentVariable("OMNIHUB_TEST_POSTGRES") ?? "Host=127.0.0.1;Port=5499;Username=omnihub;Database=postgres";

    /// <summary>A database of its own for each data folder, made on first use.</summary>
    public static string UrlFor(string folder)
    {
        var name = "t_" + Path.GetFileName(folder).ToLowerInvariant().Replace('-', '_').Replace('.', '_');
        using var source = NpgsqlDataSource.Create(Server);
        using var connection = source.OpenConnection();
        using var exists = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = @name", connection);
        exists.Parameters.AddWithValue("name", name);
        if ((long)exists.ExecuteScalar()! == 0)
        {
            using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
            create.ExecuteNonQuery();
        }

        return new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 20, ConnectionIdleLifetime = 4, ConnectionPruningInterval = 2 }.ConnectionString;
    }
}
