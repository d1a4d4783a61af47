using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>No thing at all: drifting colour, lines in a current, or shapes in balance.</summary>
internal static class Abstract
{
    public static void Paint(Stage s)
    {
        var style = s.Reading.Says("geometric", "bauhaus", "kandinsky", "shapes", "mondrian") ? 2
            : s.Reading.Says("fluid", "gradient", "liquid", "dream") ? 0
            : s.Reading.Says("lines", "flow", "music", "swirl") ? 1
            : (int)(s.Seed % 3);
        switch (style)
        {
            case 0: Drift(s); break;
            case 1: Current(s); break;
            default: Balance(s); break;
        }
    }

    public static SKColor[] Five(Stage s)
    {
        var rng = s.Rng(1);
        var hue = s.Reading.AccentHue ?? rng.Range(0, 360);
        return s.Reading.Mood == Mood.Mono
            ? [Palette.Lch(0.2, 0, 0), Palette.Lch(0.4, 0, 0), Palette.Lch(0.62, 0, 0), Palette.Lch(0.8, 0, 0), Palette.Lch(0.95, 0, 0)]
            :
            [
                Palette.Lch(0.3, 0.12, hue), Palette.Lch(0.62, 0.19, hue + 18), Palette.Lch(0.76, 0.15, hue + rng.Range(50, 90)),
                Palette.Lch(0.68, 0.18, hue + 180 + rng.Bell() * 30), Palette.Lch(0.95, 0.04, hue + 60),
            ];
    }

    /// <summary>Large soft colours that run into each other, with a fold of light across.</summary>
    private static void Drift(Stage s)
    {
        var colors = Five(s);
        var rng = s.Rng(2);
        s.Vertical(0, 0, s.W, s.H, colors[0], colors[1]);
        for (var i = 0; i < 16; i++)
        {
            var phase = rng.Unit();
            var (x, y) = (s.W * (rng.Unit() + 0.08f * s.Wave(1, phase)), s.H * (rng.Unit() + 0.08f * s.Wave(1, phase + 0.25)));
            s.Glow(x, y, (s.W + s.H) * rng.Range(0.16f, 0.36f), colors[1 + rng.Int(4)].WithAlpha((byte)rng.Range(110, 200)));
        }
        var noise = s.Noise(3);
        for (var fold = 0; fold < 34; fold++)
        {
            var t = fold / 34f;
            using var line = Stage.Shape(b =>
            {
                for (var x = -8f; x <= s.W + 8; x += s.W / 60)
                {
                    var u = x / s.W;
                    var y = s.H * (0.28f + 0.44f * t) + s.H * 0.22f * noise.At(u * 1.6f + t * 0.7f + 0.12f * s.Wave(), 2) * (0.4f + t);
                    if (x < 0) b.MoveTo(x, y);
                    else b.LineTo(x, y);
                }
            });
            s.Draw(line, s.U * 0.0022f, (fold % 2 == 0 ? colors[4] : SKColors.White).WithAlpha((byte)(30 + 120 * MathF.Sin(t * MathF.PI))));
        }
    }

    /// <summary>Thousands of lines that follow one invisible current.</summary>
    private static void Current(Stage s)
    {
        var colors = Five(s);
        var light = s.Seed % 2 == 0;
        s.Rect(0, 0, s.W, s.H, light ? colors[4] : Palette.Darker(colors[0], 0.45f));
        var rng = s.Rng(4);
        var (nx, ny) = (s.Noise(5), s.Noise(6));
        var turn = 0.12f * s.Wave();
        using var paint = new SKPaint { IsAntialias = true, IsStroke = true, StrokeCap = SKStrokeCap.Round };
        var lines = s.U > 500 ? 1500 : 620;
        for (var i = 0; i < lines; i++)
        {
            var (x, y) = (rng.Range(-0.05f, 1.05f) * s.W, rng.Range(-0.05f, 1.05f) * s.H);
            paint.Color = colors[rng.Int(4)].WithAlpha((byte)rng.Range(120, 230));
            paint.StrokeWidth = s.U * (rng.Chance(0.1f) ? 0.009f : rng.Range(0.0012f, 0.0042f));
            using var line = Stage.Shape(b =>
            {
                b.MoveTo(x, y);
                for (var step = 0; step < 26; step++)
                {
                    var angle = 3.4f * (nx.At(x / s.U * 0.9f + 3, 2) + ny.At(y / s.U * 0.9f, 2)) + turn;
                    x += MathF.Cos(angle) * s.U * 0.012f;
                    y += MathF.Sin(angle) * s.U * 0.012f;
                    b.LineTo(x, y);
                }
            });
            s.Canvas.DrawPath(line, paint);
        }
        var (cx, cy, r) = (s.W * rng.Range(0.35f, 0.65f), s.H * rng.Range(0.35f, 0.65f), s.U * rng.Range(0.13f, 0.2f));
        s.Circle(cx, cy, r, colors[3]);
        s.Circle(cx - r * 0.14f, cy - r * 0.14f, r * 0.8f, Palette.Lighter(colors[3], 0.2f).WithAlpha(120));
    }

