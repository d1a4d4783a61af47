using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Trunks in depths of mist, light that falls through, a path, ferns and drifting leaves.</summary>
internal static class Forest
{
    private const int Rows = 5;

    public static void Paint(Stage s)
    {
        var (far, near) = Tones(s);
        s.Vertical(0, 0, s.W, s.H, Palette.Mix(far, s.Colours.Light, 0.35f), Palette.Mix(far, s.Colours.Light, 0.75f), far);
        var lightX = s.W * s.Rng(1).Range(0.35f, 0.65f);
        s.Glow(lightX, s.H * 0.4f, s.U * 0.7f, s.Colours.Light.WithAlpha(200), SKBlendMode.Screen);
        for (var row = 0; row < Rows; row++)
        {
            var depth = row / (Rows - 1f);
            Row(s, row, depth, Palette.Mix(far, near, 0.18f + 0.8f * depth), lightX);
            if (row == 1) Ground(s, Palette.Mix(far, near, 0.5f), lightX);
            if (row < Rows - 1)
            {
                var mist = Palette.Mix(far, s.Colours.Light, 0.6f);
                s.Glow(s.W * (0.5f + 0.12f * s.Wave(1, row * 0.27)), s.H * (0.66f + 0.04f * row), s.W * 0.7f,
                    mist.WithAlpha((byte)(115 - 22 * row)), squash: 0.22f);
            }
        }
        Shafts(s, lightX);
        Floor(s, near);
        Motes(s);
        Sky.Weather(s);
    }

    private static (SKColor Far, SKColor Near) Tones(Stage s) => s.Reading.Mood switch
    {
        Mood.Autumn => (Palette.Lch(0.8, 0.11, 72), Palette.Lch(0.24, 0.06, 40)),
        Mood.Winter => (Palette.Lch(0.88, 0.03, 240), Palette.Lch(0.26, 0.04, 255)),
        Mood.Night or Mood.Neon => (Palette.Lch(0.4, 0.09, 225), Palette.Lch(0.1, 0.04, 255)),
        Mood.Dawn => (Palette.Lch(0.84, 0.07, 110), Palette.Lch(0.21, 0.05, 175)),
        Mood.Sunset => (Palette.Lch(0.78, 0.13, 55), Palette.Lch(0.2, 0.06, 20)),
        Mood.Fire => (Palette.Lch(0.6, 0.17, 42), Palette.Lch(0.13, 0.04, 20)),
        Mood.Mono => (Palette.Lch(0.85, 0, 0), Palette.Lch(0.16, 0, 0)),
        _ => (Palette.Lch(0.82, 0.1, 130), Palette.Lch(0.24, 0.07, 155)),
    };

    private static void Row(Stage s, int row, float depth, SKColor color, float lightX)
    {
        var rng = s.Rng(10 + row);
        var count = (int)(s.W / s.H * (15 - row * 2.4f)) + 2;
        var foot = s.H * (0.66f + 0.085f * row);
        var leaf = s.Reading.Mood == Mood.Autumn ? Palette.Mix(color, Palette.Lch(0.68, 0.17, 50), 0.6f)
            : Palette.Mix(color, Palette.Lch(0.6, 0.13, 140), 0.28f);
        if (s.Reading.Says("cherry", "sakura", "blossom")) leaf = Palette.Mix(color, Palette.Lch(0.85, 0.1, 355), 0.7f);
        for (var i = 0; i < count; i++)
        {
            var x = (i + rng.Range(0.05f, 0.95f)) / count * s.W;
            // The way to the light stays open.
            if (depth > 0.4f && Math.Abs(x - lightX) < s.W * (0.07f + 0.14f * depth)) continue;
            var wide = s.U * (0.008f + 0.036f * depth) * rng.Range(0.7f, 1.4f);
            var lean = rng.Bell() * wide * 1.4f;
            using var trunk = Stage.Shape(b =>
            {
                b.MoveTo(x - wide * 0.9f, foot + wide * 0.5f);
                b.QuadTo(x - wide * 0.45f, foot - wide * 2, x - wide * 0.36f + lean, -4);
                b.LineTo(x + wide * 0.36f + lean, -4);
                b.QuadTo(x + wide * 0.45f, foot - wide * 2, x + wide * 0.9f, foot + wide * 0.5f);
                b.Close();
            });
            s.Fill(trunk, color);
            var side = x < lightX ? 1 : -1;
            s.Line(x + side * wide * 0.3f, foot - wide, x + side * wide * 0.22f + lean, 0, wide * 0.13f,
                Palette.Mix(color, s.Colours.Light, 0.3f).WithAlpha(130));
            for (var branch = 0; branch < 3; branch++)
            {
                var by = s.H * rng.Range(0.08f, 0.45f);
                var reach = wide * rng.Range(2.5f, 6) * (rng.Chance(0.5f) ? 1 : -1);
                s.Line(x + lean * (1 - by / foot), by, x + reach, by - Math.Abs(reach) * 0.45f, wide * 0.2f, color);
            }
        }
        for (var i = 0; i < 34; i++)
        {
            var (x, y) = (rng.Unit() * s.W, s.H * (rng.Range(-0.04f, 0.2f) + 0.07f * MathF.Pow(rng.Unit(), 3)));
            if (Math.Abs(x - lightX) < s.W * 0.1f && y > s.H * 0.1f) y *= 0.5f;
            s.Oval(x + s.Wave(1, rng.Unit()) * s.U * 0.004f, y, s.U * (0.03f + 0.05f * depth) * rng.Range(0.6f, 1.3f),
                s.U * (0.022f + 0.03f * depth),
                Palette.Lighter(leaf, rng.Range(0, 0.12f)).WithAlpha(190));
        }
    }

