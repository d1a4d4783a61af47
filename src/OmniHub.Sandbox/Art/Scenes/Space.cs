using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Nebulae, stars, a lit planet with its moons; a rocket where the prompt has one.</summary>
internal static class Space
{
    public static void Paint(Stage s)
    {
        s.Vertical(0, 0, s.W, s.H, Palette.Lch(0.13, 0.05, 280), Palette.Lch(0.1, 0.04, 262));
        Nebula(s);
        Sky.Stars(s, 1, 420);
        var galaxy = s.Reading.Says("galaxy", "spiral");
        if (galaxy) Galaxy(s);
        else Planet(s, s.Rng(4), s.W * s.Rng(3).Range(0.3f, 0.7f), s.H * s.Rng(2).Range(0.42f, 0.6f), s.U * s.Rng(5).Range(0.2f, 0.3f),
            true);
        var rng = s.Rng(6);
        for (var i = 0; i < 2; i++) Planet(s, s.Rng(40 + i), s.W * rng.Range(0.08f, 0.92f), s.H * rng.Range(0.08f, 0.35f),
            s.U * rng.Range(0.025f, 0.06f), false);
        if (s.Reading.Says("rocket", "spaceship", "spacecraft", "ship", "shuttle")) Rocket(s);
        if (rng.Chance(0.6f)) Comet(s);
    }

    private static void Nebula(Stage s)
    {
        var rng = s.Rng(1);
        var hue = s.Reading.AccentHue ?? rng.Range(0, 360);
        var noise = s.Noise(2);
        // A band of clouds on a slant, denser along its spine.
        var slant = rng.Range(-0.7f, 0.7f);
        // A film's frame is small and there are many of them: fewer and stronger clouds look the same.
        var (clouds, strength) = s.U > 500 ? (130, 1f) : (60, 1.7f);
        for (var i = 0; i < clouds; i++)
        {
            var t = rng.Unit();
            var off = rng.Bell() * 0.26f + 0.12f * noise.At(t * 3);
            var (x, y) = (s.W * t, s.H * (0.5f + slant * (t - 0.5f) + off));
            var color = Palette.Lch(rng.Range(0.35f, 0.72f), 0.16, hue + rng.Pick<double>([0, 35, -45, 90]) + rng.Bell() * 15,
                (byte)(strength * rng.Range(10, 34) * (1.4f - Math.Abs(off) * 2.4f)));
            s.Glow(x + s.U * 0.01f * s.Wave(1, rng.Unit()), y, s.U * rng.Range(0.08f, 0.34f), color, SKBlendMode.Screen,
                rng.Range(0.5f, 0.9f));
        }
        for (var i = 0; i < 26; i++)
        {
            var t = rng.Unit();
            s.Glow(s.W * t, s.H * (0.5f + slant * (t - 0.5f) + rng.Bell() * 0.12f), s.U * rng.Range(0.05f, 0.16f),
                Palette.Lch(0.08, 0.03, 270, 70), squash: rng.Range(0.3f, 0.7f));
        }
    }

    private static void Planet(Stage s, Rng rng, float x, float y, float r, bool main)
    {
        var hue = main && s.Reading.Says("mars", "red") ? 35 : main && s.Reading.Says("earth", "blue") ? 245
            : s.Reading.AccentHue ?? rng.Range(0, 360);
        var ringed = main && (s.Reading.Says("saturn", "ring", "rings", "ringed") || rng.Chance(0.65f));
        var tilt = rng.Range(-24, 24);
        s.Glow(x, y, r * 1.55f, Palette.Lch(0.7, 0.13, hue, 105), SKBlendMode.Screen);
        if (ringed) Rings(s, x, y, r, tilt, hue, behind: true);
        s.Canvas.Save();
        using (var disc = Stage.Shape(b => b.AddCircle(x, y, r))) s.Canvas.ClipPath(disc, SKClipOperation.Intersect, true);
        s.Canvas.RotateDegrees(tilt, x, y);
        s.Rect(x - r * 1.5f, y - r * 1.5f, r * 3, r * 3, Palette.Lch(0.62, 0.12, hue));
        var noise = new Noise(rng.Next());
        var bands = 15;
        for (var i = 0; i < bands; i++)
        {
            var by = y - r + 2 * r * i / bands;
            var color = Palette.Lch(0.62 + 0.17 * noise.At(i * 1.7f, 2), 0.12, hue + 34 * noise.At(i * 0.9f + 30, 2), 225);
            using var band = Stage.Shape(b =>
            {
                b.MoveTo(x - r * 1.2f, by);
                for (var t = 0f; t <= 1; t += 0.04f)
                    b.LineTo(x - r * 1.2f + 2.4f * r * t,
                        by + r * 0.055f * noise.At(t * 5 + i * 3 + (float)Math.Sin(s.T * 2 * Math.PI) * 0.25f, 3));
                b.LineTo(x + r * 1.2f, by + r * 0.3f);
                b.LineTo(x - r * 1.2f, by + r * 0.3f);
                b.Close();
            });
            s.Fill(band, color);
        }
        if (main) s.Oval(x + r * 0.3f, y + r * 0.28f, r * 0.17f, r * 0.09f, Palette.Lch(0.72, 0.14, hue - 30, 200));
        s.Canvas.RotateDegrees(-tilt, x, y);
        using var shader = SKShader.CreateRadialGradient(
            new(x - r * 0.5f, y - r * 0.5f), r * 1.9f,
            [SKColors.White.WithAlpha(70), SKColors.Transparent, new SKColor(4, 4, 16, 235)], [0, 0.35f, 0.95f], SKShaderTileMode.Clamp);
        using var night = new SKPaint { Shader = shader };
        s.Canvas.DrawCircle(x, y, r, night);
        s.Canvas.Restore();
        if (ringed) Rings(s, x, y, r, tilt, hue, behind: false);
    }

