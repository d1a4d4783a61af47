using System.Security.Cryptography;

namespace OmniHub.Kernel;

/// <summary>Opaque ids, prefixed and sortable by creation: <c>gen_</c> and 26 characters of Crockford's base 32 (48 bits of time, 80 random).</summary>
public static class Id
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly Lock Gate = new();
    private static UInt128 last;

    /// <summary>A new id with this prefix, greater than every id made before by this process.</summary>
    public static string New(string prefix)
    {
        UInt128 value;
        lock (Gate)
        {
            var now = (UInt128)(ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() << 80;
            // Within one millisecond (or behind a clock that went back) the next id follows the last by a random step.
            value = now > last && now >> 80 != last >> 80 ? now | Random(10) : last + 1 + Random(4);
            last = value;
        }

        return string.Create(prefix.Length + 27, (prefix, value), static (span, x) =>
        {
            x.prefix.CopyTo(span);
            span[x.prefix.Length] = '_';
            for (var i = span.Length - 1; i > x.prefix.Length; i--, x.value >>= 5) span[i] = Alphabet[(int)(x.value & 31)];
        });
    }

    /// <summary>An unguessable token of 256 bits, for links and keys.</summary>
    public static string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static UInt128 Random(int bytes)
    {
        UInt128 value = 0;
        foreach (var b in RandomNumberGenerator.GetBytes(bytes)) value = value << 8 | b;
        return value;
    }
}
