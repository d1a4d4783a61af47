using System.Buffers.Binary;
using SkiaSharp;

namespace OmniHub.Generation;

/// <summary>Decodes pictures to prove that they are some, and makes them small.</summary>
internal static class Pictures
{
    public const int ThumbnailSide = 480;

    private const long PixelsMax = 50_000_000;
    private const int ThumbnailQuality = 80;

    // A decoded picture takes up to 200 MB: two at a time fit a small machine.
    private static readonly SemaphoreSlim Gate = new(2);

    /// <summary>Size and thumbnail, or null where it is no picture, a broken one, or too large to look at.</summary>
    public static async Task<Picture?> DecodeAsync(string path, CancellationToken ct)
    {
        await Gate.WaitAsync(ct);
        try
        {
            using var codec = SKCodec.Create(path);
            return Decode(codec);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>The same for bytes in memory.</summary>
    public static Picture? Decode(byte[] bytes)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        return Decode(codec);
    }

    /// <summary>Whether a thumbnail is as it was written: nothing cut off, nothing added, every pixel decodes.</summary>
    public static bool IsWhole(byte[] webp)
    {
        const int head = 8;
        if (webp.Length <= head || BinaryPrimitives.ReadUInt32LittleEndian(webp.AsSpan(head / 2)) + head != webp.Length) return false;
        using var data = SKData.CreateCopy(webp);
        using var codec = SKCodec.Create(data);
        if (codec is null || Math.Max(codec.Info.Width, codec.Info.Height) > ThumbnailSide) return false;
        using var bitmap = new SKBitmap(codec.Info);
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success;
    }

    /// <summary>Stands for a video whose frames cannot be read here.</summary>
    public static byte[] Placeholder(int width, int height)
    {
        var (w, h) = Fit(width, height);
        using var bitmap = new SKBitmap(w, h, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(0x1C, 0x1F, 0x24));
        using var paint = new SKPaint { Color = new SKColor(0xF2, 0xF0, 0xEA), IsAntialias = true };
        var side = Math.Min(w, h) / 5f;
        using var triangle = new SKPathBuilder();
        triangle.MoveTo((w / 2f) - (side / 2), (h / 2f) - (side * 0.6f));
        triangle.LineTo((w / 2f) - (side / 2), (h / 2f) + (side * 0.6f));
        triangle.LineTo((w / 2f) + (side * 0.6f), h / 2f);
        triangle.Close();
        using var path = triangle.Detach();
        canvas.DrawPath(path, paint);
        return Encode(bitmap);
    }

    private static Picture? Decode(SKCodec? codec)
    {
        if (codec is null || (long)codec.Info.Width * codec.Info.Height is < 1 or > PixelsMax) return null;
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success) return null;
        var isTurned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var (width, height) = isTurned ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var (w, h) = Fit(bitmap.Width, bitmap.Height);
        using var small = bitmap.Resize(new SKImageInfo(w, h), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        if (small is null) return null;
        using var upright = Turn(small, codec.EncodedOrigin);
        return new(width, height, Encode(upright ?? small));
    }

    private static SKBitmap? Turn(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        if (origin == SKEncodedOrigin.TopLeft) return null;
        var (w, h) = ((float)bitmap.Width, (float)bitmap.Height);
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
            _ => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
        };
        var turned = origin >= SKEncodedOrigin.LeftTop
            ? new SKBitmap(bitmap.Height, bitmap.Width)
            : new SKBitmap(bitmap.Width, bitmap.Height);
        using var canvas = new SKCanvas(turned);
        canvas.SetMatrix(matrix);
        canvas.DrawBitmap(bitmap, 0, 0, new SKSamplingOptions(SKFilterMode.Nearest));
        return turned;
    }

    private static (int Width, int Height) Fit(int width, int height)
    {
        var scale = Math.Min(1, ThumbnailSide / (decimal)Math.Max(1, Math.Max(width, height)));
        return (Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)));
    }

    private static byte[] Encode(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Webp, ThumbnailQuality);
        return data.ToArray();
    }
}

/// <summary>A picture that decoded.</summary>
internal sealed record Picture(int Width, int Height, byte[] Thumbnail);
