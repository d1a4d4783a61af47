using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a new webhook.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Events">What of.</param>
/// <param name="LowBelow">Credits below which <c>credits.low</c> is told; 1 where nothing is said.</param>
internal sealed record WebhookForm(string? Url, IReadOnlyList<string>? Events, Micros? LowBelow);

/// <summary>Webhooks of one person.</summary>
internal sealed class Webhooks(
    AccountsDb db, WebhookHttp http, WebhookSecrets secrets, Listeners listeners, ICredits credits, TimeProvider clock)
{
    private static readonly Micros LowBelowMax = new(1_000_000 * Micros.PerCredit);

    public async Task<IReadOnlyList<WebhookView>> AllAsync(string userId, CancellationToken ct) =>
        [.. (await db.Webhooks.AsNoTracking().Where(w => w.UserId == userId).OrderByDescending(w => w.Id).Take(Webhook.CountMax).ToListAsync(ct)).Select(WebhookView.Of)];

    public Task<Webhook?> FindAsync(string id, string userId, CancellationToken ct) =>
        db.Webhooks.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id && w.UserId == userId, ct);

    public async Task<(NewWebhookView? Made, Refusal? No)> CreateAsync(string userId, WebhookForm form, CancellationToken ct)
    {
        var events = form.Events?.Distinct().ToList() ?? [];
        var errors = new Dictionary<string, string[]>();
        var url = form.Url?.Trim();
        if (await http.CheckAsync(url, ct) is { } wrong) errors["url"] = [wrong];
        if (events.Count == 0 || events.Except(Webhook.AllEvents).Any())
            errors["events"] = [$"Choose at least one of {string.Join(", ", Webhook.AllEvents)}."];
        if (form.LowBelow is { } low && (!low.IsPositive || low > LowBelowMax))
            errors["lowBelow"] = [$"The threshold is more than 0 and at most {LowBelowMax.Credits:#,##0} credits."];
        if (errors.Count > 0) return (null, Refusal.Invalid(errors));

        var (secret, kept) = secrets.Make();
        var spendable = (await credits.BalanceAsync(userId, ct)).Spendable;
        var made = new Webhook
        {
            Id = Id.New("whk"),
            UserId = userId,
            Url = url!,
            Events = string.Join(',', Webhook.AllEvents.Where(events.Contains)),
            Secret = kept,
            LowBelow = form.LowBelow,
            IsLow = spendable < (form.LowBelow ?? Webhook.LowUsually),
            CreatedAt = clock.GetUtcNow(),
        };
        var isRoom = await db.WriteAsync(
            async () =>
            {
                if (await db.Webhooks.CountAsync(w => w.UserId == userId, ct) >= Webhook.CountMax) return false;
                db.Add(made);
                await db.SaveChangesAsync(ct);
                return true;
            },
            ct);
        if (!isRoom) return (null, Refusal.Conflict($"You have {Webhook.CountMax} webhooks. Delete one first."));
        listeners.Add(userId);
        return (new(made.Id, made.Url, made.EventList, made.Threshold, true, secret, made.CreatedAt), null);
    }

    public Task<bool> DeleteAsync(string id, string userId, CancellationToken ct) => db.WriteAsync(
        async () =>
        {
            if (await db.Webhooks.Where(w => w.Id == id && w.UserId == userId).ExecuteDeleteAsync(ct) == 0) return false;
            await db.Deliveries.Where(d => d.WebhookId == id).ExecuteDeleteAsync(ct);
            return true;
        },
        ct);

    /// <summary>On again after it was switched off, with a clean record.</summary>
    public async Task<bool> EnableAsync(string id, string userId, CancellationToken ct)
    {
        var found = await db.Webhooks.Where(w => w.Id == id && w.UserId == userId).ExecuteUpdateAsync(
            u => u.SetProperty(w => w.DisabledAt, (DateTimeOffset?)null).SetProperty(w => w.DisabledReason, (string?)null)
                .SetProperty(w => w.FailingSince, (DateTimeOffset?)null),
            ct) == 1;
        if (found) listeners.Add(userId);
        return found;
    }

    /// <summary>The log, newest first.</summary>
    public async Task<Page<DeliveryView>> LogAsync(string webhookId, PageRequest page, CancellationToken ct)
    {
        var rows = await db.Deliveries.AsNoTracking()
            .Where(d => d.WebhookId == webhookId && (page.After == null || string.Compare(d.Id, page.After) < 0))
            .OrderByDescending(d => d.Id).Take(page.Limit + 1).ToListAsync(ct);
        return page.Cut(rows, d => d.Id, DeliveryView.Of);
    }

    /// <summary>The same message once more, now.</summary>
    public async Task<DeliveryView?> SendAgainAsync(string deliveryId, string webhookId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var mine = db.Deliveries.Where(d => d.Id == deliveryId && d.WebhookId == webhookId);
        var found = await mine.ExecuteUpdateAsync(
            u => u.SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.NextAt, now).SetProperty(d => d.Attempts, 0), ct) == 1;
        return found ? DeliveryView.Of(await mine.AsNoTracking().SingleAsync(ct)) : null;
    }
}

/// <summary>Who has webhooks, in memory: every change of credits asks it. Read again by every sweep, so another node's are known soon.</summary>
internal sealed class Listeners
{
    private volatile HashSet<string> known = [];
    private int looked;

    /// <summary>True once: what happened while no process ran is looked for by the first sweep.</summary>
    public bool IsFirstLook() => Interlocked.Exchange(ref looked, 1) == 0;

    public bool Contains(string userId) => known.Contains(userId);

    public void Add(string userId) => known = [.. known, userId];

    public void Set(IEnumerable<string> userIds) => known = [.. userIds];
}
