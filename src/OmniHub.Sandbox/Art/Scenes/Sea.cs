using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Open water to the horizon, with the light's road on it; a sail, an island, a lighthouse or palms.</summary>
internal static class Sea
{
    public static void Paint(Stage s)
    {
        var horizon = s.Rng(1).Range(0.46f, 0.58f);
        Sky.Air(s, horizon);
        if (s.Colours.Night) Sky.Stars(s, horizon);
        var sun = Sky.SunOrMoon(s, horizon - 0.02f, 0.2f, 0.085f);
        if (s.Reading.Mood is Mood.Sunset or Mood.Dawn or Mood.Vintage or Mood.Fire) Sky.Streaks(s, 0.1f, horizon - 0.04f, 26);
        else Sky.Clouds(s, 0.12f, horizon - 0.1f, 6);
        if (s.Rng(2).Chance(0.6f) || s.Reading.Says("island", "coast", "fjord", "bay")) Coast(s, horizon);
        Water(s, horizon, sun.X);
        var lighthouse = s.Reading.Says("lighthouse");
        if (lighthouse) Lighthouse(s, horizon);
        else if (s.Reading.Says("boat", "sail", "sailing", "sailboat", "ship", "yacht") || s.Rng(3).Chance(0.45f)) Boat(s, horizon);
        Waves(s, horizon);
        if (s.Reading.Says("beach", "tropical", "palm", "palms", "island", "shore", "sand")) Beach(s);
        Sky.Birds(s, sun.X > s.W / 2 ? 0.3f : 0.7f, horizon * 0.6f, 6);
        Sky.Weather(s);
    }

    private static SKColor Deep(Stage s) => s.Colours.Night || s.Reading.Mood is Mood.Sunset or Mood.Storm or Mood.Mono or Mood.Fire
        ? Palette.Mix(s.Colours.Near, s.Colours.Sky[0], 0.45f)
        : Palette.Lch(0.42, 0.1, 232);

    private static void Coast(Stage s, float horizon)
    {
        var noise = s.Noise(4);
        for (var layer = 0; layer < 2; layer++)
        {
            float HeightAt(float u) => s.H * (horizon + 0.004f) - Math.Max(0,
                noise.At(u * 2.2f + layer * 7, 5) + 0.12f - layer * 0.1f) * s.H * (0.13f + 0.05f * layer);
            using var land = s.Below(HeightAt);
            s.Canvas.Save();
            s.Canvas.ClipRect(new(0, 0, s.W, s.H * horizon + 1));
            s.Fill(land, Palette.Mix(s.Colours.Land(0.15f + 0.25f * layer), s.Colours.Sky[2], 0.25f));
            s.Canvas.Restore();
        }
    }

    private static void Water(Stage s, float horizon, float lightX)
    {
        var y = s.H * horizon;
        var deep = Deep(s);
        s.Vertical(0, y, s.W, s.H - y, Palette.Mix(s.Colours.Sky[2], deep, 0.3f), Palette.Mix(s.Colours.Sky[1], deep, 0.7f), deep,
            Palette.Darker(deep, 0.35f));
        var rng = s.Rng(5);
        // Ripples are denser and thinner towards the horizon, and brightest on the light's road.
        for (var i = 0; i < 700; i++)
        {
            var t = MathF.Pow(rng.Unit(), 1.7f);
            var onRoad = rng.Chance(0.55f);
            var spread = s.W * (0.03f + 0.16f * t);
            var x = onRoad ? lightX + rng.Bell() * spread : rng.Unit() * s.W;
            var length = s.W * (0.006f + 0.05f * t) * rng.Range(0.4f, 1.2f);
            var flicker = 0.6f + 0.4f * s.Wave(1 + rng.Int(2), rng.Unit());
            var color = onRoad ? s.Colours.Light : Palette.Mix(s.Colours.Sky[1], rng.Chance(0.5f) ? deep : s.Colours.Light, 0.5f);
            var ly = y + (s.H - y) * t;
            s.Line(x - length, ly, x + length, ly, s.U * (0.0012f + 0.0042f * t), color.WithAlpha((byte)((onRoad ? 170 : 62) * flicker)));
        }
        s.Rect(0, y - s.U * 0.001f, s.W, s.U * 0.002f, s.Colours.Light.WithAlpha(90));
    }

