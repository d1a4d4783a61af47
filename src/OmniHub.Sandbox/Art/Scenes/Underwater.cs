using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Light from above into deep blue, coral below; fish, jellyfish, a whale or a turtle between.</summary>
internal static class Underwater
{
    public static void Paint(Stage s)
    {
        var hue = 225 + s.Rng(1).Bell() * 20;
        s.Vertical(0, 0, s.W, s.H, Palette.Lch(0.86, 0.1, hue - 25), Palette.Lch(0.58, 0.12, hue - 5), Palette.Lch(0.32, 0.1, hue + 15),
            Palette.Lch(0.17, 0.06, hue + 25));
        Rays(s);
        for (var layer = 0; layer < 3; layer++) Reef(s, layer, hue);
        if (s.Reading.Says("whale", "dolphin", "shark")) Whale(s, hue);
        if (s.Reading.Says("jellyfish", "abyss") || s.Rng(2).Chance(0.3f)) Jellies(s);
        School(s, hue);
        Coral(s);
        Bubbles(s);
    }

    private static void Rays(Stage s)
    {
        var rng = s.Rng(3);
        for (var i = 0; i < 13; i++)
        {
            var top = s.W * rng.Range(-0.1f, 1.1f);
            var (wide, lean) = (s.W * rng.Range(0.02f, 0.08f), s.W * (0.12f + 0.02f * s.Wave(1, rng.Unit())));
            using var ray = Stage.Polygon(new(top, -4), new(top + wide, -4), new(top + wide * 2.1f - lean, s.H * 0.85f),
                new(top - lean, s.H * 0.85f));
            s.Fill(ray, SKColors.White.WithAlpha((byte)(40 + 18 * s.Wave(1, rng.Unit()))), SKColors.White.WithAlpha(0));
        }
        s.Glow(s.W * 0.55f, 0, s.U * 0.8f, SKColors.White.WithAlpha(120), SKBlendMode.Screen, 0.5f);
    }

    private static void Reef(Stage s, int layer, double hue)
    {
        var noise = s.Noise(10 + layer);
        var color = Palette.Lch(0.36 - 0.1 * layer, 0.07, hue + 10 * layer);
        using var reef = s.Below(u => s.H * (0.76f + 0.08f * layer - 0.12f * noise.At(u * (3 + layer), 4)));
        s.Fill(reef, color, Palette.Darker(color, 0.5f));
    }

    private static void School(Stage s, double hue)
    {
        var rng = s.Rng(20);
        for (var group = 0; group < 3; group++)
        {
            var (cx, cy, facing) = (rng.Unit(), rng.Range(0.2f, 0.7f), rng.Chance(0.5f) ? 1 : -1);
            var color = group == 0 ? Palette.Lch(0.75, 0.17, s.Reading.AccentHue ?? 55) : Palette.Lch(0.4 + 0.15 * group, 0.1, hue + 20);
            for (var i = 0; i < (group == 0 ? 7 : 16); i++)
            {
                var size = s.U * (group == 0 ? rng.Range(0.035f, 0.06f) : rng.Range(0.009f, 0.018f));
                // Each swims a small round, so the film closes on itself.
                var x = s.W * cx + rng.Bell() * s.W * 0.22f + facing * s.Wave(1, rng.Unit()) * s.U * 0.03f;
                var y = s.H * cy + rng.Bell() * s.H * 0.12f + s.Wave(1, rng.Unit()) * s.U * 0.008f;
                Fish(s, x, y, size, facing, group == 0 ? Palette.Mix(color, s.Colours.Second, rng.Range(0, 0.5f)) : color, group == 0,
                    s.Wave(3, rng.Unit()));
            }
        }
    }

