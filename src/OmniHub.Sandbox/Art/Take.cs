using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>How a model renders: each family has a hand of its own, unless the prompt asks for one.</summary>
internal sealed record Take(Medium Medium)
{
    private static readonly (string Part, Medium Medium)[] Families =
    [
        ("recraft", Medium.Flat), ("ideogram", Medium.Riso), ("stable-diffusion", Medium.Oil), ("sdxl", Medium.Oil),
        ("seedream", Medium.Watercolour),
        ("qwen", Medium.Pencil), ("gpt-image", Medium.Watercolour), ("hunyuan", Medium.LowPoly), ("z-image", Medium.LowPoly),
        ("grok", Medium.Riso),
        ("schnell", Medium.Oil), ("redux", Medium.Oil), ("minimax", Medium.Pencil),
    ];

    public static Take Of(string model, Reading reading) =>
        new(reading.Medium ?? Families.Where(f => model.Contains(f.Part, StringComparison.Ordinal)).Select(f =>
            (Medium?)f.Medium).FirstOrDefault() ?? Medium.Photo);

    /// <summary>Redoes the whole picture in its medium.</summary>
    public void Finish(SKSurface surface, Stage stage, float strength)
    {
        switch (Medium)
        {
            case Medium.Oil: Strokes.Oil(surface, stage, strength); break;
            case Medium.Watercolour: Strokes.Watercolour(surface, stage, strength); break;
            case Medium.Pencil: Strokes.Pencil(surface, stage, strength); break;
            case Medium.Riso: Prints.Riso(surface, stage); break;
            case Medium.Flat: Prints.Flat(surface, stage); break;
            case Medium.Pixel: Prints.Pixel(surface, stage); break;
            case Medium.LowPoly: Prints.LowPoly(surface, stage, strength); break;
            default: Lens(surface, stage); break;
        }
    }

    /// <summary>Light and colour at the edges: what even a film frame can afford.</summary>
    public static void Grade(Stage stage)
    {
        using var shader = SKShader.CreateRadialGradient(
            new(stage.W / 2, stage.H * 0.48f), MathF.Sqrt(stage.W * stage.W + stage.H * stage.H) / 2,
            [SKColors.Transparent, SKColors.Black.WithAlpha(8), SKColors.Black.WithAlpha(38), SKColors.Black.WithAlpha(115)],
            [0.45f, 0.62f, 0.8f, 1], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsDither = true };
        stage.Canvas.DrawRect(0, 0, stage.W, stage.H, paint);
    }

    /// <summary>A photograph: light blooms, edges fall off, the tones have some snap.</summary>
    private static void Lens(SKSurface surface, Stage stage)
    {
        var (w, h) = ((int)stage.W, (int)stage.H);
        using var image = surface.Snapshot();
        // The bloom is blurred at an eighth of the size, where a wide blur costs nothing.
        using var small = SKSurface.Create(new SKImageInfo(Math.Max(1, w / 8), Math.Max(1, h / 8), SKColorType.Bgra8888,
            SKAlphaType.Opaque));
        using var blur = SKImageFilter.CreateBlur(stage.U / 8 * 0.03f, stage.U / 8 * 0.03f);
        using var soft = new SKPaint { ImageFilter = blur };
        var linear = new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear);
        small.Canvas.DrawImage(image, SKRect.Create(small.Canvas.DeviceClipBounds.Width, small.Canvas.DeviceClipBounds.Height), linear,
            soft);
        using var bloom = small.Snapshot();
        using var glow = new SKPaint
        {
            BlendMode = SKBlendMode.Screen,
            Color = SKColors.White.WithAlpha(stage.Colours.Night ? (byte)80 : (byte)44)
        };
        stage.Canvas.DrawImage(bloom, SKRect.Create(w, h), linear, glow);
        using var snap = new SKPaint { BlendMode = SKBlendMode.SoftLight, Color = SKColors.White.WithAlpha(70) };
        stage.Canvas.DrawImage(image, SKRect.Create(w, h), linear, snap);
        Grade(stage);
    }
}
