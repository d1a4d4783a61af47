using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;

namespace OmniHub.Kernel;

/// <summary>One module's tables. Columns are text, integers and booleans; times are UTC milliseconds; money is micros.</summary>
public abstract class ModuleDb(DbContextOptions options, string module) : DbContext(options)
{
    // SQLite has one writer. Waiting in line here is fair and fast; waiting in its busy handler is neither.
    private static readonly SemaphoreSlim SqliteGate = new(1, 1);

    /// <summary>
    /// Runs one short write transaction. On SQLite writers of this process wait in line for it, so never call another
    /// module, a provider or a file from inside. May run again after a serialization failure on PostgreSQL: no side effects.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken ct)
    {
        if (Database.CurrentTransaction is not null) return await write();
        var gate = Database.IsSqlite() ? SqliteGate : null;
        if (gate is not null) await gate.WaitAsync(ct);
        try
        {
            await using var transaction = await Database.BeginTransactionAsync(ct);
            var result = await write();
            await transaction.CommitAsync(ct);
            return result;
        }
        finally
        {
            gate?.Release();
        }
    }

    /// <summary>The same without a result.</summary>
    public Task WriteAsync(Func<Task> write, CancellationToken ct) => WriteAsync<int>(async () => { await write(); return 0; }, ct);

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TimeAsMilliseconds>();
        configurationBuilder.Properties<Micros>().HaveConversion<MicrosAsLong>();
    }

    /// <summary>Map the tables in <see cref="Map"/>; names follow from here: <c>billing_ledger_entries</c> or <c>billing.ledger_entries</c>.</summary>
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        Map(modelBuilder);
        var postgres = Database.IsNpgsql();
        if (postgres) modelBuilder.HasDefaultSchema(module);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is not { } table) continue;
            entity.SetTableName(postgres ? Snake(table) : $"{module}_{Snake(table)}");
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.Name));
                // Ids and cursors compare by bytes on both databases.
                if (postgres && property.ClrType == typeof(string)) property.SetCollation("C");
                if (property.ClrType.IsEnum) property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(EnumAsWord<>).MakeGenericType(property.ClrType))!);
            }
        }
    }

    /// <summary>The module's tables, keys and indexes.</summary>
    protected abstract void Map(ModelBuilder model);

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private sealed class TimeAsMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));

    private sealed class MicrosAsLong() : ValueConverter<Micros, long>(amount => amount.Value, value => new Micros(value));

    private sealed class EnumAsWord<T>() : ValueConverter<T, string>(
        value => value.ToString().ToLowerInvariant(), word => Enum.Parse<T>(word, true)) where T : struct, Enum;
}

/// <summary>Tells a broken unique index, which is an answer, from other trouble of the database.</summary>
public static class Duplicates
{
    private const int SqlitePrimaryKey = 1555, SqliteUnique = 2067;

    /// <summary>Another row was there first.</summary>
    public static bool IsDuplicate(this Exception e) => e switch
    {
        DbUpdateException { InnerException: { } inner } => inner.IsDuplicate(),
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };
}
