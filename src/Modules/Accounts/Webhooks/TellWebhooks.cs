using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Finds what webhooks have not been told, and sends what is due: hints and jobs may be lost, this is not.</summary>
internal sealed class TellWebhooks(
    AccountsDb db, StoreDeliveries store, Listeners listeners, IServiceScopeFactory scopes, TimeProvider clock, ILogger<TellWebhooks> log) : IWork
{
    private const int BatchSizeMax = 100;
    private const int ParallelMax = 16;
    private static readonly TimeSpan LogKept = TimeSpan.FromDays(30);

    public async Task RunAsync(CancellationToken ct)
    {
        listeners.Set(await db.Webhooks.Where(w => w.DisabledAt == null).Select(w => w.UserId).Distinct().ToListAsync(ct));
        await store.ForAllAsync(ct);
        var options = new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = ct };
        await Parallel.ForEachAsync(await DueAsync(db, clock.GetUtcNow(), ct), options, SendAsync);
        var old = clock.GetUtcNow() - LogKept;
        await db.Deliveries.Where(d => d.CreatedAt < old && d.NextAt == null).ExecuteDeleteAsync(ct);
    }

    /// <summary>Messages to send now, longest due first.</summary>
    public static Task<List<string>> DueAsync(AccountsDb db, DateTimeOffset now, CancellationToken ct) =>
        db.Deliveries.Where(d => d.NextAt != null && d.NextAt <= now).OrderBy(d => d.NextAt).Take(BatchSizeMax).Select(d => d.Id).ToListAsync(ct);

    private async ValueTask SendAsync(string id, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<SendDelivery>().RunAsync(id, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "Webhook message {Delivery} could not be sent; it is tried again when its lease ends", id);
        }
    }
}

/// <summary>Somebody who goes is told nothing any more.</summary>
internal sealed class ForgetWebhooks(AccountsDb db) : IForgetPart
{
    public async Task ForgetAsync(string userId, CancellationToken ct)
    {
        var mine = await db.Webhooks.Where(w => w.UserId == userId).Select(w => w.Id).ToListAsync(ct);
        await db.Webhooks.Where(w => mine.Contains(w.Id)).ExecuteDeleteAsync(ct);
        await db.Deliveries.Where(d => mine.Contains(d.WebhookId)).ExecuteDeleteAsync(ct);
    }

    public Task ForgetWorkspaceAsync(string workspaceId, CancellationToken ct) => Task.CompletedTask;
}
