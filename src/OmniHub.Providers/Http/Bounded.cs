using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace OmniHub.Providers;

/// <summary>Reads answers that may be endless, slow or not what they claim.</summary>
internal static partial class Bounded
{
    private const int GuessMin = 16 * 1024, GuessMax = 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The body as JSON; null where it is no JSON or longer than <paramref name="bytesMax"/>.</summary>
    public static async Task<JsonElement?> ReadJsonAsync(HttpContent content, int bytesMax, CancellationToken ct)
    {
        if (content.Headers.ContentLength > bytesMax) return null;
        await using var body = await content.ReadAsStreamAsync(ct);
        // One more than it should be, to see its end; the length that a header tells is only a guess.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(content.Headers.ContentLength ?? GuessMin, GuessMax) + 1);
        try
        {
            var length = 0;
            while (await body.ReadAsync(buffer.AsMemory(length), ct) is > 0 and var read)
            {
                length += read;
                if (length > bytesMax) return null;
                if (length < buffer.Length) continue;
                var larger = ArrayPool<byte>.Shared.Rent(2 * length);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            return Parse(buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Text as JSON, or null. Every string in it can be read.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith(ByteOrderMark)) utf8 = utf8[ByteOrderMark.Length..];
        try
        {
            if (MayBreakReaders(utf8.Span)) utf8 = Repair(utf8.Span);
            using var json = JsonDocument.Parse(utf8);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Python writes half a surrogate pair (a prompt that was cut within an emoji) without a complaint, and GetString throws on it:
    // a paid result must not be lost over that.
    private static bool MayBreakReaders(ReadOnlySpan<byte> utf8) =>
        utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0 || !Utf8.IsValid(utf8);

    private static byte[] Repair(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetBytes(Escapes().Replace(
        Encoding.UTF8.GetString(utf8), escape => escape.Groups["half"].Success ? "\\ufffd" : escape.Value));

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.")]
    private static partial Regex Escapes();
}

/// <summary>Content that remembers whether its bytes ever went towards the wire: before that, nobody can have acted on them.</summary>
internal sealed class TracedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> bytes;

    public TracedContent(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        Headers.ContentType = new("application/json");
    }

    public bool Started { get; private set; }

    /// <summary>Before another attempt, when the last one was certainly turned away.</summary>
    public void Restart() => Started = false;

    protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken ct)
    {
        Started = true;
        await stream.WriteAsync(bytes, ct);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
