using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OmniHub.Billing;

/// <summary>
/// The ledger's one writer of this process. Operations that arrive while a transaction is being written share the next one; a caller goes
/// on after the commit that carries its operation. Most succeed, so they run without savepoints at first; where one has to be undone, the
/// transaction is rolled back and run again with each operation fenced off.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int BatchSizeMax = 128;
    private const int AttemptsMax = 5;
    private readonly Channel<Operation> queue = Channel.CreateUnbounded<Operation>(new() { SingleReader = true });
    private readonly IServiceScopeFactory scopes;
    private readonly ILogger<LedgerWriter> log;
    private readonly Task loop;
    private LedgerSession? session;

    public LedgerWriter(IServiceScopeFactory scopes, ILogger<LedgerWriter> log)
    {
        (this.scopes, this.log) = (scopes, log);
        loop = Task.Run(RunAsync);
    }

    /// <summary>Runs the operation in a transaction and answers after the commit. Cancelling works until the operation starts.</summary>
    /// <param name="account">Operations of a transaction run in the order of their accounts, so that nodes do not lock crosswise.</param>
    /// <param name="apply">May run again when the database rolls a transaction back: no side effects.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<T> WriteAsync<T>(string account, Func<LedgerSession, Task<T>> apply, CancellationToken ct)
    {
        var operation = new Operation<T>(account, apply, ct);
        ObjectDisposedException.ThrowIf(!queue.Writer.TryWrite(operation), this);
        return await operation.Done;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task RunAsync()
    {
        var batch = new List<Operation>(BatchSizeMax);
        while (await queue.Reader.WaitToReadAsync())
        {
            // Requests that are ready to go on hand in their operations first: fewer and fuller transactions, and no wait where nobody is ready.
            await Task.Yield();
            batch.Clear();
            while (batch.Count < BatchSizeMax && queue.Reader.TryRead(out var operation)) batch.Add(operation);
            await CommitAsync([.. batch.OrderBy(o => o.Account, StringComparer.Ordinal)]);
        }

        if (session is not null) await session.DisposeAsync();
    }

    private async Task CommitAsync(IReadOnlyList<Operation> batch)
    {
        var fenced = false;
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            try
            {
                var open = session ??= await LedgerSession.OpenAsync(scopes);
                await open.Db.WriteAsync(
                    async () =>
                    {
                        await ApplyAsync(batch, open, fenced);
                        committing = true;
                    },
                    CancellationToken.None);
                foreach (var operation in batch) operation.Confirm();
                return;
            }
            catch (FenceNeededException)
            {
                fenced = true;
            }
            catch (Exception e)
            {
                if (session is not null) await session.DisposeAsync();
                session = null;
                // A connection lost before the commit has written nothing either; one lost during it nobody knows.
                var isUnwritten = WasRolledBack(e) || (!committing && e is DbException { IsTransient: true });
                if (isUnwritten && attempt < AttemptsMax) continue;
                if (!fenced && !committing)
                {
                    // One operation's failure is its own: the others are kept.
                    fenced = true;
                    continue;
                }

                log.LogError(e, "A transaction of {Count} ledger operations failed", batch.Count);
                foreach (var operation in batch) operation.Fail(e);
                return;
            }
        }
    }

    private static async Task ApplyAsync(IReadOnlyList<Operation> batch, LedgerSession session, bool fenced)
    {
        session.Begin(fenced);
        foreach (var operation in batch)
        {
            if (operation.IsOver) continue;
            try
            {
                await operation.ApplyAsync(session);
            }
            catch (Exception e) when (fenced && !session.IsBroken && !WasRolledBack(e))
            {
                operation.Fail(e);
            }
        }

        await session.FlushAsync();
    }

    // Serialization failure or deadlock between nodes: PostgreSQL undid the transaction, it can be run again.
    private static bool WasRolledBack(Exception e) => e is DbException { SqlState: "40001" or "40P01" };

    private abstract class Operation(string account)
    {
        public string Account => account;

        /// <summary>Its caller has left, or was told that it failed.</summary>
        public abstract bool IsOver { get; }

        public abstract Task ApplyAsync(LedgerSession session);

        public abstract void Confirm();

        public abstract void Fail(Exception e);
    }

    private sealed class Operation<T>(string account, Func<LedgerSession, Task<T>> apply, CancellationToken ct) : Operation(account)
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;
        private bool applied;

        public Task<T> Done => done.Task;

        public override bool IsOver => ct.IsCancellationRequested || done.Task.IsCompleted;

        public override async Task ApplyAsync(LedgerSession session)
        {
            applied = false;
            result = await session.RunAsync(apply);
            applied = true;
        }

        public override void Confirm()
        {
            if (applied) done.TrySetResult(result!);
            else done.TrySetCanceled(ct);
        }

        public override void Fail(Exception e) => done.TrySetException(e);
    }
}
