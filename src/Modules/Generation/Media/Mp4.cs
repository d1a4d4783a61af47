using System.Buffers.Binary;

namespace OmniHub.Generation;

/// <summary>Reads the movie header of an MP4 or QuickTime file, wherever it lies: size and duration.</summary>
internal static class Mp4
{
    private const int MoovMax = 32 * 1024 * 1024;
    private const int BoxesMax = 10_000;

    public static async Task<VideoFacts?> ReadAsync(Stream file, CancellationToken ct)
    {
        long at = 0;
        var header = new byte[16];
        for (var i = 0; i < BoxesMax && at + 8 <= file.Length; i++)
        {
            file.Position = at;
            await file.ReadExactlyAsync(header.AsMemory(0, (int)Math.Min(16, file.Length - at)), ct);
            var (size, body) = Size(header, file.Length - at);
            if (size < body) return null;
            if (header.AsSpan(4, 4).SequenceEqual("moov"u8))
            {
                if (size > MoovMax || at + size > file.Length) return null;
                var moov = new byte[size - body];
                file.Position = at + body;
                await file.ReadExactlyAsync(moov, ct);
                return Movie(moov);
            }

            at += size;
        }

        return null;
    }

    private static VideoFacts? Movie(ReadOnlySpan<byte> moov)
    {
        int? durationMs = null;
        (int Width, int Height) largest = default;
        for (var at = 0; Next(moov, ref at, out var type, out var body);)
        {
            if (type.SequenceEqual("mvhd"u8)) durationMs = DurationMs(body);
            else if (type.SequenceEqual("trak"u8) && Track(body) is var size && size.Width > largest.Width) largest = size;
        }

        return largest is { Width: > 0, Height: > 0 } ? new(largest.Width, largest.Height, durationMs, null) : null;
    }

    // Only pictures have a size in the track header; sound has zeros.
    private static (int Width, int Height) Track(ReadOnlySpan<byte> trak)
    {
        for (var at = 0; Next(trak, ref at, out var type, out var body);)
        {
            if (!type.SequenceEqual("tkhd"u8) || body.Length < 8) continue;
            return (BinaryPrimitives.ReadInt32BigEndian(body[^8..]) >> 16, BinaryPrimitives.ReadInt32BigEndian(body[^4..]) >> 16);
        }

        return default;
    }

    private static int? DurationMs(ReadOnlySpan<byte> mvhd)
    {
        if (mvhd.Length < 32) return null;
        var (scale, duration) = mvhd[0] == 1
            ? (BinaryPrimitives.ReadUInt32BigEndian(mvhd[20..]), BinaryPrimitives.ReadUInt64BigEndian(mvhd[24..]))
            : (BinaryPrimitives.ReadUInt32BigEndian(mvhd[12..]), BinaryPrimitives.ReadUInt32BigEndian(mvhd[16..]));
        var ms = scale == 0 ? 0 : duration * 1000m / scale;
        return ms is > 0 and < int.MaxValue ? (int)ms : null;
    }

    private static bool Next(ReadOnlySpan<byte> boxes, ref int at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body)
    {
        type = body = default;
        if (boxes.Length - at < 8) return false;
        var (size, head) = Size(boxes[at..], boxes.Length - at);
        if (size < head || size > boxes.Length - at) return false;
        type = boxes.Slice(at + 4, 4);
        body = boxes.Slice(at + head, (int)size - head);
        at += (int)size;
        return true;
    }

    private static (long Size, int Head) Size(ReadOnlySpan<byte> box, long rest) => BinaryPrimitives.ReadUInt32BigEndian(box) switch
    {
        0 => (rest, 8),
        1 => box.Length >= 16 ? ((long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(box[8..]), long.MaxValue / 2), 16) : (-1, 16),
        var size => (size, 8),
    };
}