    private static void Ground(Stage s, SKColor color, float lightX)
    {
        var noise = s.Noise(30);
        using var ground = s.Below(u => s.H * (0.72f - 0.03f * noise.At(u * 3)));
        s.Fill(ground, Palette.Mix(color, s.Colours.Light, 0.25f), Palette.Darker(color, 0.45f));
        using var path = Stage.Shape(b =>
        {
            b.MoveTo(lightX - s.W * 0.012f, s.H * 0.71f);
            b.CubicTo(lightX + s.W * 0.05f, s.H * 0.8f, lightX - s.W * 0.16f, s.H * 0.86f, lightX - s.W * 0.14f, s.H + 4);
            b.LineTo(lightX + s.W * 0.2f, s.H + 4);
            b.CubicTo(lightX + s.W * 0.04f, s.H * 0.88f, lightX + s.W * 0.1f, s.H * 0.8f, lightX + s.W * 0.012f, s.H * 0.71f);
            b.Close();
        });
        s.Fill(path, Palette.Mix(color, s.Colours.Light, 0.72f), Palette.Mix(color, s.Colours.Light, 0.22f));
    }

    private static void Shafts(Stage s, float lightX)
    {
        var rng = s.Rng(40);
        for (var i = 0; i < 9; i++)
        {
            var (top, spread) = (lightX + rng.Bell() * s.W * 0.2f, s.W * rng.Range(0.02f, 0.07f));
            var foot = top + (top - lightX) * 1.6f + s.W * 0.12f + s.Wave(1, rng.Unit()) * s.W * 0.012f;
            using var shaft = Stage.Polygon(new(top, -4), new(top + spread * 0.5f, -4), new(foot + spread * 1.7f, s.H * 0.92f),
                new(foot, s.H * 0.92f));
            s.Fill(shaft, s.Colours.Light.WithAlpha((byte)(52 + 18 * s.Wave(1, rng.Unit()))), s.Colours.Light.WithAlpha(0));
        }
    }

    private static void Floor(Stage s, SKColor near)
    {
        var rng = s.Rng(50);
        var mushrooms = s.Reading.Says("mushroom", "fairy", "enchanted", "magic", "magical");
        for (var i = 0; i < 70; i++)
        {
            var x = rng.Unit() * s.W;
            var h = s.H * rng.Range(0.03f, 0.11f);
            for (var blade = -2; blade <= 2; blade++)
            {
                using var fern = Stage.Shape(b =>
                {
                    b.MoveTo(x, s.H + 2);
                    b.QuadTo(x + blade * h * 0.2f, s.H - h, x + blade * h * 0.55f + s.Wave(1, x / s.W) * h * 0.04f,
                        s.H - h * (0.85f - 0.12f * Math.Abs(blade)));
                });
                s.Draw(fern, s.U * 0.0035f, Palette.Mix(Palette.Darker(near, 0.25f), Palette.Lch(0.5, 0.12, 140), rng.Range(0, 0.25f)));
            }
            if (mushrooms && i % 9 == 0) Mushroom(s, x, s.H * rng.Range(0.86f, 0.97f), s.U * rng.Range(0.025f, 0.06f));
        }
    }

    private static void Mushroom(Stage s, float x, float y, float r)
    {
        s.Glow(x, y, r * 2.6f, s.Colours.Accent.WithAlpha(110), SKBlendMode.Screen);
        s.Rect(x - r * 0.2f, y, r * 0.4f, r * 1.2f, s.Colours.Pale);
        using var cap = Stage.Shape(b =>
        {
            b.MoveTo(x - r, y + r * 0.15f);
            b.CubicTo(x - r, y - r * 1.1f, x + r, y - r * 1.1f, x + r, y + r * 0.15f);
            b.Close();
        });
        s.Fill(cap, Palette.Lighter(s.Colours.Accent, 0.25f), s.Colours.Accent);
        for (var i = -1; i <= 1; i++) s.Circle(x + i * r * 0.45f, y - r * (0.25f + (i == 0 ? 0.2f : 0)), r * 0.11f, s.Colours.Pale);
    }

    private static void Motes(Stage s)
    {
        var rng = s.Rng(60);
        for (var i = 0; i < 60; i++)
        {
            var x = rng.Unit() * s.W + s.Wave(1, rng.Unit()) * s.U * 0.03f;
            var y = rng.Unit() * s.H + s.Wave(1, rng.Unit()) * s.U * 0.03f;
            var glow = 0.5f + 0.5f * s.Wave(2, rng.Unit());
            s.Glow(x, y, s.U * rng.Range(0.004f, 0.011f), s.Colours.Light.WithAlpha((byte)(190 * glow)), SKBlendMode.Screen);
        }
    }
}