    private static void Waves(Stage s, float horizon)
    {
        var noise = s.Noise(6);
        var deep = Deep(s);
        for (var layer = 0; layer < 4; layer++)
        {
            var at = horizon + (1 - horizon) * (0.42f + 0.19f * layer);
            var size = s.H * (0.008f + 0.012f * layer);
            var phase = s.T * 2 * Math.PI;
            float HeightAt(float u) =>
                s.H * at + size * (MathF.Sin(u * (15 - 2 * layer) + layer * 2 + (float)Math.Sin(phase + layer) * 0.6f) * 0.6f
                    + noise.At(u * 5 + layer * 8, 3) * 1.2f);
            using var wave = s.Below(HeightAt);
            s.Fill(wave, Palette.Mix(deep, s.Colours.Sky[1], 0.34f).WithAlpha(105), Palette.Darker(deep, 0.2f).WithAlpha(60));
            using var foam = Stage.Shape(b =>
            {
                b.MoveTo(-4, HeightAt(0));
                for (var x = 0f; x <= s.W + 6; x += 6) b.LineTo(x, HeightAt(x / s.W));
            });
            s.Draw(foam, s.U * (0.0015f + 0.0012f * layer), s.Colours.Pale.WithAlpha((byte)(60 + 26 * layer)));
        }
    }

    private static void Boat(Stage s, float horizon)
    {
        var rng = s.Rng(7);
        var t = rng.Range(0.06f, 0.26f);
        var size = s.U * (0.08f + 0.3f * t);
        var (x, y) = (s.W * rng.Range(0.25f, 0.75f), s.H * (horizon + (1 - horizon) * t) + s.Wave() * size * 0.03f);
        s.Canvas.Save();
        s.Canvas.RotateDegrees(s.Wave(1, 0.2) * 2.2f, x, y);
        using var hull = Stage.Shape(b =>
        {
            b.MoveTo(x - size * 0.5f, y - size * 0.1f);
            b.LineTo(x + size * 0.55f, y - size * 0.12f);
            b.QuadTo(x + size * 0.4f, y + size * 0.1f, x + size * 0.25f, y + size * 0.1f);
            b.LineTo(x - size * 0.35f, y + size * 0.1f);
            b.Close();
        });
        s.Line(x, y - size * 0.1f, x, y - size * 1.25f, size * 0.025f, s.Colours.Dark);
        using var main = Stage.Shape(b =>
        {
            b.MoveTo(x + size * 0.03f, y - size * 1.2f);
            b.QuadTo(x + size * 0.5f, y - size * 0.6f, x + size * 0.5f, y - size * 0.2f);
            b.LineTo(x + size * 0.03f, y - size * 0.2f);
            b.Close();
        });
        using var jib = Stage.Polygon(new(x - size * 0.03f, y - size * 1.1f), new(x - size * 0.42f, y - size * 0.2f),
            new(x - size * 0.03f, y - size * 0.2f));
        s.Fill(main, s.Colours.Pale, Palette.Mix(s.Colours.Pale, s.Colours.Accent, 0.35f));
        s.Fill(jib, Palette.Mix(s.Colours.Pale, s.Colours.Accent, 0.75f), s.Colours.Accent);
        s.Fill(hull, Palette.Darker(s.Colours.Dark, 0.1f));
        s.Canvas.Restore();
        for (var i = 0; i < 7; i++)
        {
            var wide = size * (0.5f - 0.05f * i) * (1 + 0.15f * s.Wave(1, i * 0.3));
            s.Line(x - wide, y + size * (0.14f + 0.06f * i), x + wide * 0.9f, y + size * (0.14f + 0.06f * i), size * 0.022f,
                s.Colours.Dark.WithAlpha((byte)(120 - 15 * i)));
        }
    }

