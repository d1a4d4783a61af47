using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Media that are laid on in strokes: each takes its colour from the picture below it.</summary>
internal static class Strokes
{
    private const int OilLong = 3000;
    private const int OilShort = 12000;

    public static void Oil(SKSurface surface, Stage s, float strength)
    {
        using var pixels = surface.Snapshot().ToRasterImage();
        using var map = pixels.PeekPixels();
        var rng = s.Rng(900);
        var noise = s.Noise(901);
        using var paint = new SKPaint { IsAntialias = true, IsStroke = true, StrokeCap = SKStrokeCap.Round };
        foreach (var (count, length, width, alpha) in new[] { (OilLong, 0.034f, 0.0125f, (byte)235),
            (OilShort, 0.011f, 0.0038f, (byte)215) })
        {
            var total = (int)(count * strength);
            for (var i = 0; i < total; i++)
            {
                var (x, y) = (rng.Unit() * s.W, rng.Unit() * s.H);
                var color = map.GetPixelColor((int)x, (int)y);
                // Bristles never hold quite one colour.
                var tone = rng.Bell() * 0.075f;
                color = tone > 0 ? Palette.Lighter(color, tone) : Palette.Darker(color, -tone);
                var angle = noise.At(x / s.U * 1.4f, 2) * 1.6f + noise.At(y / s.U * 1.7f + 40, 2) * 1.6f;
                var l = s.U * length * rng.Range(0.5f, 1.2f);
                paint.Color = color.WithAlpha(alpha);
                paint.StrokeWidth = s.U * width * rng.Range(0.6f, 1.2f);
                var (dx, dy) = (MathF.Cos(angle) * l / 2, MathF.Sin(angle) * l / 2);
                s.Canvas.DrawLine(x - dx, y - dy, x + dx, y + dy, paint);
            }
        }
        Weave(s, 16);
    }

    public static void Watercolour(SKSurface surface, Stage s, float strength)
    {
        using var image = surface.Snapshot();
        using var raster = image.ToRasterImage();
        using var map = raster.PeekPixels();
        var paper = new SKColor(250, 246, 237);
        var rng = s.Rng(910);
        s.Canvas.Clear(paper);
        using var soft = SKImageFilter.CreateBlur(s.U * 0.003f, s.U * 0.003f);
        using var wash = new SKPaint { ImageFilter = soft, Color = SKColors.White.WithAlpha((byte)(205 + 25 * (1 - strength))) };
        s.Canvas.DrawImage(image, SKRect.Create(s.W, s.H), new SKSamplingOptions(SKFilterMode.Linear), wash);
        // Pools of pigment, darker at their rims where they dried last.
        for (var i = 0; i < 1700; i++)
        {
            var (x, y) = (rng.Unit() * s.W, rng.Unit() * s.H);
            var r = s.U * rng.Range(0.006f, 0.026f);
            var color = map.GetPixelColor((int)x, (int)y);
            using var pool = Pool(rng, x, y, r);
            s.Fill(pool, color.WithAlpha(70));
            s.Draw(pool, s.U * 0.0016f, Palette.Darker(color, 0.22f).WithAlpha(46));
        }
        PaperEdge(s, rng, paper);
        Weave(s, 12);
    }

