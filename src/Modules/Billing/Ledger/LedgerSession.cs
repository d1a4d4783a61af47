using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace OmniHub.Billing;

/// <summary>The writer's open connection with its prepared statements. Used by one operation at a time.</summary>
internal sealed class LedgerSession : IAsyncDisposable
{
    private readonly AsyncServiceScope scope;
    private readonly TimeProvider clock;
    private readonly Dictionary<string, DbCommand> prepared = [];
    private readonly Dictionary<string, long> operatorSums = [];
    private readonly List<(string Account, long Amount)> operatorPostings = [];
    private bool refused;

    private LedgerSession(AsyncServiceScope scope)
    {
        this.scope = scope;
        Db = scope.ServiceProvider.GetRequiredService<BillingDb>();
        clock = scope.ServiceProvider.GetRequiredService<TimeProvider>();
    }

    public BillingDb Db { get; }

    /// <summary>An operation could not be fenced or undone: nothing of this transaction may be committed.</summary>
    public bool IsBroken { get; private set; }

    public long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<LedgerSession> OpenAsync(IServiceScopeFactory scopes)
    {
        var session = new LedgerSession(scopes.CreateAsyncScope());
        try
        {
            await session.Db.Database.OpenConnectionAsync();
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a transaction's worth of operations.</summary>
    public void Begin() => operatorSums.Clear();

    /// <summary>Runs one operation so that its refusal or failure leaves no trace and does not disturb the others.</summary>
    public async Task<T> IsolateAsync<T>(Func<LedgerSession, Task<T>> operation)
    {
        refused = false;
        operatorPostings.Clear();
        IsBroken = true;
        await ExecuteAsync("SAVEPOINT operation");
        IsBroken = false;
        try
        {
            var result = await operation(this);
            if (refused) await UndoAsync();
            else await KeepAsync();
            return result;
        }
        catch
        {
            await TryUndoAsync();
            throw;
        }
    }

    /// <summary>The operation says no: what it wrote is undone.</summary>
    public T Refuse<T>(T result)
    {
        refused = true;
        return result;
    }

    /// <summary>An operator's account moved. Its sum is updated once for the whole transaction, so its row is locked briefly.</summary>
    public void CountForOperator(string account, long amount) => operatorPostings.Add((account, amount));

    /// <summary>Writes the sums of the operator's accounts, always in the same order.</summary>
    public async Task FlushAsync()
    {
        foreach (var (account, amount) in operatorSums.Where(s => s.Value != 0).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            await ExecuteAsync(
                """
                INSERT INTO billing_accounts AS a (id, is_operator, posted_micros, held_micros, allowance_micros, seq, last_at)
                VALUES (@id, TRUE, @amount, 0, 0, 0, @now)
                ON CONFLICT (id) DO UPDATE SET posted_micros = a.posted_micros + @amount, last_at = @now
                """,
                ("id", account), ("amount", amount), ("now", NowMs));
        }
    }

    private async Task KeepAsync()
    {
        await ExecuteAsync("RELEASE SAVEPOINT operation");
        foreach (var (account, amount) in operatorPostings) operatorSums[account] = operatorSums.GetValueOrDefault(account) + amount;
    }

    private async Task UndoAsync()
    {
        await ExecuteAsync("ROLLBACK TO SAVEPOINT operation");
        await ExecuteAsync("RELEASE SAVEPOINT operation");
    }

    // A full disk makes SQLite end the whole transaction by itself, and a lost connection ends it too.
    private async Task TryUndoAsync()
    {
        try
        {
            await UndoAsync();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            IsBroken = true;
        }
    }

    /// <summary>Runs a statement and answers how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] values) =>
        await (await PrepareAsync(sql, values)).ExecuteNonQueryAsync();

    /// <summary>Runs a statement and answers the whole numbers of its first row, or null.</summary>
    public async Task<long[]?> ReadAsync(string sql, params (string Name, object? Value)[] values)
    {
        var command = await PrepareAsync(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync()) return null;
        var row = new long[reader.FieldCount];
        for (var i = 0; i < row.Length; i++) row[i] = reader.GetInt64(i);
        return row;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in prepared.Values) await command.DisposeAsync();
        await scope.DisposeAsync();
    }

    private async Task<DbCommand> PrepareAsync(string sql, (string Name, object? Value)[] values)
    {
        var known = prepared.TryGetValue(sql, out var command);
        if (command is null)
        {
            command = Db.Database.GetDbConnection().CreateCommand();
            command.CommandText = Db.Sql(sql);
            foreach (var (name, value) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.DbType = value is long ? DbType.Int64 : DbType.String;
                command.Parameters.Add(parameter);
            }
        }

        command.Transaction = Db.Database.CurrentTransaction?.GetDbTransaction();
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i].Value ?? DBNull.Value;
        if (known) return command;
        prepared[sql] = command;
        await command.PrepareAsync();
        return command;
    }
}
