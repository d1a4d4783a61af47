using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Words set large: what the prompt puts in quotation marks, over an emblem.</summary>
internal static class Poster
{
    private const int LinesMax = 3;

    public static void Paint(Stage s)
    {
        var colors = Abstract.Five(s);
        var dark = s.Seed % 2 == 0;
        var (ground, ink) = dark ? (Palette.Darker(colors[0], 0.4f), colors[4]) : (colors[4], Palette.Darker(colors[0], 0.2f));
        s.Vertical(0, 0, s.W, s.H, ground, Palette.Mix(ground, colors[1], 0.18f));
        Emblem(s, colors, ink);
        var text = s.Reading.Quoted is { Length: > 0 } quoted ? quoted : null;
        if (text is not null) Words(s, text, ink, colors);
        s.Canvas.Save();
        using var frame = new SKPaint { Color = ink.WithAlpha(200), IsStroke = true, StrokeWidth = s.U * 0.005f, IsAntialias = true };
        var inset = s.U * 0.04f;
        s.Canvas.DrawRect(inset, inset, s.W - 2 * inset, s.H - 2 * inset, frame);
        s.Canvas.Restore();
    }

    private static void Emblem(Stage s, SKColor[] colors, SKColor ink)
    {
        var rng = s.Rng(1);
        var (x, y, r) = (s.W / 2, s.H * (s.Reading.Quoted is null ? 0.5f : 0.4f), s.U * 0.27f);
        var rays = 24 + rng.Int(3) * 8;
        for (var i = 0; i < rays; i++)
        {
            var (a, b) = ((i - 0.25f) / rays * 2 * MathF.PI + (float)(s.T * 2 * Math.PI / rays),
                (i + 0.25f) / rays * 2 * MathF.PI + (float)(s.T * 2 * Math.PI / rays));
            using var ray = Stage.Polygon(
                new(x, y), new(x + MathF.Cos(a) * s.W, y + MathF.Sin(a) * s.W), new(x + MathF.Cos(b) * s.W, y + MathF.Sin(b) * s.W));
            s.Fill(ray, colors[1].WithAlpha(52));
        }
        s.Circle(x, y, r * 1.12f, colors[1]);
        s.Circle(x, y, r, colors[2]);
        s.Canvas.Save();
        using (var disc = Stage.Shape(b => b.AddCircle(x, y, r))) s.Canvas.ClipPath(disc, SKClipOperation.Intersect, true);
        switch (rng.Int(3))
        {
            case 0:
                for (var i = 0; i < 4; i++)
                {
                    var top = y - r * 0.5f + r * 0.42f * i;
                    using var peak = Stage.Polygon(new(x - r * 1.4f, y + r), new(x - r * 0.5f + r * 0.34f * i, top),
                        new(x + r * 1.4f, y + r));
                    s.Fill(peak, Palette.Mix(colors[3], colors[0], i / 4f));
                }
                break;
            case 1:
                for (var i = 0; i < 5; i++) s.Circle(x, y + r * 1.05f, r * (1.5f - 0.28f * i), i % 2 == 0 ? colors[3] : colors[0]);
                break;
            default:
                Flowers.Bloom(s, rng, x, y, r * 0.86f, colors[3]);
                break;
        }
        s.Canvas.Restore();
        s.Ring(x, y, r, s.U * 0.008f, ink);
        s.Ring(x, y, r * 1.12f, s.U * 0.004f, ink);
    }

    private static void Words(Stage s, string text, SKColor ink, SKColor[] colors)
    {
        var lines = Break(text);
        var (wide, high) = (s.W * 0.84f, s.H * 0.22f);
        using var probe = new SKFont(Picture.Typeface, 100);
        var longest = lines.Max(l => probe.MeasureText(l));
        var size = Math.Min(100 * wide / Math.Max(1, longest), high / lines.Count);
        using var font = new SKFont(Picture.Typeface, size) { Subpixel = true };
        using var paint = new SKPaint { Color = ink, IsAntialias = true };
        using var shade = new SKPaint { Color = colors[1].WithAlpha(200), IsAntialias = true };
        var y = s.H * 0.9f - (lines.Count - 1) * size * 1.05f - s.U * 0.02f;
        foreach (var line in lines)
        {
            s.Canvas.DrawText(line, s.W / 2 + size * 0.045f, y + size * 0.045f, SKTextAlign.Center, font, shade);
            s.Canvas.DrawText(line, s.W / 2, y, SKTextAlign.Center, font, paint);
            y += size * 1.05f;
        }
    }

    private static List<string> Break(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var per = (int)Math.Ceiling(words.Length / (double)Math.Min(LinesMax, Math.Max(1, text.Length / 12 + 1)));
        return [.. words.Chunk(Math.Max(1, per)).Select(c => string.Join(' ', c))];
    }
}