    public static void Pencil(SKSurface surface, Stage s, float strength)
    {
        using var image = surface.Snapshot();
        using var raster = image.ToRasterImage();
        using var map = raster.PeekPixels();
        var rng = s.Rng(920);
        using var keep = new SKPaint { Color = SKColors.White.WithAlpha((byte)(150 + 60 * (1 - strength))) };
        s.Canvas.Clear(new SKColor(247, 243, 234));
        s.Canvas.DrawImage(image, SKRect.Create(s.W, s.H), new SKSamplingOptions(SKFilterMode.Linear), keep);
        using var paint = new SKPaint { IsAntialias = true, IsStroke = true, StrokeCap = SKStrokeCap.Round };
        for (var i = 0; i < 17000; i++)
        {
            var (x, y) = (rng.Unit() * s.W, rng.Unit() * s.H);
            var color = map.GetPixelColor((int)x, (int)y);
            var light = (color.Red * 3 + color.Green * 6 + color.Blue) / 2550f;
            // Dark places are hatched, the darkest twice; light ones keep the paper.
            if (rng.Unit() < light * 1.05f - 0.1f) continue;
            var angle = rng.Chance(0.72f) || light > 0.35f ? -0.85f : 0.7f;
            var l = s.U * rng.Range(0.006f, 0.02f);
            paint.Color = Palette.Darker(color, 0.45f).WithAlpha(105);
            paint.StrokeWidth = s.U * rng.Range(0.0009f, 0.0022f);
            s.Canvas.DrawLine(x, y, x + MathF.Cos(angle + rng.Bell() * 0.1f) * l, y + MathF.Sin(angle + rng.Bell() * 0.1f) * l, paint);
        }
        Weave(s, 14);
    }

    private static SKPath Pool(Rng rng, float x, float y, float r)
    {
        var (phase, lobes) = (rng.Range(0, 6.28f), 3 + rng.Int(3));
        return Stage.Shape(b =>
        {
            for (var i = 0; i <= 22; i++)
            {
                var a = i / 22f * 2 * MathF.PI;
                var d = r * (1 + 0.2f * MathF.Sin(a * lobes + phase) + 0.1f * MathF.Sin(a * 5 - phase));
                var (px, py) = (x + MathF.Cos(a) * d * 1.25f, y + MathF.Sin(a) * d * 0.9f);
                if (i == 0) b.MoveTo(px, py);
                else b.LineTo(px, py);
            }
            b.Close();
        });
    }

    private static void PaperEdge(Stage s, Rng rng, SKColor paper)
    {
        var noise = new Noise(rng.Next());
        var margin = s.U * 0.035f;
        using var edge = Stage.Shape(b =>
        {
            b.FillType = SKPathFillType.EvenOdd;
            b.AddRect(new(-2, -2, s.W + 2, s.H + 2));
            var steps = 260;
            for (var i = 0; i <= steps; i++)
            {
                var t = i / (float)steps * 4;
                var d = margin * (1 + 0.55f * noise.At(t * 14, 3));
                var p = t switch
                {
                    < 1 => new SKPoint(margin + (s.W - 2 * margin) * t, d),
                    < 2 => new SKPoint(s.W - d, margin + (s.H - 2 * margin) * (t - 1)),
                    < 3 => new SKPoint(s.W - margin - (s.W - 2 * margin) * (t - 2), s.H - d),
                    _ => new SKPoint(d, s.H - margin - (s.H - 2 * margin) * (t - 3)),
                };
                if (i == 0) b.MoveTo(p.X, p.Y);
                else b.LineTo(p.X, p.Y);
            }
            b.Close();
        });
        s.Fill(edge, paper);
    }

    /// <summary>The tooth of paper or canvas: a small tile, repeated.</summary>
    private static void Weave(Stage s, byte alpha)
    {
        const int side = 96;
        using var tile = new SKBitmap(side, side, SKColorType.Bgra8888, SKAlphaType.Premul);
        var rng = new Rng(77);
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var value = (byte)(128 + 90 * rng.Bell());
                tile.SetPixel(x, y, new SKColor(value, value, value));
            }
        }
        using var image = SKImage.FromBitmap(tile);
        using var shader = image.ToShader(SKShaderTileMode.Repeat, SKShaderTileMode.Repeat, new SKSamplingOptions(SKFilterMode.Linear),
            SKMatrix.CreateScale(1.6f, 1.6f));
        using var paint = new SKPaint
        {
            Shader = shader,
            BlendMode = SKBlendMode.SoftLight,
            Color = SKColors.White.WithAlpha((byte)(alpha * 5))
        };
        s.Canvas.DrawRect(0, 0, s.W, s.H, paint);
    }
}