    private static void Fish(Stage s, float x, float y, float size, int facing, SKColor color, bool detailed, float beat)
    {
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x + facing * size, y);
            b.CubicTo(x + facing * size * 0.4f, y - size * 0.75f, x - facing * size * 0.5f, y - size * 0.5f, x - facing * size * 0.8f, y);
            b.CubicTo(x - facing * size * 0.5f, y + size * 0.5f, x + facing * size * 0.4f, y + size * 0.75f, x + facing * size, y);
            b.Close();
        });
        using var tail = Stage.Polygon(
            new(x - facing * size * 0.7f, y), new(x - facing * size * 1.35f, y - size * (0.5f + 0.12f * beat)),
            new(x - facing * size * 1.15f, y), new(x - facing * size * 1.35f, y + size * (0.5f - 0.12f * beat)));
        s.Fill(tail, Palette.Darker(color, 0.2f));
        if (!detailed)
        {
            s.Fill(body, color);
            return;
        }
        using var fin = Stage.Polygon(new(x + facing * size * 0.3f, y - size * 0.42f), new(x - facing * size * 0.3f, y - size * 0.85f),
            new(x - facing * size * 0.5f, y - size * 0.3f));
        s.Fill(fin, Palette.Darker(color, 0.15f));
        s.Fill(body, Palette.Darker(color, 0.1f), Palette.Lighter(color, 0.35f));
        s.Canvas.Save();
        s.Canvas.ClipPath(body, SKClipOperation.Intersect, true);
        for (var i = 0; i < 3; i++) s.Rect(x + facing * size * (0.35f - 0.45f * i) - size * 0.06f, y - size, size * 0.15f, size * 2,
            s.Colours.Pale.WithAlpha(190));
        s.Canvas.Restore();
        s.Circle(x + facing * size * 0.62f, y - size * 0.1f, size * 0.12f, SKColors.White);
        s.Circle(x + facing * size * 0.65f, y - size * 0.1f, size * 0.065f, SKColors.Black);
    }

    private static void Whale(Stage s, double hue)
    {
        var (x, y, size) = (s.W * 0.52f, s.H * 0.42f + s.Wave() * s.H * 0.012f, s.U * 0.36f);
        var color = Palette.Lch(0.36, 0.07, hue + 15);
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x + size, y + size * 0.05f);
            b.CubicTo(x + size * 0.9f, y - size * 0.32f, x + size * 0.1f, y - size * 0.42f, x - size * 0.6f, y - size * 0.06f);
            b.LineTo(x - size * 1.05f, y - size * (0.3f + 0.06f * s.Wave(1, 0.3)));
            b.QuadTo(x - size * 0.95f, y - size * 0.05f, x - size * 1.12f, y + size * 0.14f);
            b.LineTo(x - size * 0.62f, y + size * 0.08f);
            b.CubicTo(x - size * 0.1f, y + size * 0.38f, x + size * 0.7f, y + size * 0.36f, x + size, y + size * 0.05f);
            b.Close();
        });
        s.Fill(body, Palette.Lighter(color, 0.16f), Palette.Darker(color, 0.2f));
        s.Canvas.Save();
        s.Canvas.ClipPath(body, SKClipOperation.Intersect, true);
        for (var i = 0; i < 7; i++)
        {
            using var fold = Stage.Shape(b =>
            {
                b.MoveTo(x + size, y + size * (0.08f + 0.02f * i));
                b.QuadTo(x + size * 0.5f, y + size * (0.16f + 0.045f * i), x - size * 0.1f, y + size * (0.14f + 0.05f * i));
            });
            s.Draw(fold, size * 0.012f, s.Colours.Pale.WithAlpha(120));
        }
        s.Canvas.Restore();
        using var fin = Stage.Shape(b =>
        {
            b.MoveTo(x + size * 0.35f, y + size * 0.15f);
            b.QuadTo(x + size * 0.2f, y + size * 0.5f, x - size * 0.15f, y + size * (0.58f + 0.05f * s.Wave()));
            b.QuadTo(x - size * 0.02f, y + size * 0.3f, x + size * 0.1f, y + size * 0.17f);
            b.Close();
        });
        s.Fill(fin, Palette.Darker(color, 0.3f));
        s.Circle(x + size * 0.68f, y + size * 0.02f, size * 0.02f, SKColors.White);
    }

    private static void Jellies(Stage s)
    {
        var rng = s.Rng(30);
        for (var i = 0; i < 5; i++)
        {
            var r = s.U * rng.Range(0.04f, 0.11f);
            var (x, y) = (s.W * rng.Range(0.08f, 0.92f), s.H * rng.Range(0.15f, 0.6f) + s.Wave(1, rng.Unit()) * r * 0.3f);
            var color = Palette.Lch(0.82, 0.13, (s.Reading.AccentHue ?? 330) + rng.Bell() * 40);
            s.Glow(x, y, r * 2.4f, color.WithAlpha(100), SKBlendMode.Screen);
            for (var t = -3; t <= 3; t++)
            {
                using var arm = Stage.Shape(b =>
                {
                    b.MoveTo(x + t * r * 0.24f, y);
                    b.CubicTo(x + t * r * 0.3f + s.Wave(1, t * 0.1) * r * 0.3f, y + r * 0.9f,
                        x + t * r * 0.16f - s.Wave(1, t * 0.1) * r * 0.3f, y + r * 1.7f, x + t * r * 0.3f, y + r * 2.4f);
                });
                s.Draw(arm, r * 0.045f, color.WithAlpha(140));
            }
            using var bell = Stage.Shape(b =>
            {
                b.MoveTo(x - r, y + r * 0.1f);
                b.CubicTo(x - r, y - r * 1.25f, x + r, y - r * 1.25f, x + r, y + r * 0.1f);
                b.QuadTo(x, y - r * 0.2f, x - r, y + r * 0.1f);
                b.Close();
            });
            s.Fill(bell, Palette.Lighter(color, 0.4f).WithAlpha(220), color.WithAlpha(130));
        }
    }

    private static void Coral(Stage s)
    {
        var rng = s.Rng(40);
        for (var i = 0; i < 15; i++)
        {
            var (x, h) = (s.W * rng.Unit(), s.H * rng.Range(0.08f, 0.22f));
            var color = Palette.Mix(Palette.Lch(0.66, 0.17, rng.Pick<double>([20, 350, 45, 320, 85])), s.Colours.Dark, 0.15f);
            if (rng.Chance(0.45f))
            {
                using var kelp = Stage.Shape(b =>
                {
                    b.MoveTo(x, s.H + 3);
                    for (var t = 0f; t <= 1; t += 0.1f) b.LineTo(x + MathF.Sin(t * 7 + i) * h * 0.12f + s.Wave(1,
                        t * 0.4 + i * 0.1) * h * 0.12f * t, s.H - h * 1.5f * t);
                });
                s.Draw(kelp, s.U * 0.012f, Palette.Lch(0.38, 0.1, 150));
                continue;
            }
            Branch(s, rng, x, s.H + 4, -MathF.PI / 2, h * 0.5f, s.U * 0.017f, color, 4);
        }
    }

    private static void Branch(Stage s, Rng rng, float x, float y, float angle, float length, float width, SKColor color, int left)
    {
        var (ex, ey) = (x + MathF.Cos(angle) * length, y + MathF.Sin(angle) * length);
        s.Line(x, y, ex, ey, width, color);
        if (left == 0) return;
        for (var i = -1; i <= 1; i += 2) Branch(s, rng, ex, ey, angle + i * rng.Range(0.25f, 0.6f), length * 0.72f, width * 0.75f,
            Palette.Lighter(color, 0.07f), left - 1);
    }

    private static void Bubbles(Stage s)
    {
        var rng = s.Rng(50);
        for (var i = 0; i < 46; i++)
        {
            var r = s.U * rng.Range(0.003f, 0.012f);
            var (x, start) = (rng.Unit() * s.W, rng.Unit());
            var y = s.H * (1.05f - (float)((start + s.T) % 1) * 1.1f);
            s.Ring(x + s.Wave(2, start) * r, y, r, r * 0.18f, SKColors.White.WithAlpha(140));
            s.Circle(x - r * 0.3f, y - r * 0.3f, r * 0.22f, SKColors.White.WithAlpha(190));
        }
    }
}
