using System.Buffers.Binary;

namespace OmniHub.Generation;

/// <summary>What a video's container says about it.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="DurationMs">Null where it is not said.</param>
/// <param name="Poster">The first frame as WebP, where it can be taken out without decoding.</param>
internal sealed record VideoFacts(int Width, int Height, int? DurationMs, byte[]? Poster);

/// <summary>Reads the head of a WebM file (EBML): size, duration, and the first key frame of VP8.</summary>
internal sealed class Webm
{
    private const long Ebml = 0x1A45DFA3, Segment = 0x18538067, Info = 0x1549A966, Tracks = 0x1654AE6B, TrackEntry = 0xAE, Video = 0xE0;
    private const long Cluster = 0x1F43B675, BlockGroup = 0xA0, SimpleBlock = 0xA3, Block = 0xA1;
    private const long TimestampScale = 0x2AD7B1, Duration = 0x4489;
    private const long TrackNumber = 0xD7, Codec = 0x86, PixelWidth = 0xB0, PixelHeight = 0xBA;

    /// <summary>The first key frame lies within this much of a sound file.</summary>
    private const int HeadMax = 8 * 1024 * 1024;

    private const int DepthMax = 6;

    private readonly byte[] head;
    private long scaleNs = 1_000_000;
    private double? duration;
    private long trackNumber;
    private string codec = "";
    private (long Number, string Codec, int Width, int Height)? video;
    private byte[]? frame;

    private Webm(byte[] head) => this.head = head;

    public static async Task<VideoFacts?> ReadAsync(Stream file, CancellationToken ct)
    {
        var head = new byte[Math.Min(file.Length, HeadMax)];
        file.Position = 0;
        await file.ReadExactlyAsync(head, ct);
        return new Webm(head).Read();
    }

    private VideoFacts? Read()
    {
        Walk(0, head.Length, 0);
        if (video is not { Width: > 0, Height: > 0 } track) return null;
        var ms = duration * scaleNs / 1_000_000;
        return new(track.Width, track.Height, ms is > 0 and < int.MaxValue ? (int)ms : null, track.Codec == "V_VP8" ? Webp(frame) : null);
    }

    private void Walk(int at, int end, int depth)
    {
        while (at < end && frame is null
            && Number(ref at, end, keepMarker: true) is { } id && Number(ref at, end, keepMarker: false) is { } size)
        {
            // An unknown size (all ones) and one beyond the head both mean: as far as there is.
            var stop = size < 0 || size > end - at ? end : at + (int)size;
            var body = head.AsSpan(at, stop - at);
            switch (id)
            {
                case Segment or Info or Tracks or Cluster or BlockGroup or Video when depth < DepthMax: Walk(at, stop, depth + 1); break;
                case TrackEntry when depth < DepthMax:
                    (trackNumber, codec) = (0, "");
                    Walk(at, stop, depth + 1);
                    if (video is { Number: 0 } found) video = found with { Number = trackNumber, Codec = codec };
                    break;
                case TimestampScale: scaleNs = Math.Max(1, Unsigned(body)); break;
                case Duration when body.Length is 4 or 8:
                    duration = body.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(body) : BinaryPrimitives.ReadDoubleBigEndian(body);
                    break;
                case TrackNumber: trackNumber = Unsigned(body); break;
                case Codec: codec = System.Text.Encoding.ASCII.GetString(body); break;
                case PixelWidth: video = (0, "", Pixels(body), video is { Number: 0 } v ? v.Height : 0); break;
                case PixelHeight: video = (0, "", video is { Number: 0 } w ? w.Width : 0, Pixels(body)); break;
                case SimpleBlock or Block: TakeFrame(body); break;
                case Ebml: break;
            }

            at = stop;
        }
    }

    // A block: track number, two bytes of time, flags (no lacing), the frame. A VP8 key frame has its lowest bit clear.
    private void TakeFrame(ReadOnlySpan<byte> block)
    {
        if (block.Length < 8 || (block[0] & 0x7F) != video?.Number || (block[3] & 0x06) != 0) return;
        var data = block[4..];
        if ((data[0] & 1) == 0) frame = data.ToArray();
    }

    private static byte[]? Webp(byte[]? frame)
    {
        if (frame is null) return null;
        var padded = frame.Length + (frame.Length & 1);
        var file = new byte[20 + padded];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 12 + padded);
        "WEBPVP8 "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), frame.Length);
        frame.CopyTo(file, 20);
        return file;
    }

    private long? Number(ref int at, int end, bool keepMarker)
    {
        if (at >= end) return null;
        var first = head[at];
        var length = 1;
        for (var mask = 0x80; length <= 8 && (first & mask) == 0; mask >>= 1) length++;
        if (length > 8 || at + length > end) return null;
        long value = keepMarker ? first : first & (0xFF >> length);
        var isUnknown = !keepMarker && value == 0xFF >> length;
        for (var i = 1; i < length; i++)
        {
            value = (value << 8) | head[at + i];
            isUnknown &= head[at + i] == 0xFF;
        }

        at += length;
        return isUnknown ? -1 : value;
    }

    private static int Pixels(ReadOnlySpan<byte> body) => (int)Math.Min(Unsigned(body), ushort.MaxValue);

    private static long Unsigned(ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        foreach (var b in bytes[..Math.Min(8, bytes.Length)]) value = (value << 8) | b;
        return value & long.MaxValue;
    }
}
