using System.Buffers.Binary;
using System.Text;

namespace OmniHub.Sandbox;

/// <summary>Puts VP8 key frames into a WebM that can be sought: each lossy WebP holds exactly one.</summary>
internal static class WebmMuxer
{
    private const int ClusterMs = 1000;
    private const string App = "OmniHub sandbox";

    /// <summary>The VP8 frame inside a lossy WebP.</summary>
    public static byte[] FrameOf(ReadOnlySpan<byte> webp)
    {
        if (webp.Length < 20 || !webp[..4].SequenceEqual("RIFF"u8) || !webp.Slice(8, 4).SequenceEqual("WEBP"u8))
            throw new InvalidDataException("Not a WebP");
        for (var at = 12; at + 8 <= webp.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(webp[(at + 4)..]);
            if (webp.Slice(at, 4).SequenceEqual("VP8 "u8)) return webp.Slice(at + 8, length).ToArray();
            at += 8 + length + (length & 1);
        }
        throw new InvalidDataException("The WebP holds no VP8 frame");
    }

    public static byte[] Mux(IReadOnlyList<byte[]> frames, int width, int height, double framesPerSecond)
    {
        int TimeOf(int frame) => (int)Math.Round(frame * 1000 / framesPerSecond);
        var info = Master(0x1549A966,
            Number(0x2AD7B1, 1_000_000), Real(0x4489, frames.Count * 1000 / framesPerSecond), Text(0x4D80, App), Text(0x5741, App));
        var tracks = Master(0x1654AE6B, Master(0xAE,
            Number(0xD7, 1), Number(0x73C5, 1), Number(0x83, 1), Number(0x9C, 0), Text(0x86, "V_VP8"),
            Number(0x23E383, (ulong)(1e9 / framesPerSecond)),
            Master(0xE0, Number(0xB0, (ulong)width), Number(0xBA, (ulong)height))));
        var clusters = Clusters(frames, TimeOf);

        // Positions are written with a fixed width, so the sizes are known before the offsets are.
        var head = SeekHead(0, 0, 0).Length;
        var cues = Cues(clusters, 0).Length;
        var (infoAt, tracksAt) = ((ulong)head, (ulong)(head + info.Length));
        var cuesAt = tracksAt + (ulong)tracks.Length;
        var segment = Master(0x18538067,
            [SeekHead(infoAt, tracksAt, cuesAt), info, tracks, Cues(clusters, cuesAt + (ulong)cues), .. clusters.Select(c => c.Bytes)]);
        return [.. Header(), .. segment];
    }

    private static byte[] Header() => Master(0x1A45DFA3,
        Number(0x4286, 1), Number(0x42F7, 1), Number(0x42F2, 4), Number(0x42F3, 8), Text(0x4282, "webm"), Number(0x4287, 2),
        Number(0x4285, 2));

    private static List<(int Time, byte[] Bytes)> Clusters(IReadOnlyList<byte[]> frames, Func<int, int> timeOf)
    {
        var clusters = new List<(int, byte[])>();
        for (var frame = 0; frame < frames.Count;)
        {
            var start = timeOf(frame);
            var parts = new List<byte[]> { Number(0xE7, (ulong)start) };
            for (; frame < frames.Count && timeOf(frame) - start < ClusterMs; frame++)
                parts.Add(Block(frames[frame], (short)(timeOf(frame) - start)));
            clusters.Add((start, Master(0x1F43B675, [.. parts])));
        }
        return clusters;
    }

    private static byte[] Block(byte[] frame, short time)
    {
        var block = new byte[4 + frame.Length];
        block[0] = 0x81;
        BinaryPrimitives.WriteInt16BigEndian(block.AsSpan(1), time);
        block[3] = 0x80;
        frame.CopyTo(block, 4);
        return Element(0xA3, block);
    }

    private static byte[] SeekHead(ulong info, ulong tracks, ulong cues) =>
        Master(0x114D9B74, Seek(0x1549A966, info), Seek(0x1654AE6B, tracks), Seek(0x1C53BB6B, cues));

    private static byte[] Seek(uint id, ulong at) => Master(0x4DBB, Element(0x53AB, Id(id)), Element(0x53AC, Fixed(at)));

    private static byte[] Cues(List<(int Time, byte[] Bytes)> clusters, ulong at)
    {
        var points = new List<byte[]>();
        foreach (var (time, bytes) in clusters)
        {
            points.Add(Master(0xBB, Number(0xB3, (ulong)time), Master(0xB7, Number(0xF7, 1), Element(0xF1, Fixed(at)))));
            at += (ulong)bytes.Length;
        }
        return Master(0x1C53BB6B, [.. points]);
    }

    private static byte[] Id(uint id) => Fixed(id).SkipWhile(b => b == 0).ToArray();

    private static byte[] Fixed(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Element(uint id, ReadOnlySpan<byte> data)
    {
        var size = Fixed((ulong)data.Length);
        size[0] = 0x01;
        return [.. Id(id), .. size, .. data];
    }

    private static byte[] Master(uint id, params byte[][] children)
    {
        using var body = new MemoryStream();
        foreach (var child in children) body.Write(child);
        return Element(id, body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private static byte[] Number(uint id, ulong value)
    {
        var bytes = Fixed(value);
        var first = Array.FindIndex(bytes, b => b != 0);
        return Element(id, first < 0 ? [0] : bytes.AsSpan(first));
    }

    private static byte[] Real(uint id, double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Element(id, bytes);
    }

    private static byte[] Text(uint id, string value) => Element(id, Encoding.UTF8.GetBytes(value));
}
