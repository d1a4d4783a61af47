using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>What to do with a request that carries an idempotency key.</summary>
internal abstract record Turn
{
    /// <summary>Run the handler. <paramref name="IsRepeat"/>: it was answered before, and the answer was not kept.</summary>
    public sealed record Run(string OperationId, int Number, bool IsRepeat) : Turn;

    /// <summary>Send this again.</summary>
    public sealed record Replay(KeptAnswer Answer) : Turn;

    /// <summary>Another node or request works on it.</summary>
    public sealed record Wait : Turn;

    /// <summary>The key belongs to another request.</summary>
    public sealed record Mismatch : Turn;
}

/// <summary>Which request a key stands for.</summary>
internal sealed record KeyedRequest(string UserId, string Route, string Key, string Hash);

/// <summary>The table of idempotency keys. Its own scope for every step: the request's context belongs to the handler.</summary>
internal sealed class KeptAnswers(IServiceScopeFactory scopes, TimeProvider clock)
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>One try to get the turn. The row is there, with its operation id, before the handler starts.</summary>
    public Task<Turn> TakeAsync(KeyedRequest request, CancellationToken ct) => InAsync(async db =>
    {
        var now = clock.GetUtcNow();
        if (await Row(db, request).AsNoTracking().FirstOrDefaultAsync(ct) is not { } row) return await InsertAsync(db, request, now, ct);

        var isBusy = row.State == AnswerState.Running && row.LeaseUntil > now;
        var isStale = row.CreatedAt <= now - Life || (row.State == AnswerState.Broken && row.RequestHash != request.Hash);
        if (isStale && !isBusy)
        {
            await Row(db, request).Where(a => a.Run == row.Run && a.CreatedAt == row.CreatedAt).ExecuteDeleteAsync(ct);
            return await InsertAsync(db, request, now, ct);
        }

        if (row.RequestHash != request.Hash) return new Turn.Mismatch();
        if (row.State == AnswerState.Kept) return new Turn.Replay(row);
        if (isBusy) return new Turn.Wait();
        var (number, until) = (row.Run + 1, now + Lease);
        var won = await Row(db, request).Where(a => a.Run == row.Run && a.State == row.State).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.State, AnswerState.Running).SetProperty(x => x.Run, number).SetProperty(x => x.LeaseUntil, until),
            ct) == 1;
        return won ? new Turn.Run(row.OperationId, number, row.State == AnswerState.Again) : new Turn.Wait();
    });

    public Task RenewAsync(KeyedRequest request, int run, CancellationToken ct) => InAsync(db =>
    {
        var until = clock.GetUtcNow() + Lease;
        return Row(db, request).Where(a => a.Run == run && a.State == AnswerState.Running)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.LeaseUntil, until), ct);
    });

    /// <summary>Keeps the answer, in the state given.</summary>
    public Task CloseAsync(KeyedRequest request, int run, AnswerState state, int status, string? headers, string? body) =>
        InAsync(db => Row(db, request)
            .Where(a => a.Run == run)
            .ExecuteUpdateAsync(a => a
                .SetProperty(x => x.State, state).SetProperty(x => x.Status, status)
                .SetProperty(x => x.Headers, headers).SetProperty(x => x.Body, body)));

    /// <summary>Only good answers are kept: after a refusal the key is free again.</summary>
    public Task FreeAsync(KeyedRequest request, int run) => InAsync(db => Row(db, request).Where(a => a.Run == run).ExecuteDeleteAsync());

    private static async Task<Turn> InsertAsync(AccountsDb db, KeyedRequest request, DateTimeOffset now, CancellationToken ct)
    {
        var row = new KeptAnswer
        {
            UserId = request.UserId,
            Route = request.Route,
            Key = request.Key,
            RequestHash = request.Hash,
            OperationId = Id.New("x")[2..],
            Run = 1,
            LeaseUntil = now + Lease,
            CreatedAt = now,
        };
        try
        {
            db.Add(row);
            await db.SaveChangesAsync(ct);
            return new Turn.Run(row.OperationId, row.Run, false);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            return new Turn.Wait();
        }
    }

    private static IQueryable<KeptAnswer> Row(AccountsDb db, KeyedRequest request) =>
        db.KeptAnswers.Where(a => a.UserId == request.UserId && a.Route == request.Route && a.Key == request.Key);

    private async Task<T> InAsync<T>(Func<AccountsDb, Task<T>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<AccountsDb>());
    }
}

/// <summary>A key that ran when the process was killed is free at the next start. On PostgreSQL, which nodes share, its lease ends.</summary>
internal sealed class FreeInterruptedKeys(AccountsDb db) : IStartup
{
    public int Order => 11;

    public async Task StartAsync(CancellationToken ct)
    {
        if (!db.Database.IsSqlite()) return;
        await db.KeptAnswers.Where(a => a.State == AnswerState.Running)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.LeaseUntil, DateTimeOffset.UnixEpoch), ct);
    }
}

/// <summary>Removes idempotency keys after a day, and failed log-ins that no longer count.</summary>
internal sealed class ForgetOld(AccountsDb db, Lockout lockout, TimeProvider clock) : IWork
{
    public async Task RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - KeptAnswers.Life;
        await db.KeptAnswers.Where(a => a.CreatedAt < before).ExecuteDeleteAsync(ct);
        await lockout.ForgetOldAsync(ct);
    }
}
