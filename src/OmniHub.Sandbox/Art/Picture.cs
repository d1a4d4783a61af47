using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>What to draw. The same commission always gives the same picture.</summary>
internal sealed record Commission(string Prompt, string Model, ulong Seed, int Width, int Height, byte[]? Source, double Strength);

/// <summary>Draws one still picture.</summary>
internal static class Picture
{
    private const int JpegQuality = 88;
    private const int WebpQuality = 86;
    private const int PngEffort = 4;

    private static readonly Lazy<SKTypeface> Face = new(() =>
    {
        // Without fontconfig Skia has no font of its own and would draw no text at all.
        using var stream = typeof(Picture).Assembly.GetManifestResourceStream("DejaVuSans-Bold.ttf")!;
        return SKTypeface.FromStream(stream);
    });

    public static SKTypeface Typeface => Face.Value;

    public static byte[] Draw(Commission commission, SKEncodedImageFormat format)
    {
        using var surface = Surface(commission.Width, commission.Height);
        var stage = Paint(surface.Canvas, commission, 0);
        Take.Of(commission.Model, stage.Reading).Finish(surface, stage, commission.Source is null ? 1 : (float)commission.Strength);
        Mark(surface.Canvas, commission.Width, commission.Height);
        return Encode(surface, format);
    }

    public static byte[] Black(int width, int height, SKEncodedImageFormat format)
    {
        using var surface = Surface(width, height);
        surface.Canvas.Clear(SKColors.Black);
        return Encode(surface, format);
    }

    /// <summary>Null when the bytes are no picture that can be decoded.</summary>
    public static (int Width, int Height)? SizeOf(byte[] bytes)
    {
        using var data = SKData.CreateCopy(bytes);
        using var codec = SKCodec.Create(data);
        return codec is null || codec.Info.Width < 1 ? null : (codec.Info.Width, codec.Info.Height);
    }

    public static SKSurface Surface(int width, int height) =>
        SKSurface.Create(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));

    /// <summary>The picture before its finish: a scene, or the picture that was sent.</summary>
    public static Stage Paint(SKCanvas canvas, Commission commission, double time)
    {
        var stage = StageFor(canvas, commission, time);
        if (commission.Source is { } source) Sent.Paint(stage, source);
        else Scenes.Paint(stage);
        return stage;
    }

    public static Stage StageFor(SKCanvas canvas, Commission commission, double time)
    {
        // Subject and mood are the prompt's; the arrangement also differs by model and seed.
        var reading = Reading.Of(commission.Prompt, Hash(commission.Prompt));
        var seed = Hash($"{commission.Prompt}\n{commission.Model}\n{commission.Seed}");
        var palette = Palette.Of(reading.Mood, new Rng(seed), reading.AccentHue);
        return new Stage(canvas, commission.Width, commission.Height, time, seed, palette, reading);
    }

    public static ulong Hash(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Says that no model made this.</summary>
    public static void Mark(SKCanvas canvas, float width, float height)
    {
        var size = Math.Clamp(Math.Min(width, height) / 42, 9, 30);
        using var font = new SKFont(Typeface, size) { Subpixel = true };
        const string text = "sandbox";
        var textWidth = font.MeasureText(text);
        var (padX, padY, margin) = (size * 0.6f, size * 0.38f, size * 0.7f);
        var box = new SKRect(width - margin - textWidth - padX * 2, height - margin - size - padY * 2, width - margin, height - margin);
        using var back = new SKPaint { Color = new SKColor(10, 12, 20, 120), IsAntialias = true };
        using var ink = new SKPaint { Color = SKColors.White.WithAlpha(225), IsAntialias = true };
        canvas.DrawRoundRect(box, box.Height / 2, box.Height / 2, back);
        canvas.DrawText(text, box.Left + padX, box.Bottom - padY - size * 0.16f, SKTextAlign.Left, font, ink);
    }

    public static byte[] Encode(SKSurface surface, SKEncodedImageFormat format)
    {
        using var pixels = surface.PeekPixels();
        using var data = format switch
        {
            SKEncodedImageFormat.Png => pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, PngEffort)),
            SKEncodedImageFormat.Webp => pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, WebpQuality)),
            _ => pixels.Encode(new SKJpegEncoderOptions(JpegQuality, SKJpegEncoderDownsample.Downsample420,
                SKJpegEncoderAlphaOption.Ignore)),
        };
        return data!.ToArray();
    }
}
