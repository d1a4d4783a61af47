using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>POST /webhooks/fal: a hint to look now. Checked and not believed; again, late or unknown it changes nothing.</summary>
internal static class ReceiveFalWebhook
{
    private const int BodyBytesMax = 16 * 1024 * 1024;
    private static readonly Refusal NoKeys = new(503, "provider_unavailable", "The keys are not here yet.") { RetryAfter = 30 };

    public static async Task<Reply> Handle(
        HttpContext http, FalWebhook webhook, GenerationDb db, FindSubmission find, PollGate gate, TimeProvider clock, CancellationToken ct)
    {
        if (await BodyAsync(http.Request, ct) is not { } body) return new Refusal(413, "payload_too_large", "The delivery is too large.");
        switch (await webhook.VerifyAsync(name => http.Request.Headers[name], body, ct))
        {
            case FalWebhookCheck.Refused: return new Refusal(401, "unauthorized", "The signature is not valid.");
            case FalWebhookCheck.KeysUnavailable: return NoKeys;
            case FalWebhookCheck.Verified verified: await HintAsync(http.Request.Query, verified.RequestId, db, find, gate, clock); break;
        }

        return Reply.Of(new { received = true });
    }

    private static async Task HintAsync(
        IQueryCollection query, string requestId, GenerationDb db, FindSubmission find, PollGate gate, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var isKnown = await db.Generations.Where(g => g.RequestId == requestId && (g.Stage == Stage.Queued || g.Stage == Stage.Running))
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.NextPollAt, now).SetProperty(g => g.Lease, (string?)null)) > 0;
        // The answer of the submit was lost, and here is the id: the nonce proves which generation it belongs to.
        if (!isKnown && query["generation"].ToString() is { Length: > 0 } id && query["nonce"].ToString() is { Length: > 0 } nonce)
            isKnown = await find.AdoptAsync(id, requestId, nonce);
        if (isKnown) gate.Wake();
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > BodyBytesMax) return null;
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            if (body.Length + read > BodyBytesMax) return null;
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
