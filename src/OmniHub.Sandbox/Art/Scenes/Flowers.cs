using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Blooms on their stems, near and far, against light.</summary>
internal static class Flowers
{
    public static void Paint(Stage s)
    {
        var night = s.Colours.Night;
        s.Vertical(0, 0, s.W, s.H, s.Colours.Sky[1], s.Colours.Sky[2],
            Palette.Mix(s.Colours.Sky[2], Palette.Lch(0.7, 0.12, 140), night ? 0.1f : 0.5f));
        var rng = s.Rng(1);
        for (var i = 0; i < 26; i++)
        {
            s.Glow(s.W * rng.Unit(), s.H * rng.Range(0.05f, 0.75f), s.U * rng.Range(0.03f, 0.13f),
                (rng.Chance(0.5f) ? s.Colours.Light : s.Colours.Second).WithAlpha((byte)rng.Range(30, 90)));
        }
        var leaf = Palette.Lch(night ? 0.28 : 0.48, 0.12, 145);
        for (var layer = 0; layer < 3; layer++)
        {
            var near = layer / 2f;
            Grass(s, 20 + layer, near, Palette.Mix(Palette.Lighter(leaf, 0.35f), Palette.Darker(leaf, 0.35f), near));
            var count = 11 - layer * 3;
            for (var i = 0; i < count; i++)
            {
                var x = s.W * (i + rng.Range(0.15f, 0.85f)) / count;
                var y = s.H * (0.3f + 0.14f * layer + rng.Bell() * 0.12f);
                var r = s.U * (0.045f + 0.045f * layer) * rng.Range(0.75f, 1.3f);
                Stem(s, x, y, r, Palette.Mix(Palette.Lighter(leaf, 0.2f), Palette.Darker(leaf, 0.25f), near), rng);
                Bloom(s, rng, x + s.Wave(1, x / s.W) * r * 0.1f, y, r, Colour(s, rng, near));
            }
        }
        Pollen(s);
    }

    private static SKColor Colour(Stage s, Rng rng, float near)
    {
        var hue = s.Reading.Says("sunflower", "sunflowers", "daffodil") ? 88
            : s.Reading.Says("lavender") ? 300
            : s.Reading.Says("poppy", "poppies", "rose", "roses") ? s.Reading.AccentHue ?? 22
            : s.Reading.AccentHue ?? rng.Pick<double>([355, 25, 70, 320, 300, 12]);
        return Palette.Mix(Palette.Lch(0.72 + 0.1 * (1 - near), 0.16, hue + rng.Bell() * 14), s.Colours.Sky[2], 0.32f * (1 - near));
    }

    public static void Stem(Stage s, float x, float y, float r, SKColor color, Rng rng)
    {
        var bend = rng.Bell() * r * 0.8f;
        using var stem = Stage.Shape(b =>
        {
            b.MoveTo(x + bend, s.H + 4);
            b.QuadTo(x + bend * 0.2f, (y + s.H) / 2, x + s.Wave(1, x / s.W) * r * 0.1f, y);
        });
        s.Draw(stem, r * 0.1f, color);
        for (var i = 0; i < 2; i++)
        {
            var (ly, side) = (y + r * (1.9f + 1.5f * i), i == 0 ? 1 : -1);
            if (ly > s.H) continue;
            using var leaf = Stage.Shape(b =>
            {
                b.MoveTo(x + bend * 0.2f, ly + r * 0.5f);
                b.QuadTo(x + side * r * 0.5f, ly - r * 0.5f, x + side * r * 1.1f, ly - r * 0.3f);
                b.QuadTo(x + side * r * 0.6f, ly + r * 0.4f, x + bend * 0.2f, ly + r * 0.5f);
                b.Close();
            });
            s.Fill(leaf, Palette.Lighter(color, 0.12f));
        }
    }

