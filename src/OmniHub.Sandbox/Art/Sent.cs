using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>A picture that came with the request: shown restyled, or moved through slowly.</summary>
internal static class Sent
{
    public static void Paint(Stage stage, byte[] source)
    {
        using var image = Decode(source, (int)stage.W, (int)stage.H);
        Draw(stage, image, new SKRect(0, 0, stage.W, stage.H));
        Tint(stage);
    }

    /// <summary>In slowly and out again, drifting, with a light that passes over it.</summary>
    public static void PaintMoving(Stage stage, SKImage image)
    {
        var rng = stage.Rng(1);
        var depth = (1 - (float)Math.Cos(stage.T * 2 * Math.PI)) / 2;
        var zoom = 1.04f + 0.16f * depth;
        var (driftX, driftY) = (rng.Bell() * 0.06f, rng.Bell() * 0.04f);
        var (w, h) = (stage.W * zoom, stage.H * zoom);
        var x = (stage.W - w) / 2 + driftX * stage.W * depth;
        var y = (stage.H - h) / 2 + driftY * stage.H * depth;
        Draw(stage, image, new SKRect(Math.Min(0, x), Math.Min(0, y), Math.Min(0, x) + w, Math.Min(0, y) + h));
        var sweep = (float)stage.T;
        stage.Glow(stage.W * (-0.3f + 1.6f * sweep), stage.H * 0.2f, stage.U * 0.8f, stage.Colours.Light.WithAlpha(70), SKBlendMode.Screen);
    }

    /// <summary>The picture, cut to the shape it is to fill.</summary>
    public static SKImage Decode(byte[] source, int width, int height)
    {
        using var whole = SKImage.FromEncodedData(source) ?? throw new InvalidDataException("Not a picture");
        using var surface = Picture.Surface(width, height);
        var scale = Math.Max(width / (float)whole.Width, height / (float)whole.Height);
        var (w, h) = (whole.Width * scale, whole.Height * scale);
        surface.Canvas.DrawImage(
            whole, SKRect.Create((width - w) / 2, (height - h) / 2, w, h), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    private static void Draw(Stage stage, SKImage image, SKRect place) =>
        stage.Canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Linear));

    /// <summary>What the words ask to change: a colour, the hour, the weather.</summary>
    private static void Tint(Stage stage)
    {
        var (colours, reading) = (stage.Colours, stage.Reading);
        using var shader = SKShader.CreateLinearGradient(
            new(0, 0), new(stage.W, stage.H),
            [colours.Second.WithAlpha(150), colours.Light.WithAlpha(75), colours.Accent.WithAlpha(150)], null, SKShaderTileMode.Clamp);
        using var light = new SKPaint { Shader = shader, BlendMode = SKBlendMode.SoftLight };
        stage.Canvas.DrawRect(0, 0, stage.W, stage.H, light);
        if (reading.AccentHue is { } hue) Wash(stage, Palette.Lch(0.6, 0.17, hue, 165), SKBlendMode.Color);
        if (reading.Says("night", "dark", "midnight", "moonlight")) Wash(stage, Palette.Lch(0.42, 0.09, 265, 225), SKBlendMode.Multiply);
        if (reading.Says("monochrome", "noir", "grayscale", "black-and-white")) Wash(stage, SKColors.Gray, SKBlendMode.Saturation);
        Sky.Weather(stage);
    }

    private static void Wash(Stage stage, SKColor color, SKBlendMode mode)
    {
        using var paint = new SKPaint { Color = color, BlendMode = mode };
        stage.Canvas.DrawRect(0, 0, stage.W, stage.H, paint);
    }
}
