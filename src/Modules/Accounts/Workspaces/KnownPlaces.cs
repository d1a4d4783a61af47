using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Accounts;

namespace OmniHub.Accounts;

/// <summary>Where users spend by default, asked moments ago. Any change of what it follows from empties it: a removed member spends nothing more.</summary>
internal sealed class KnownPlaces(IServiceScopeFactory scopes, TimeProvider clock) : Recent<SpendingPlace>(clock)
{
    private const char Between = ' ';

    public ValueTask<SpendingPlace?> FindAsync(string userId, string? keyId) => FindAsync(keyId is null ? userId : $"{userId}{Between}{keyId}");

    protected override async Task<SpendingPlace?> ReadAsync(string key)
    {
        var (user, apiKey) = key.Split(Between) is [var u, var k] ? (u, k) : (key, null);
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Spending>().SpendAsync(user, apiKey, null, CancellationToken.None);
    }
}

/// <summary>The same answers, the usual one from memory.</summary>
internal sealed class RecentSpending(KnownPlaces known, IServiceProvider services) : IWorkspaces
{
    // Only when it is needed: most requests of the gateway need no database here.
    private Spending Spending => services.GetRequiredService<Spending>();

    public Task<IReadOnlyList<string>> VisibleAsync(string userId, CancellationToken ct) => Spending.VisibleAsync(userId, ct);

    public Task<IReadOnlyList<string>> ReadOnlyAsync(string userId, CancellationToken ct) => Spending.ReadOnlyAsync(userId, ct);

    public Task<WorkPlace?> PlaceAsync(string userId, string? workspaceId, CancellationToken ct) => Spending.PlaceAsync(userId, workspaceId, ct);

    public Task<IReadOnlyList<WorkspaceName>> PlacesAsync(string userId, CancellationToken ct) => Spending.PlacesAsync(userId, ct);

    public async Task<SpendingPlace> SpendAsync(string userId, string? keyId, string? workspaceId, CancellationToken ct) => workspaceId is null
        ? (await known.FindAsync(userId, keyId))!
        : await Spending.SpendAsync(userId, keyId, workspaceId, ct);
}

/// <summary>Sees every write to the tables that places follow from, whoever makes it, and forgets after it.</summary>
internal sealed class ForgetPlaces(KnownPlaces places) : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    private static readonly string[] Tables = ["members", "workspaces", "users", "keys"];

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        if (Matters(command.CommandText)) places.Clear();
        return result;
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(NonQueryExecuted(command, eventData, result));

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => places.Clear();

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        places.Clear();
        return Task.CompletedTask;
    }

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        places.Clear();
        return result;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavedChanges(eventData, result));

    private static bool Matters(string sql) => Tables.Any(table => sql.Contains(table, StringComparison.Ordinal));
}
