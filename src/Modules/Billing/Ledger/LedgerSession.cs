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
    private readonly Dictionary<string, Statement> prepared = [];
    private readonly Dictionary<string, long> operatorSums = [];
    private readonly List<(string Account, long Amount)> operatorPostings = [];
    private bool isFenced, refused;

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

    private DbTransaction? Transaction => Db.Database.CurrentTransaction?.GetDbTransaction();

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

    /// <summary>Starts a transaction's worth of operations: fenced off from each other, or all of them or none.</summary>
    public void Begin(bool fenced)
    {
        isFenced = fenced;
        operatorSums.Clear();
    }

    /// <summary>Runs one operation so that its refusal or failure leaves no trace and does not disturb the others.</summary>
    /// <exception cref="FenceNeededException">Its refusal has to be undone, and the operations are not fenced off.</exception>
    public async Task<T> RunAsync<T>(Func<LedgerSession, Task<T>> operation)
    {
        refused = false;
        operatorPostings.Clear();
        return isFenced ? await RunFencedAsync(operation) : await RunPlainAsync(operation);
    }

    private async Task<T> RunPlainAsync<T>(Func<LedgerSession, Task<T>> operation)
    {
        var result = await operation(this);
        if (refused) throw new FenceNeededException();
        Count();
        return result;
    }

    private async Task<T> RunFencedAsync<T>(Func<LedgerSession, Task<T>> operation)
    {
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
        Count();
    }

    private void Count()
    {
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
    public async ValueTask<int> ExecuteAsync(string sql, params Bound[] values) =>
        await (await StatementAsync(sql, values)).ExecuteAsync(Transaction, values);

    /// <summary>Runs a statement and answers the whole numbers of its first row, or null.</summary>
    public async ValueTask<long[]?> ReadAsync(string sql, params Bound[] values) =>
        await (await StatementAsync(sql, values)).ReadAsync(Transaction, values);

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in prepared.Values) await statement.DisposeAsync();
        await scope.DisposeAsync();
    }

    private ValueTask<Statement> StatementAsync(string sql, Bound[] values) =>
        prepared.TryGetValue(sql, out var known) ? new(known) : PrepareAsync(sql, values);

    private async ValueTask<Statement> PrepareAsync(string sql, Bound[] values) =>
        prepared[sql] = await Statement.PrepareAsync(Db.Database.GetDbConnection(), Db.Sql(sql), values);
}

/// <summary>An operation that shares its transaction without savepoints has to be undone alone.</summary>
internal sealed class FenceNeededException : Exception;
