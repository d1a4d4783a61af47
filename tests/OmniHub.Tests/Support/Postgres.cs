using Npgsql;

namespace OmniHub.Tests;

/// <summary>The same tests on PostgreSQL: OMNIHUB_TEST_DB=postgres, with the server in OMNIHUB_TEST_POSTGRES (an ADO.NET connection string).</summary>
internal static class Postgres
{
    private static readonly Lazy<string> Template = new(() => Task.Run(MakeTemplateAsync).GetAwaiter().GetResult());

    public static bool Enabled => Environment.GetEnvironmentVariable("OMNIHUB_TEST_DB") == "postgres";

    private static string Server => Environment.GetEnvironmentVariable("OMNIHUB_TEST_POSTGRES") ?? "Host=127.0.0.1;Port=5499;Username=omnihub;Database=postgres";

    /// <summary>A database of its own for each data folder, made on first use.</summary>
    public static string UrlFor(string folder)
    {
        var name = "t_" + Path.GetFileName(folder).ToLowerInvariant().Replace('-', '_').Replace('.', '_');
        using var source = NpgsqlDataSource.Create(Server);
        using var exists = source.CreateCommand("SELECT count(*) FROM pg_database WHERE datname = $1");
        exists.Parameters.AddWithValue(name);
        if ((long)exists.ExecuteScalar()! == 0)
        {
            using var create = source.CreateCommand($"CREATE DATABASE {name} TEMPLATE {Template.Value}");
            create.ExecuteNonQuery();
        }

        return In(name, pooling: true);
    }

    // Migrated once by the host itself, and copied: a copy takes a tenth of the time.
    private static async Task<string> MakeTemplateAsync()
    {
        var name = $"template_{Environment.ProcessId}";
        await using var source = NpgsqlDataSource.Create(Server);
        await using (var create = source.CreateCommand($"CREATE DATABASE {name}")) await create.ExecuteNonQueryAsync();
        var folder = Directory.CreateTempSubdirectory("omnihub-template-");
        // Nobody may be connected to what is copied.
        await Migrated.MakeAsync(folder.FullName, In(name, pooling: false));
        folder.Delete(true);
        return name;
    }

    private static string In(string database, bool pooling) => new NpgsqlConnectionStringBuilder(Server)
    {
        Database = database,
        Pooling = pooling,
        MaxPoolSize = 20,
        ConnectionIdleLifetime = 4,
        ConnectionPruningInterval = 2,
    }.ConnectionString;
}