    private static void Rings(Stage s, float x, float y, float r, float tilt, double hue, bool behind)
    {
        s.Canvas.Save();
        s.Canvas.RotateDegrees(tilt - 8, x, y);
        s.Canvas.ClipRect(behind ? new(0 - s.W, y - r * 3, s.W * 2, y) : new(0 - s.W, y, s.W * 2, y + r * 3));
        for (var i = 0; i < 9; i++)
        {
            var d = r * (1.4f + 0.085f * i);
            using var paint = new SKPaint
            {
                IsAntialias = true,
                IsStroke = true,
                StrokeWidth = r * (i == 4 ? 0.015f : 0.07f),
                Color = Palette.Lch(0.8 - 0.02 * i, 0.07, hue + 25, (byte)(i == 4 ? 60 : 185 - 12 * i)),
            };
            s.Canvas.DrawOval(x, y, d, d * 0.26f, paint);
        }
        s.Canvas.Restore();
    }

    private static void Galaxy(Stage s)
    {
        var rng = s.Rng(7);
        var (x, y, r) = (s.W / 2, s.H / 2, s.U * 0.42f);
        s.Canvas.Save();
        s.Canvas.RotateDegrees(rng.Range(-35, 35), x, y);
        s.Canvas.Scale(1, 0.5f, x, y);
        s.Glow(x, y, r * 0.6f, Palette.Lch(0.92, 0.09, 80, 220), SKBlendMode.Screen);
        for (var i = 0; i < 2200; i++)
        {
            var t = MathF.Pow(rng.Unit(), 0.75f);
            var arm = rng.Int(3) * 2.094f;
            var angle = arm + t * 5.2f + rng.Bell() * (0.28f + 0.3f * (1 - t)) + 0.06f * s.Wave();
            var d = r * t;
            var color = Palette.Lch(0.9 - 0.25 * t, 0.1, 80 + 200 * t + rng.Bell() * 30, (byte)rng.Range(60, 235));
            s.Circle(x + MathF.Cos(angle) * d, y + MathF.Sin(angle) * d, s.U * rng.Range(0.0008f, 0.0032f), color);
            if (i % 22 == 0) s.Glow(x + MathF.Cos(angle) * d, y + MathF.Sin(angle) * d, s.U * 0.035f, color.WithAlpha(60),
                SKBlendMode.Screen);
        }
        s.Canvas.Restore();
        s.Glow(x, y, r * 0.22f, Palette.Lch(0.98, 0.04, 90, 245), SKBlendMode.Screen);
    }

    private static void Rocket(Stage s)
    {
        var (x, y, h) = (s.W * 0.28f, s.H * 0.62f + s.Wave() * s.H * 0.012f, s.U * 0.3f);
        s.Canvas.Save();
        s.Canvas.RotateDegrees(38, x, y);
        for (var i = 0; i < 14; i++)
        {
            var t = i / 14f;
            s.Glow(x + s.Wave(3, t) * h * 0.02f, y + h * (0.5f + 0.85f * t), h * (0.1f + 0.11f * t),
                Palette.Mix(Palette.Lch(0.92, 0.15, 85), Palette.Lch(0.6, 0.2, 30), t).WithAlpha((byte)(150 * (1 - t))),
                SKBlendMode.Screen);
        }
        for (var side = -1; side <= 1; side += 2)
        {
            using var fin = Stage.Polygon(new(x + side * h * 0.12f, y + h * 0.15f), new(x + side * h * 0.3f, y + h * 0.5f),
                new(x + side * h * 0.1f, y + h * 0.42f));
            s.Fill(fin, s.Colours.Accent);
        }
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x, y - h * 0.55f);
            b.CubicTo(x + h * 0.2f, y - h * 0.3f, x + h * 0.18f, y + h * 0.2f, x + h * 0.1f, y + h * 0.45f);
            b.LineTo(x - h * 0.1f, y + h * 0.45f);
            b.CubicTo(x - h * 0.18f, y + h * 0.2f, x - h * 0.2f, y - h * 0.3f, x, y - h * 0.55f);
            b.Close();
        });
        s.Fill(body, SKColors.White, Palette.Lch(0.75, 0.03, 260));
        s.Canvas.Save();
        s.Canvas.ClipPath(body, SKClipOperation.Intersect, true);
        s.Rect(x - h, y - h * 0.6f, h * 2, h * 0.28f, s.Colours.Accent);
        s.Rect(x + h * 0.05f, y - h, h, h * 2, SKColors.Black.WithAlpha(40));
        s.Canvas.Restore();
        s.Circle(x, y - h * 0.1f, h * 0.085f, s.Colours.Dark);
        s.Circle(x, y - h * 0.1f, h * 0.06f, Palette.Lch(0.85, 0.1, 220));
        s.Canvas.Restore();
    }

    private static void Comet(Stage s)
    {
        var rng = s.Rng(8);
        var (x, y) = (s.W * rng.Range(0.6f, 0.9f), s.H * rng.Range(0.1f, 0.25f));
        for (var i = 0; i < 40; i++)
        {
            var t = i / 40f;
            s.Circle(x + t * s.U * 0.24f, y - t * s.U * 0.09f, s.U * 0.0042f * (1 - t),
                SKColors.White.WithAlpha((byte)(200 * (1 - t) * (1 - t))));
        }
        s.Glow(x, y, s.U * 0.03f, SKColors.White.WithAlpha(180), SKBlendMode.Screen);
    }
}