    /// <summary>Circles, bars, arcs and grids held in balance.</summary>
    private static void Balance(Stage s)
    {
        var colors = Five(s);
        s.Rect(0, 0, s.W, s.H, colors[4]);
        var rng = s.Rng(7);
        for (var i = 0; i < 5; i++)
        {
            var (x, y) = (s.W * rng.Unit(), s.H * rng.Unit());
            s.Canvas.Save();
            s.Canvas.RotateDegrees(rng.Pick<float>([0, 30, 45, -30, 90]), x, y);
            s.Rect(x - s.U * 0.5f, y, s.U * rng.Range(0.4f, 1.1f), s.U * rng.Range(0.02f, 0.2f), colors[rng.Int(4)].WithAlpha(215));
            s.Canvas.Restore();
        }
        using var over = new SKPaint { IsAntialias = true, BlendMode = SKBlendMode.Multiply };
        for (var i = 0; i < 6; i++)
        {
            over.Color = Palette.Lighter(colors[rng.Int(4)], 0.15f);
            var phase = rng.Unit();
            s.Canvas.DrawCircle(s.W * rng.Range(0.12f, 0.88f) + s.Wave(1, phase) * s.U * 0.02f,
                s.H * rng.Range(0.12f, 0.88f) + s.Wave(1, phase + 0.25) * s.U * 0.02f,
                s.U * rng.Range(0.06f, 0.26f), over);
        }
        for (var i = 0; i < 4; i++)
        {
            var (x, y, r) = (s.W * rng.Unit(), s.H * rng.Unit(), s.U * rng.Range(0.08f, 0.22f));
            var color = colors[rng.Int(4)];
            for (var ring = 0; ring < 4; ring++)
            {
                using var arc = new SKPaint { Color = color, IsAntialias = true, IsStroke = true, StrokeWidth = s.U * 0.011f };
                s.Canvas.DrawArc(new(x - r, y - r, x + r, y + r), rng.Int(4) * 90 + (float)(s.T * 360), 180, false, arc);
                r *= 0.76f;
            }
        }
        var (gx, gy, gap) = (s.W * rng.Range(0.08f, 0.7f), s.H * rng.Range(0.08f, 0.7f), s.U * 0.028f);
        for (var i = 0; i < 6; i++)
        {
            for (var j = 0; j < 6; j++) s.Circle(gx + i * gap, gy + j * gap, gap * 0.2f, colors[0]);
        }
        for (var i = 0; i < 4; i++)
        {
            var (x, y) = (s.W * rng.Unit(), s.H * rng.Unit());
            var angle = rng.Range(0, 6.28f);
            s.Line(x, y, x + MathF.Cos(angle) * s.U * 0.5f, y + MathF.Sin(angle) * s.U * 0.5f, s.U * 0.0045f, colors[0]);
        }
        var (tx, ty, size) = (s.W * rng.Range(0.2f, 0.8f), s.H * rng.Range(0.2f, 0.8f), s.U * rng.Range(0.1f, 0.2f));
        using var triangle = Stage.Polygon(new(tx, ty - size), new(tx + size, ty + size * 0.8f), new(tx - size, ty + size * 0.8f));
        s.Fill(triangle, colors[3].WithAlpha(230));
    }
}
