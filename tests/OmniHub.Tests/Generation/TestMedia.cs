using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace OmniHub.Tests.Generation;

/// <summary>Small files that are what they say.</summary>
internal static class TestMedia
{
    public static byte[] Png(int width, int height) => Picture(width, height, SKEncodedImageFormat.Png);

    public static byte[] Picture(int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap)) canvas.Clear(new SKColor(200, 40, 20));
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    /// <summary>One VP8 key frame in a WebM container.</summary>
    public static byte[] Webm(int width, int height, double durationMs)
    {
        var webp = Picture(width, height, SKEncodedImageFormat.Webp);
        var size = BinaryPrimitives.ReadInt32LittleEndian(webp.AsSpan(16));
        var frame = webp.AsSpan(20, size).ToArray();
        var duration = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(duration, durationMs);
        var video = Element(0xE0, [.. Element(0xB0, Number(width)), .. Element(0xBA, Number(height))]);
        var track = Element(0xAE, [.. Element(0xD7, [1]), .. Element(0x83, [1]), .. Element(0x86, Encoding.ASCII.GetBytes("V_VP8")), .. video]);
        byte[] segment =
        [
            .. Element(0x1549A966, [.. Element(0x2AD7B1, Number(1_000_000)), .. Element(0x4489, duration)]),
            .. Element(0x1654AE6B, track),
            .. Element(0x1F43B675, [.. Element(0xE7, [0]), .. Element(0xA3, [0x81, 0, 0, 0x80, .. frame])]),
        ];
        return [.. Element(0x1A45DFA3, Element(0x4282, Encoding.ASCII.GetBytes("webm"))), .. Element(0x18538067, segment)];
    }

    /// <summary>The head of an MP4 with its movie box at the end, after data.</summary>
    public static byte[] Mp4(int width, int height, int durationMs)
    {
        var mvhd = new byte[100];
        BinaryPrimitives.WriteInt32BigEndian(mvhd.AsSpan(12), 1000);
        BinaryPrimitives.WriteInt32BigEndian(mvhd.AsSpan(16), durationMs);
        var tkhd = new byte[84];
        BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(76), width << 16);
        BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(80), height << 16);
        return [.. Box("ftyp", Encoding.ASCII.GetBytes("isom0000isom")), .. Box("mdat", new byte[500]), .. Box("moov", [.. Box("mvhd", mvhd), .. Box("trak", Box("tkhd", tkhd))])];
    }

    private static byte[] Box(string type, byte[] body)
    {
        var box = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(type).CopyTo(box, 4);
        body.CopyTo(box, 8);
        return box;
    }

    private static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Element(uint id, byte[] body)
    {
        var idBytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(idBytes, id);
        var size = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(size, (1L << 56) + body.Length);
        return [.. idBytes.SkipWhile(b => b == 0), .. size, .. body];
    }
}
