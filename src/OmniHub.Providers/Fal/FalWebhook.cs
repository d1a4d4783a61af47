using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace OmniHub.Providers;

/// <summary>
/// Checks that a webhook comes from fal (https://fal.ai/docs/documentation/model-apis/inference/webhooks): Ed25519 over request id,
/// user id, timestamp and the SHA-256 of the raw body. Without keys nothing passes. Repetitions pass: recognising them is the caller's.
/// </summary>
public sealed class FalWebhook
{
    /// <summary>How far a delivery's timestamp may be from our clock.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    private const int HeaderLengthMax = 256;

    private readonly FalKeys keys;
    private readonly TimeProvider clock;

    internal FalWebhook(FalKeys keys, TimeProvider clock)
    {
        this.keys = keys;
        this.clock = clock;
    }

    /// <summary>Checks one delivery.</summary>
    /// <param name="header">Value of a request header by name, or null.</param>
    /// <param name="rawBody">The bytes as they came, before any parsing.</param>
    /// <param name="ct">Cancels the fetch of the keys.</param>
    public async Task<FalWebhookCheck> VerifyAsync(
        Func<string, string?> header, ReadOnlyMemory<byte> rawBody, CancellationToken ct = default)
    {
        if (Value("X-Fal-Webhook-Request-Id") is not { } requestId) return Refused("request id missing");
        if (Value("X-Fal-Webhook-User-Id") is not { } userId) return Refused("user id missing");
        if (Value("X-Fal-Webhook-Timestamp") is not { } sentAt) return Refused("timestamp missing");
        if (Signature(Value("X-Fal-Webhook-Signature")) is not { } signature) return Refused("signature missing or malformed");
        if (!long.TryParse(sentAt, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return Refused("timestamp malformed");
        var age = clock.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (age > Tolerance.TotalSeconds || age < -Tolerance.TotalSeconds) return Refused("timestamp stale");

        var digest = Convert.ToHexStringLower(SHA256.HashData(rawBody.Span));
        var message = Encoding.UTF8.GetBytes($"{requestId}\n{userId}\n{sentAt}\n{digest}");
        if (await keys.GetAsync(ct) is not { } known) return new FalWebhookCheck.KeysUnavailable();
        if (!Matches(known) && !Matches(await keys.RenewAsync(known, ct))) return Refused("signature does not match");

        var body = Bounded.Parse(rawBody);
        return new FalWebhookCheck.Verified(requestId, body?.Text("gateway_request_id"), body?.Text("status") == "OK");

        string? Value(string name) =>
            header(name) is { Length: > 0 and <= HeaderLengthMax } value && !value.Any(char.IsControl) ? value : null;

        bool Matches(IReadOnlyList<byte[]> candidates) =>
            candidates.Any(key => Ed25519.Verify(signature, 0, key, 0, message, 0, message.Length));
    }

    private static byte[]? Signature(string? hex) =>
        hex?.Length == 2 * Ed25519.SignatureSize && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    private static FalWebhookCheck.Refused Refused(string reason) => new(reason);
}
