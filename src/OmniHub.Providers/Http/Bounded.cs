using System.Text.Json;

namespace OmniHub.Providers;

/// <summary>Reads answers that may be endless, slow or not what they claim.</summary>
internal static class Bounded
{
    private const int BufferSize = 64 * 1024;

    /// <summary>The body as JSON; null where it is no JSON or longer than <paramref name="bytesMax"/>.</summary>
    public static async Task<JsonElement?> ReadJsonAsync(HttpContent content, int bytesMax, CancellationToken ct)
    {
        if (content.Headers.ContentLength > bytesMax) return null;
        await using var body = await content.ReadAsStreamAsync(ct);
        using var memory = new MemoryStream();
        var buffer = new byte[Math.Min(BufferSize, bytesMax + 1)];
        int read;
        while ((read = await body.ReadAsync(buffer, ct)) > 0)
        {
            if (memory.Length + read > bytesMax) return null;
            memory.Write(buffer, 0, read);
        }
        return Parse(memory.GetBuffer().AsMemory(0, (int)memory.Length));
    }

    /// <summary>Text as JSON, or null.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Content that remembers whether its bytes ever went towards the wire: before that, nobody can have acted on them.</summary>
internal sealed class TracedContent : ByteArrayContent
{
    private readonly byte[] bytes;

    public TracedContent(byte[] bytes) : base(bytes)
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
}
