using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SQLitePCL;

namespace OmniHub.Kernel;

/// <summary>Where the data is: one SQLite file in the data folder, or PostgreSQL.</summary>
/// <param name="Folder">Absolute path of the data folder (database, media, keys).</param>
/// <param name="ConnectionString">ADO.NET connection string.</param>
/// <param name="IsPostgres">Which of the two.</param>
public sealed record Database(string Folder, string ConnectionString, bool IsPostgres)
{
    /// <summary>Reads <c>OMNIHUB_DATA</c> (relative to the folder the command was started in) and <c>DATABASE_URL</c>.</summary>
    public static Database From(IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration["OMNIHUB_DATA"] is { Length: > 0 } set ? set : "data");
        return configuration["DATABASE_URL"] is { Length: > 0 } url
            ? new(folder, Postgres(url), true)
            : new(folder, $"Data Source={Path.Combine(folder, "omnihub.db")};Default Timeout=30;Pooling=True", false);
    }

    /// <summary>Creates the folder, readable by its owner alone.</summary>
    public void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Folder);
        else if (!Directory.Exists(Folder)) Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Postgres(string url)
    {
        if (!url.StartsWith("postgres://", StringComparison.Ordinal) && !url.StartsWith("postgresql://", StringComparison.Ordinal)) return url;
        var uri = new Uri(url);
        var user = uri.UserInfo.Split(':', 2);
        return new Npgsql.NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = uri.AbsolutePath.TrimStart('/'),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        }.ConnectionString;
    }
}

/// <summary>Registers a module's context: same database, own prefix or schema, own migrations history.</summary>
public static class ModuleDbRegistration
{
    /// <summary>Adds the pooled context of one module.</summary>
    public static void AddModuleDb<T>(this IHostApplicationBuilder app, string module) where T : ModuleDb => app.Services
        .AddDbContextPool<T>((services, options) => Configure(options, services.GetRequiredService<Database>(), module))
        .AddSingleton(new ModuleContext(typeof(T), module));

    /// <summary>The same options, for design-time tools and commands.</summary>
    public static void Configure(DbContextOptionsBuilder options, Database database, string module)
    {
        var history = "__migrations_" + module;
        if (database.IsPostgres)
            options.UseNpgsql(database.ConnectionString, o => o.MigrationsHistoryTable(history, module).MigrationsAssembly("OmniHub.Migrations.Postgres"));
        else
            options.UseSqlite(database.ConnectionString, o => o.MigrationsHistoryTable(history).MigrationsAssembly("OmniHub.Migrations.Sqlite"))
                .AddInterceptors(SqlitePragmas.Instance);
        // A test compares models with their migrations; doing it at every start of an empty folder costs a second.
        options.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    private sealed class SqlitePragmas : DbConnectionInterceptor
    {
        public static readonly SqlitePragmas Instance = new();

        // Handles live on in the pool and keep what was set.
        private static readonly ConditionalWeakTable<sqlite3, object> Set = [];

        // NORMAL survives kill -9; a power cut may lose the last commits but never tears one.
        private const string Sql = "PRAGMA journal_mode=WAL; PRAGMA busy_timeout=10000; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (connection is not SqliteConnection { Handle: { } handle } || Set.TryGetValue(handle, out _)) return;
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
            Set.AddOrUpdate(handle, handle);
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}

/// <summary>One registered context, for migrations and tests.</summary>
/// <param name="Type">The context.</param>
/// <param name="Module">Its module: schema, or prefix of its tables.</param>
public sealed record ModuleContext(Type Type, string Module);
