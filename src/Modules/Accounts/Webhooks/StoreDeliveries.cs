using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Finds what happened and is not told yet, and writes a message for it. Found again, it is written once: the index says so.</summary>
internal sealed class StoreDeliveries(
    AccountsDb db, IEnumerable<IWebhookSource> sources, ICredits credits, Listeners listeners, IJobs jobs, TimeProvider clock)
{
    private const int BatchSizeMax = 500;
    private const int UsersMax = 500;

    // A generation ends before it is settled and shown; a server may have been off.
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);
    private static readonly TimeSpan LookBackAtStart = TimeSpan.FromDays(3);

    /// <summary>Everybody's. The first look of a process goes further back.</summary>
    public async Task ForAllAsync(CancellationToken ct)
    {
        var back = listeners.IsFirstLook() ? LookBackAtStart : LookBack;
        var open = await db.Webhooks.AsNoTracking().Where(w => w.DisabledAt == null).ToListAsync(ct);
        foreach (var some in open.GroupBy(w => w.UserId).Chunk(UsersMax)) await StoreAsync([.. some.SelectMany(w => w)], back, ct);
    }

    public async Task ForUserAsync(string userId, CancellationToken ct) => await StoreAsync(
        await db.Webhooks.AsNoTracking().Where(w => w.UserId == userId && w.DisabledAt == null).ToListAsync(ct), LookBack, ct);

    private async Task StoreAsync(List<Webhook> webhooks, TimeSpan back, CancellationToken ct)
    {
        if (webhooks.Count == 0) return;
        await StoreLowAsync([.. webhooks.Where(w => w.EventList.Contains(Webhook.CreditsLow))], ct);
        var listening = webhooks.Where(w => w.EventList.Any(e => e != Webhook.CreditsLow)).ToLookup(w => w.UserId);
        var users = listening.Select(w => w.Key).ToList();
        if (users.Count == 0) return;
        foreach (var source in sources)
        {
            var since = clock.GetUtcNow() - back;
            while (true)
            {
                var happened = await source.ReadAsync(users, since, BatchSizeMax, ct);
                await StoreAsync(source, happened, listening, ct);
                if (happened.Count < BatchSizeMax || happened[^1].At <= since) break;
                since = happened[^1].At;
            }
        }
    }

    private async Task StoreAsync(
        IWebhookSource source, IReadOnlyList<Happened> happened, ILookup<string, Webhook> listening, CancellationToken ct)
    {
        var ids = happened.Select(h => h.Id).ToList();
        var hooks = listening.SelectMany(w => w).Select(w => w.Id).ToList();
        var told = (await db.Deliveries.Where(d => hooks.Contains(d.WebhookId) && Webhook.AllEvents.Contains(d.Type) && ids.Contains(d.Subject)).Select(d => new { d.WebhookId, d.Type, d.Subject }).ToListAsync(ct))
            .Select(d => (d.WebhookId, d.Type, d.Subject)).ToHashSet();
        foreach (var one in happened)
        {
            var open = listening[one.UserId].Where(w => w.CreatedAt <= one.At && w.EventList.Contains(one.Type) && !told.Contains((w.Id, one.Type, one.Id))).ToList();
            if (open.Count == 0 || await source.ShowAsync(one, ct) is not { } data) continue;
            foreach (var webhook in open) await WriteAsync(webhook, one.Type, one.Id, one.At, data, null, ct);
        }
    }

    // Told once when they fall below, and again only after they were enough in between.
    private async Task StoreLowAsync(IReadOnlyList<Webhook> webhooks, CancellationToken ct)
    {
        if (webhooks.Count == 0) return;
        var balances = await credits.BalancesAsync([.. webhooks.Select(w => w.UserId).Distinct()], ct);
        foreach (var w in webhooks)
        {
            var balance = balances[w.UserId];
            var isLow = balance.Spendable < w.Threshold;
            if (isLow == w.IsLow) continue;
            if (isLow)
            {
                var data = new { credits = balance.Spendable, reservedCredits = balance.Held, threshold = w.Threshold };
                await WriteAsync(w, Webhook.CreditsLow, $"low_{w.LowCount + 1}", clock.GetUtcNow(), data, true, ct);
            }
            else await TurnAsync(w, false, ct);
        }
    }

    private async Task WriteAsync(
        Webhook webhook, string type, string subject, DateTimeOffset at, object data, bool? low, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var delivery = new Delivery
        {
            Id = Id.New("whd"),
            WebhookId = webhook.Id,
            Type = type,
            Subject = subject,
            Body = JsonSerializer.Serialize(new { type, timestamp = at, data }, Json.Options),
            NextAt = now,
            CreatedAt = now,
        };
        try
        {
            var isNew = await db.WriteAsync(
                async () =>
                {
                    if (low is not null && !await TurnAsync(webhook, true, ct)) return false;
                    db.Add(delivery);
                    await db.SaveChangesAsync(ct);
                    return true;
                },
                ct);
            if (isNew) jobs.Enqueue<SendDelivery>(delivery.Id);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            // Another node, or a hint at the same moment, was first.
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    private async Task<bool> TurnAsync(Webhook w, bool isLow, CancellationToken ct) =>
        await db.Webhooks.Where(x => x.Id == w.Id && x.IsLow == w.IsLow && x.LowCount == w.LowCount).ExecuteUpdateAsync(
            u => u.SetProperty(x => x.IsLow, isLow).SetProperty(x => x.LowCount, x => isLow ? x.LowCount + 1 : x.LowCount), ct) == 1;
}

/// <summary>Makes it happen sooner.</summary>
internal sealed class HurryDeliveries(Listeners listeners, StoreDeliveries store) : IHandle<WebhookDue>, IHandle<CreditsChanged>
{
    public Task HandleAsync(WebhookDue happened, CancellationToken ct) => HurryAsync(happened.UserId, ct);

    public Task HandleAsync(CreditsChanged happened, CancellationToken ct) => HurryAsync(happened.Account, ct);

    private Task HurryAsync(string userId, CancellationToken ct) =>
        listeners.Contains(userId) ? store.ForUserAsync(userId, ct) : Task.CompletedTask;
}
