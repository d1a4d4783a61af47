using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>GET /api/webhooks</summary>
internal static class ListWebhooks
{
    public static async Task<Reply> Handle(ICurrentUser me, Webhooks webhooks, CancellationToken ct) =>
        Reply.Of(new Page<WebhookView>(await webhooks.AllAsync(me.Id, ct), null));
}

/// <summary>POST /api/webhooks: the secret is in this answer and nowhere else.</summary>
internal static class CreateWebhook
{
    public static async Task<Reply> Handle(Body<WebhookForm> body, ICurrentUser me, Webhooks webhooks, WebhookPages pages, CancellationToken ct)
    {
        var (made, no) = await webhooks.CreateAsync(me.Id, body.Value, ct);
        return no is null ? await pages.ShowAsync(Reply.Of(made, 201), made, null, new(null, null, null), ct)
            : await pages.ShowAsync(Reply.No(no), null, no, body.Value, ct);
    }
}

/// <summary>DELETE /api/webhooks/{id}</summary>
internal static class DeleteWebhook
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, Webhooks webhooks, WebhookPages pages, CancellationToken ct) =>
        await webhooks.DeleteAsync(id, me.Id, ct) ? await pages.DoneAsync(Reply.Nothing(), ct) : Refusal.NotFound("There is no such webhook.");
}

/// <summary>POST /api/webhooks/{id}/enable</summary>
internal static class EnableWebhook
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, Webhooks webhooks, WebhookPages pages, CancellationToken ct)
    {
        if (!await webhooks.EnableAsync(id, me.Id, ct) || await webhooks.FindAsync(id, me.Id, ct) is not { } webhook)
            return Refusal.NotFound("There is no such webhook.");
        return await pages.DoneAsync(Reply.Of(WebhookView.Of(webhook)), ct);
    }
}

/// <summary>GET /api/webhooks/{id}/deliveries</summary>
internal static class ListDeliveries
{
    public static async Task<Reply> Handle(string id, PageRequest page, ICurrentUser me, Webhooks webhooks, CancellationToken ct) =>
        await webhooks.FindAsync(id, me.Id, ct) is null ? Refusal.NotFound("There is no such webhook.") : Reply.Of(await webhooks.LogAsync(id, page, ct));
}

/// <summary>POST /api/webhooks/{id}/deliveries/{deliveryId}/redeliver</summary>
internal static class Redeliver
{
    public static async Task<Reply> Handle(
        string id, string deliveryId, ICurrentUser me, Webhooks webhooks, IJobs jobs, CancellationToken ct)
    {
        if (await webhooks.FindAsync(id, me.Id, ct) is null) return Refusal.NotFound("There is no such webhook.");
        if (await webhooks.SendAgainAsync(deliveryId, id, ct) is not { } delivery) return Refusal.NotFound("There is no such message.");
        jobs.Enqueue<SendDelivery>(deliveryId);
        return Reply.Of(delivery, 202).Redirect($"/profile/webhooks/{id}?sent={deliveryId}");
    }
}
