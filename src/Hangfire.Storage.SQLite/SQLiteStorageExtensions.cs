namespace Hangfire.Storage.SQLite;

/// <summary>Makes SQLite the job storage of a Hangfire configuration.</summary>
public static class SQLiteStorageExtensions
{
    /// <summary>Uses the file <c>Hangfire.db</c> in the working directory.</summary>
    public static IGlobalConfiguration<SQLiteStorage> UseSQLiteStorage(this IGlobalConfiguration configuration) =>
        configuration.UseSQLiteStorage("Hangfire.db");

    /// <summary>Uses the file given by its path, or by a connection string such as <c>Data Source=jobs.db</c>.</summary>
    public static IGlobalConfiguration<SQLiteStorage> UseSQLiteStorage(
        this IGlobalConfiguration configuration, string nameOrConnectionString, SQLiteStorageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.UseStorage(new SQLiteStorage(nameOrConnectionString, options ?? new SQLiteStorageOptions()));
    }

    /// <summary>Uses the file that the connections of the factory open.</summary>
    public static IGlobalConfiguration<SQLiteStorage> UseSQLiteStorage(
        this IGlobalConfiguration configuration, SQLiteDbConnectionFactory connectionFactory, SQLiteStorageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.UseStorage(new SQLiteStorage(connectionFactory, options ?? new SQLiteStorageOptions()));
    }
}
