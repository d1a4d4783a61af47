using Microsoft.Data.Sqlite;

namespace Hangfire.Storage.SQLite;

/// <summary>Reads what users give as the place of the file: a path or a connection string.</summary>
internal static class SQLiteFile
{
    public static SQLiteDbConnectionFactory ConnectTo(string pathOrConnectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pathOrConnectionString);
        var settings = Settings(pathOrConnectionString);
        if (settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:")
            throw new ArgumentException("Jobs in memory need another storage: this one keeps a file.", nameof(pathOrConnectionString));

        // A later change of the working directory must not change the file; the storage keeps its connections open by itself.
        settings.Pooling = false;
        if (!settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) &&
            !settings.DataSource.StartsWith("|DataDirectory|", StringComparison.OrdinalIgnoreCase))
        {
            settings.DataSource = Path.GetFullPath(settings.DataSource);
            Directory.CreateDirectory(Path.GetDirectoryName(settings.DataSource)!);
        }
        return new SQLiteDbConnectionFactory(() => new SqliteConnection(settings.ConnectionString));
    }

    private static SqliteConnectionStringBuilder Settings(string pathOrConnectionString)
    {
        if (pathOrConnectionString.Contains('=', StringComparison.Ordinal))
        {
            try
            {
                return new SqliteConnectionStringBuilder(pathOrConnectionString);
            }
            catch (ArgumentException)
            {
                // Not a connection string, so the equals sign belongs to the path.
            }
        }
        return new SqliteConnectionStringBuilder { DataSource = pathOrConnectionString };
    }
}
