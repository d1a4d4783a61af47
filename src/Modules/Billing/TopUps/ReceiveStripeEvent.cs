using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>POST /webhooks/stripe: a signed event that a checkout was paid. Told twice, it counts once: the top-up is paid once.</summary>
internal sealed class ReceiveStripeEvent
{
    private const int BodyBytesMax = 256 * 1024;
    private static readonly Refusal BadSignature = new(400, "validation_failed", "The signature does not fit.");

    public static async Task<Reply> Handle(
        HttpContext http, IConfiguration configuration, TopUps topUps, TimeProvider clock, ILogger<ReceiveStripeEvent> log, CancellationToken ct)
    {
        if (configuration["STRIPE_WEBHOOK_SECRET"] is not { Length: > 0 } secret) return Refusal.NotFound();
        if (await ReadAsync(http.Request.Body, ct) is not { } body) return new Refusal(413, "payload_too_large", "An event has at most 256 KB.");
        if (!StripeSignature.Fits(http.Request.Headers["Stripe-Signature"], body, secret, clock.GetUtcNow())) return BadSignature;
        if (Paid.Of(body) is not { } paid) return Reply.Of(new { received = true });
        if (await topUps.FindAsync(paid.Reference, ct) is not { Provider: StripePayments.ProviderName } topUp || !paid.Covers(topUp))
        {
            log.LogWarning("A paid checkout fits no top-up: {Reference}", paid.Reference);
            return Reply.Of(new { received = true });
        }

        if (await topUps.PayAsync(topUp, ct)) log.LogInformation("Top-up {TopUp} was paid", topUp.Id);
        return Reply.Of(new { received = true });
    }

    private static async Task<string?> ReadAsync(Stream body, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > BodyBytesMax) return null;
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>What a paid checkout says.</summary>
    private sealed record Paid(string Reference, string? Currency, long Cents)
    {
        // Anything else that is signed is somebody else's business: another event, or a checkout that is not paid.
        public static Paid? Of(string body)
        {
            try
            {
                using var json = JsonDocument.Parse(body);
                var root = json.RootElement;
                if (root.GetProperty("type").GetString() is not ("checkout.session.completed" or "checkout.session.async_payment_succeeded")) return null;
                var session = root.GetProperty("data").GetProperty("object");
                return session.GetProperty("payment_status").GetString() == "paid" && session.GetProperty("client_reference_id").GetString() is { } reference
                    ? new(reference, session.GetProperty("currency").GetString(), session.GetProperty("amount_total").GetInt64())
                    : null;
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                return null;
            }
        }

        public bool Covers(TopUp topUp) => Currency == StripePayments.Currency && Cents == topUp.PriceCents;
    }
}

/// <summary><c>Stripe-Signature: t=…,v1=…</c>: HMAC-SHA256 of time and body, not older than five minutes.</summary>
internal static class StripeSignature
{
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    public static bool Fits(string? header, string body, string secret, DateTimeOffset now)
    {
        var parts = (header ?? "").Split(',').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).Select(p => (Name: p[0].Trim(), Value: p[1].Trim())).ToList();
        var time = parts.FirstOrDefault(p => p.Name == "t").Value;
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > AgeMax.TotalSeconds) return false;
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"))));
        return parts.Where(p => p.Name == "v1").Any(p => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(p.Value), expected));
    }
}
