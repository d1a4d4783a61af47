using System.Text.Json;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace OmniHub.Providers;

/// <summary>fal's webhook keys, kept for at most a day. A flood of forged webhooks cannot turn into a flood of fetches.</summary>
internal sealed class FalKeys(FalHttp http, TimeProvider clock) : IDisposable
{
    private const int KeySetBytesMax = 256 * 1024;
    private const int KeysMax = 20;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan FetchPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(8);

    private readonly SemaphoreSlim gate = new(1);
    private Uri? source;
    private IReadOnlyList<byte[]>? keys;
    private DateTimeOffset fetchedAt, triedAt, renewedAt;

    /// <summary>The keys, or null where there are none to be had.</summary>
    public async Task<IReadOnlyList<byte[]>?> GetAsync(CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (source != http.Options.JwksUrl) (source, keys, triedAt, renewedAt) = (http.Options.JwksUrl, null, default, default);
            if (!IsWithin(fetchedAt, Lifetime)) keys = null;
            if (keys is null && !IsWithin(triedAt, FetchPause)) await FetchAsync(ct);
            return keys;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>After a failed check: fetches once more (keys rotate), unless that was just done.</summary>
    public async Task<IReadOnlyList<byte[]>> RenewAsync(IReadOnlyList<byte[]> stale, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (!ReferenceEquals(keys, stale) || IsWithin(renewedAt, RenewPause)) return keys ?? [];
            renewedAt = clock.GetUtcNow();
            await FetchAsync(ct);
            return keys ?? [];
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task FetchAsync(CancellationToken ct)
    {
        triedAt = clock.GetUtcNow();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(FetchTimeout);
        try
        {
            var request = new HttpRequestMessage(HttpMethod.Get, source);
            var reply = await http.SendAsync(FalHttp.Poll, request, FetchTimeout, KeySetBytesMax, limit.Token);
            if (reply is not { IsSuccess: true, Json: { } json } || Read(json) is not { Count: > 0 } found) return;
            (keys, fetchedAt) = (found, clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Too slow: what is known stays in force until it is a day old.
        }
    }

    private bool IsWithin(DateTimeOffset since, TimeSpan span)
    {
        var age = clock.GetUtcNow() - since;
        return age >= TimeSpan.Zero && age < span;
    }

    private static List<byte[]> Read(JsonElement set) =>
    [
        .. set.Items("keys").Take(KeysMax)
            .Where(key => key.Text("kty") is "OKP" && key.Text("crv") is "Ed25519").Select(key => Decode(key.Text("x"))).OfType<byte[]>(),
    ];

    // fal pads its base64url, which the standard does not.
    private static byte[]? Decode(string? text)
    {
        var bytes = new byte[Ed25519.PublicKeySize];
        var plain = text?.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        return plain is not null && Convert.TryFromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='), bytes, out var length)
            && length == bytes.Length ? bytes : null;
    }
}
