using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Media that are printed or built: few colours, dots, facets, blocks.</summary>
internal static class Prints
{
    private static readonly byte[] Unchanged = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    /// <summary>Thin colour on rough paper, and one dark ink over it in dots.</summary>
    public static void Riso(SKSurface surface, Stage s)
    {
        using var image = surface.Snapshot();
        using var raster = image.ToRasterImage();
        using var map = raster.PeekPixels();
        var ink = s.Reading.Mood == Mood.Mono ? new SKColor(30, 30, 34) : Palette.Lch(0.33, 0.13, 275 + s.Rng(930).Bell() * 40);
        s.Canvas.Clear(new SKColor(249, 243, 230));
        using var thin = new SKPaint { Color = SKColors.White.WithAlpha(165) };
        // The colour plate never sits quite under the dark one.
        s.Canvas.DrawImage(image, SKRect.Create(s.U * 0.004f, -s.U * 0.003f, s.W, s.H), new SKSamplingOptions(SKFilterMode.Linear), thin);
        Dots(s, map, Math.Max(3.5f, s.U / 130), 0.5f, c => 0.9f * MathF.Pow(1 - Light(c), 2.3f), ink.WithAlpha(225));
    }

    private static void Dots(Stage s, SKPixmap map, float cell, float angle, Func<SKColor, float> strength, SKColor ink)
    {
        using var paint = new SKPaint { Color = ink, IsAntialias = true, BlendMode = SKBlendMode.Multiply };
        var (cos, sin) = (MathF.Cos(angle), MathF.Sin(angle));
        var reach = (int)((s.W + s.H) / cell) + 2;
        for (var i = -reach; i <= reach; i++)
        {
            for (var j = -reach; j <= reach; j++)
            {
                var (x, y) = (s.W / 2 + (i * cos - j * sin) * cell, s.H / 2 + (i * sin + j * cos) * cell);
                if (x < -cell || y < -cell || x > s.W + cell || y > s.H + cell) continue;
                var color = map.GetPixelColor(Math.Clamp((int)x, 0, (int)s.W - 1), Math.Clamp((int)y, 0, (int)s.H - 1));
                var r = cell * 0.74f * MathF.Sqrt(Math.Clamp(strength(color), 0, 1));
                if (r > 0.35f) s.Canvas.DrawCircle(x, y, r, paint);
            }
        }
    }

    /// <summary>An illustration: pure, saturated colour in a paper frame.</summary>
    public static void Flat(SKSurface surface, Stage s)
    {
        using var image = surface.Snapshot();
        const float more = 1.28f;
        float[] rich =
        [
            0.213f + 0.787f * more, 0.715f - 0.715f * more, 0.072f - 0.072f * more, 0, 0.02f,
            0.213f - 0.213f * more, 0.715f + 0.285f * more, 0.072f - 0.072f * more, 0, 0.02f,
            0.213f - 0.213f * more, 0.715f - 0.715f * more, 0.072f + 0.928f * more, 0, 0.02f,
            0, 0, 0, 1, 0,
        ];
        using var filter = SKColorFilter.CreateColorMatrix(rich);
        using var paint = new SKPaint { ColorFilter = filter };
        var margin = s.U * 0.032f;
        s.Canvas.Clear(Palette.Mix(s.Colours.Pale, SKColors.White, 0.5f));
        var inside = new SKRect(margin, margin, s.W - margin, s.H - margin);
        s.Canvas.Save();
        s.Canvas.ClipRoundRect(new SKRoundRect(inside, margin * 0.9f), SKClipOperation.Intersect, true);
        s.Canvas.DrawImage(image, inside, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear), paint);
        s.Canvas.Restore();
    }

    public static void Pixel(SKSurface surface, Stage s)
    {
        var block = Math.Max(4, s.U / 110);
        var (w, h) = (Math.Max(1, (int)(s.W / block)), Math.Max(1, (int)(s.H / block)));
        using var image = surface.Snapshot();
        using var small = SKSurface.Create(new SKImageInfo(w, h, SKColorType.Bgra8888, SKAlphaType.Opaque));
        small.Canvas.DrawImage(image, SKRect.Create(w, h), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var blocks = small.Snapshot();
        var table = Enumerable.Range(0, 256).Select(i => (byte)Math.Clamp(Math.Round(i / 255.0 * 9) / 9 * 255, 0, 255)).ToArray();
        using var steps = SKColorFilter.CreateTable(Unchanged, table, table, table);
        using var paint = new SKPaint { ColorFilter = steps };
        s.Canvas.DrawImage(blocks, SKRect.Create(s.W, s.H), new SKSamplingOptions(SKFilterMode.Nearest), paint);
    }

    /// <summary>Facets of folded paper.</summary>
    public static void LowPoly(SKSurface surface, Stage s, float strength)
    {
        using var image = surface.Snapshot();
        using var raster = image.ToRasterImage();
        using var map = raster.PeekPixels();
        var cell = s.U / (38 + 30 * (1 - strength));
        var (columns, rows) = ((int)(s.W / cell) + 2, (int)(s.H / cell) + 2);
        var rng = s.Rng(940);
        var points = new SKPoint[columns + 1, rows + 1];
        for (var i = 0; i <= columns; i++)
        {
            for (var j = 0; j <= rows; j++)
                points[i, j] = new((i - 0.5f + rng.Bell() * 0.55f) * cell, (j - 0.5f + rng.Bell() * 0.55f) * cell);
        }
        using var paint = new SKPaint { IsAntialias = true };
        using var edge = new SKPaint { IsAntialias = true, IsStroke = true, StrokeWidth = Math.Max(0.7f, s.U * 0.0008f) };
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < rows; j++)
            {
                var (a, b, c, d) = (points[i, j], points[i + 1, j], points[i + 1, j + 1], points[i, j + 1]);
                var split = rng.Chance(0.5f);
                Facet(s, map, paint, edge, a, b, split ? c : d, 0.05f);
                Facet(s, map, paint, edge, split ? a : b, c, d, -0.05f);
            }
        }
    }

    private static void Facet(Stage s, SKPixmap map, SKPaint paint, SKPaint edge, SKPoint a, SKPoint b, SKPoint c, float tone)
    {
        var (x, y) = ((a.X + b.X + c.X) / 3, (a.Y + b.Y + c.Y) / 3);
        var color = map.GetPixelColor(Math.Clamp((int)x, 0, (int)s.W - 1), Math.Clamp((int)y, 0, (int)s.H - 1));
        color = tone > 0 ? Palette.Lighter(color, tone) : Palette.Darker(color, -tone);
        using var path = Stage.Polygon(a, b, c);
        paint.Color = color;
        edge.Color = color;
        s.Canvas.DrawPath(path, paint);
        s.Canvas.DrawPath(path, edge);
    }

    private static float Light(SKColor c) => (c.Red * 3 + c.Green * 6 + c.Blue) / 2550f;
}