    /// <summary>Two rings of petals around a heart.</summary>
    public static void Bloom(Stage s, Rng rng, float x, float y, float r, SKColor color)
    {
        var petals = rng.Pick<int>([5, 6, 8, 11, 13]);
        var width = Math.Min(0.62f, 2.4f / petals);
        var turn = rng.Range(0, 360);
        var squash = rng.Range(0.72f, 1);
        s.Canvas.Save();
        s.Canvas.Translate(x, y);
        s.Canvas.Scale(1, squash);
        for (var ring = 0; ring < 2; ring++)
        {
            var length = r * (1 - 0.32f * ring);
            var tone = ring == 0 ? Palette.Darker(color, 0.1f) : Palette.Lighter(color, 0.14f);
            for (var i = 0; i < petals; i++)
            {
                s.Canvas.Save();
                s.Canvas.RotateDegrees(turn + 360f * i / petals + ring * 180f / petals + s.Wave(1, 0.1 * i) * 1.6f);
                using var petal = Stage.Shape(b =>
                {
                    b.MoveTo(0, 0);
                    b.CubicTo(length * width, -length * 0.3f, length * width, -length * 0.95f, 0, -length);
                    b.CubicTo(-length * width, -length * 0.95f, -length * width, -length * 0.3f, 0, 0);
                    b.Close();
                });
                s.Fill(petal, Palette.Lighter(tone, 0.2f), Palette.Darker(tone, 0.22f));
                s.Line(0, -length * 0.2f, 0, -length * 0.8f, length * 0.014f, Palette.Darker(tone, 0.3f).WithAlpha(90));
                s.Canvas.Restore();
            }
        }
        var heart = s.Reading.Says("sunflower", "sunflowers", "poppy", "poppies") ? Palette.Lch(0.3, 0.07, 50)
            : Palette.Lch(0.85, 0.15, 85);
        s.Circle(0, 0, r * 0.25f, Palette.Darker(heart, 0.2f));
        for (var i = 0; i < 26; i++)
        {
            var (a, d) = (i * 2.4f, r * 0.24f * MathF.Sqrt(i / 26f));
            s.Circle(MathF.Cos(a) * d, MathF.Sin(a) * d, r * 0.03f, Palette.Lighter(heart, 0.2f));
        }
        s.Canvas.Restore();
    }

    private static void Grass(Stage s, int salt, float near, SKColor color)
    {
        var rng = s.Rng(salt);
        for (var i = 0; i < 110; i++)
        {
            var x = rng.Unit() * s.W;
            var h = s.H * (0.16f + 0.2f * near) * rng.Range(0.5f, 1.2f);
            using var blade = Stage.Shape(b =>
            {
                b.MoveTo(x - s.U * 0.006f, s.H + 3);
                b.QuadTo(x, s.H - h * 0.6f, x + (rng.Bell() + s.Wave(1, x / s.W) * 0.12f) * h * 0.3f, s.H - h);
                b.QuadTo(x + s.U * 0.006f, s.H - h * 0.5f, x + s.U * 0.006f, s.H + 3);
                b.Close();
            });
            s.Fill(blade, Palette.Mix(color, s.Colours.Dark, rng.Range(0, 0.25f)));
        }
    }

    private static void Pollen(Stage s)
    {
        var rng = s.Rng(50);
        for (var i = 0; i < 45; i++)
        {
            s.Glow(rng.Unit() * s.W + s.Wave(1, rng.Unit()) * s.U * 0.02f, rng.Unit() * s.H + s.Wave(1, rng.Unit()) * s.U * 0.02f,
                s.U * rng.Range(0.004f, 0.012f), s.Colours.Light.WithAlpha(140), SKBlendMode.Screen);
        }
        if (!s.Reading.Says("butterfly", "butterflies", "garden", "spring")) return;
        for (var i = 0; i < 3; i++)
        {
            var (x, y, r) = (s.W * rng.Range(0.15f, 0.85f), s.H * rng.Range(0.12f, 0.4f) + s.Wave(1, rng.Unit()) * s.U * 0.015f,
                s.U * 0.026f);
            var flap = 0.65f + 0.35f * s.Wave(3, rng.Unit());
            for (var side = -1; side <= 1; side += 2)
            {
                s.Oval(x + side * r * 0.55f * flap, y - r * 0.35f, r * 0.55f * flap, r * 0.62f, s.Colours.Accent);
                s.Oval(x + side * r * 0.42f * flap, y + r * 0.42f, r * 0.4f * flap, r * 0.42f, s.Colours.Second);
            }
            s.Line(x, y - r * 0.7f, x, y + r * 0.7f, r * 0.16f, s.Colours.Dark);
        }
    }
}