    private static void Lighthouse(Stage s, float horizon)
    {
        var rng = s.Rng(8);
        var (x, y, h) = (s.W * (rng.Chance(0.5f) ? 0.24f : 0.76f), s.H * (horizon + 0.1f), s.H * 0.42f);
        var noise = s.Noise(9);
        using var rock = s.Below(u => y + s.H * 0.03f + MathF.Pow(Math.Abs(u - x / s.W) * 3.1f,
            2) * s.H * 0.32f - noise.At(u * 12) * s.H * 0.03f);
        s.Fill(rock, Palette.Mix(s.Colours.Near, s.Colours.Dark, 0.4f), s.Colours.Dark);
        var (top, lampY) = (y - h, y - h - h * 0.06f);
        for (var side = -1; side <= 1; side += 2)
        {
            using var beam = Stage.Polygon(
                new(x, lampY), new(x + side * s.W, lampY - s.H * (0.1f + 0.08f * s.Wave())),
                new(x + side * s.W, lampY + s.H * (0.1f - 0.08f * s.Wave())));
            s.Fill(beam, s.Colours.Light.WithAlpha(42));
        }
        for (var i = 0; i < 5; i++)
        {
            float Wide(float t) => h * (0.07f + 0.055f * t);
            var (t0, t1) = (i / 5f, (i + 1) / 5f);
            using var band = Stage.Polygon(
                new(x - Wide(t0), top + h * t0), new(x + Wide(t0), top + h * t0), new(x + Wide(t1), top + h * t1 + 1),
                new(x - Wide(t1), top + h * t1 + 1));
            s.Fill(band, i % 2 == 0 ? s.Colours.Pale : s.Colours.Accent);
        }
        using var shade = Stage.Polygon(new(x + h * 0.01f, top), new(x + h * 0.07f, top), new(x + h * 0.125f, y), new(x + h * 0.03f, y));
        s.Fill(shade, s.Colours.Dark.WithAlpha(60));
        s.Rect(x - h * 0.055f, top - h * 0.12f, h * 0.11f, h * 0.12f, s.Colours.Light);
        s.Rect(x - h * 0.1f, top - h * 0.012f, h * 0.2f, h * 0.024f, s.Colours.Dark);
        using var roof = Stage.Polygon(new(x - h * 0.075f, top - h * 0.12f), new(x, top - h * 0.2f), new(x + h * 0.075f, top - h * 0.12f));
        s.Fill(roof, s.Colours.Dark);
        s.Glow(x, lampY, h * 0.5f, s.Colours.Light.WithAlpha((byte)(170 + 60 * s.Wave(2))), SKBlendMode.Screen);
    }

    private static void Beach(Stage s)
    {
        var sand = s.Colours.Night ? Palette.Mix(s.Colours.Near, s.Colours.Light, 0.15f) : Palette.Lch(0.87, 0.06, 80);
        var noise = s.Noise(10);
        var wash = s.H * 0.008f * s.Wave();
        float HeightAt(float u) => s.H * (0.9f - 0.1f * u) + noise.At(u * 3) * s.H * 0.03f + wash;
        using var foam = s.Below(u => HeightAt(u) - s.H * 0.014f);
        s.Fill(foam, s.Colours.Pale.WithAlpha(210));
        using var beach = s.Below(HeightAt);
        s.Fill(beach, Palette.Darker(sand, 0.12f), sand);
        Palm(s, s.W * 0.86f, s.H * 0.96f, s.H * 0.62f, -1);
        Palm(s, s.W * 0.95f, s.H * 0.99f, s.H * 0.5f, -0.7f);
    }

    private static void Palm(Stage s, float x, float y, float h, float lean)
    {
        var (topX, topY) = (x + lean * h * 0.28f, y - h);
        using var trunk = Stage.Shape(b =>
        {
            b.MoveTo(x, y);
            b.QuadTo(x + lean * h * 0.02f, y - h * 0.6f, topX, topY);
        });
        s.Draw(trunk, h * 0.035f, Palette.Mix(s.Colours.Dark, s.Colours.Near, 0.2f));
        for (var i = 0; i < 9; i++)
        {
            var angle = MathF.PI * (0.08f + i / 8f * 0.95f) + MathF.PI + 0.04f * s.Wave(1, i * 0.1);
            var (ex, ey) = (topX + MathF.Cos(angle) * h * 0.42f, topY + MathF.Sin(angle) * h * 0.26f + h * 0.16f);
            using var leaf = Stage.Shape(b =>
            {
                b.MoveTo(topX, topY);
                b.QuadTo((topX + ex) / 2, Math.Min(topY, ey) - h * 0.14f, ex, ey);
                b.QuadTo((topX + ex) / 2, Math.Min(topY, ey) - h * 0.02f, topX, topY + h * 0.02f);
                b.Close();
            });
            s.Fill(leaf, Palette.Mix(s.Colours.Dark, Palette.Lch(0.5, 0.12, 145), s.Colours.Night ? 0.1f : 0.45f));
        }
    }
}
