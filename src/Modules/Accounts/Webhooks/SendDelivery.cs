using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Sends one message, once at a time. At least once: a crash after the sending sends it again under the same id.</summary>
internal sealed class SendDelivery(AccountsDb db, WebhookHttp http, WebhookSecrets secrets, TimeProvider clock, ILogger<SendDelivery> log) : IJob
{
    private const double JitterMax = 0.2;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FailingMax = TimeSpan.FromDays(3);

    /// <summary>Pauses between the tries; after the last it is given up.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(24),
    ];

    public async Task RunAsync(string id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var lease = now + Lease;
        var isMine = await db.Deliveries.Where(d => d.Id == id && d.State == DeliveryState.Pending && d.NextAt <= now)
            .ExecuteUpdateAsync(u => u.SetProperty(d => d.NextAt, lease).SetProperty(d => d.Attempts, d => d.Attempts + 1), ct) == 1;
        if (!isMine) return;
        var delivery = await db.Deliveries.AsNoTracking().SingleAsync(d => d.Id == id, ct);
        var webhook = await db.Webhooks.AsNoTracking().FirstOrDefaultAsync(w => w.Id == delivery.WebhookId, ct);
        if (webhook is null or { DisabledAt: not null })
        {
            // What it answered last tells more, as the 410 that switched it off.
            await GiveUpAsync(delivery, delivery.Error is { } last ? new(delivery.ResponseStatus, last) : new(null, "The webhook is switched off."), ct);
            return;
        }

        var sent = await http.PostAsync(webhook.Url, delivery.Body, Headers(webhook, delivery, now), ct);
        log.LogDebug("Webhook message {Delivery} sent, attempt {Attempt}: {Status}", id, delivery.Attempts, sent.Status);
        if (sent.Error is null) await ArrivedAsync(delivery, sent, ct);
        else await FailedAsync(webhook, delivery, sent, ct);
    }

    private Dictionary<string, string> Headers(Webhook webhook, Delivery delivery, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        return new()
        {
            ["webhook-id"] = delivery.Id,
            ["webhook-timestamp"] = timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["webhook-signature"] = secrets.Sign(webhook.Secret, delivery.Id, timestamp, delivery.Body),
        };
    }

    private async Task ArrivedAsync(Delivery delivery, Sent sent, CancellationToken ct)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        await db.Deliveries.Where(d => d.Id == delivery.Id).ExecuteUpdateAsync(
            u => u.SetProperty(d => d.State, DeliveryState.Delivered).SetProperty(d => d.NextAt, (DateTimeOffset?)null)
                .SetProperty(d => d.ResponseStatus, sent.Status).SetProperty(d => d.Error, (string?)null).SetProperty(d => d.DeliveredAt, now),
            ct);
        await db.Webhooks.Where(w => w.Id == delivery.WebhookId && w.FailingSince != null)
            .ExecuteUpdateAsync(u => u.SetProperty(w => w.FailingSince, (DateTimeOffset?)null), ct);
    }

    private async Task FailedAsync(Webhook webhook, Delivery delivery, Sent sent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (sent.IsGone || delivery.Attempts > Pauses.Length) await GiveUpAsync(delivery, sent, ct);
        else
        {
            var pause = Pauses[delivery.Attempts - 1] * (1 + (Random.Shared.NextDouble() * JitterMax));
            await db.Deliveries.Where(d => d.Id == delivery.Id).ExecuteUpdateAsync(
                u => u.SetProperty(d => d.NextAt, now + pause).SetProperty(d => d.ResponseStatus, sent.Status).SetProperty(d => d.Error, sent.Error), ct);
        }

        await db.Webhooks.Where(w => w.Id == webhook.Id && w.FailingSince == null)
            .ExecuteUpdateAsync(u => u.SetProperty(w => w.FailingSince, now), ct);
        if (sent.IsGone) await DisableAsync(webhook, "It answered 410: it is gone for good.", now, ct);
        else if (now - webhook.FailingSince >= FailingMax) await DisableAsync(webhook, $"Nothing arrived for {FailingMax.Days} days. Last: {sent.Error}", now, ct);
    }

    private Task<int> GiveUpAsync(Delivery delivery, Sent sent, CancellationToken ct) => db.Deliveries.Where(d => d.Id == delivery.Id).ExecuteUpdateAsync(
        u => u.SetProperty(d => d.State, DeliveryState.Failed).SetProperty(d => d.NextAt, (DateTimeOffset?)null)
            .SetProperty(d => d.ResponseStatus, sent.Status).SetProperty(d => d.Error, sent.Error),
        ct);

    private async Task DisableAsync(Webhook webhook, string reason, DateTimeOffset now, CancellationToken ct)
    {
        log.LogInformation("Webhook {Webhook} is switched off: {Reason}", webhook.Id, reason);
        await db.Webhooks.Where(w => w.Id == webhook.Id && w.DisabledAt == null).ExecuteUpdateAsync(
            u => u.SetProperty(w => w.DisabledAt, now).SetProperty(w => w.DisabledReason, reason), ct);
    }
}
