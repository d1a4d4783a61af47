using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>A skyline in layers of haze, lit windows, and water or a wet street that gives it back.</summary>
internal static class City
{
    private const int Rows = 4;

    public static void Paint(Stage s)
    {
        var ground = s.Rng(1).Range(0.72f, 0.8f);
        Sky.Air(s, ground);
        if (s.Colours.Night) Sky.Stars(s, 0.5f, 120);
        var sun = Sky.SunOrMoon(s, 0.42f, 0.16f, s.Reading.Mood == Mood.Neon ? 0.17f : 0.08f);
        if (s.Reading.Mood == Mood.Neon) Slats(s, sun);
        else Sky.Streaks(s, 0.1f, 0.45f, 14);
        for (var row = 0; row < Rows; row++)
        {
            Towers(s, row, ground);
            if (row == Rows - 1) continue;
            var haze = Palette.Mix(s.Colours.Sky[2], s.Colours.Light, 0.2f);
            s.Glow(s.W * (0.5f + 0.1f * s.Wave(1, row * 0.3)), s.H * ground, s.W * 0.8f, haze.WithAlpha((byte)(110 - 25 * row)),
                squash: 0.17f);
        }
        Mirror(s, ground);
        Sky.Weather(s);
    }

    /// <summary>The old printed sun, cut by bars.</summary>
    private static void Slats(Stage s, SKPoint sun)
    {
        var r = s.U * 0.22f;
        for (var i = 0; i < 6; i++)
            s.Rect(sun.X - r, sun.Y + r * (0.1f + 0.12f * i), r * 2, r * (0.018f + 0.012f * i),
                Palette.Mix(s.Colours.Sky[1], s.Colours.Sky[2], 0.4f).WithAlpha(210));
    }

    private static void Towers(Stage s, int row, float ground)
    {
        var depth = row / (Rows - 1f);
        var rng = s.Rng(20 + row);
        var wall = s.Colours.Night ? Palette.Mix(s.Colours.Far, s.Colours.Dark, 0.25f + 0.7f * depth)
            : s.Colours.Land(0.1f + 0.85f * depth);
        var foot = s.H * (ground + 0.012f * row);
        var x = -s.W * 0.05f * rng.Unit();
        while (x < s.W)
        {
            var wide = s.U * (0.035f + 0.05f * depth) * rng.Range(0.7f, 1.7f);
            // Higher towards a centre: a skyline has a heart.
            var heart = MathF.Exp(-MathF.Pow((x / s.W - 0.5f) * 2.4f, 2));
            var high = s.H * (0.1f + 0.34f * rng.Unit() * (0.35f + heart)) * (1.2f - 0.28f * depth) + s.H * 0.05f;
            Tower(s, rng, x, foot - high, wide, high + s.H * 0.02f, wall, depth);
            x += wide * rng.Range(0.92f, 1.2f);
        }
    }

    private static void Tower(Stage s, Rng rng, float x, float y, float w, float h, SKColor wall, float depth)
    {
        s.Vertical(x, y, w, h, wall, Palette.Mix(wall, s.Colours.Sky[2], 0.28f * (1 - depth)));
        s.Rect(x, y, w * 0.14f, h, Palette.Lighter(wall, 0.09f));
        switch (rng.Int(5))
        {
            case 0:
                s.Line(x + w / 2, y, x + w / 2, y - h * 0.18f, s.U * 0.0025f, wall);
                s.Circle(x + w / 2, y - h * 0.18f, s.U * 0.003f, Palette.Lch(0.7, 0.22, 25, (byte)(150 + 100 * s.Wave(2, rng.Unit()))));
                break;
            case 1:
                using (var cap = Stage.Polygon(new(x, y + 1), new(x + w / 2, y - w * 0.55f), new(x + w, y + 1))) s.Fill(cap, wall);
                break;
            case 2:
                s.Rect(x + w * 0.2f, y - w * 0.3f, w * 0.6f, w * 0.32f, wall);
                break;
        }
        Windows(s, rng, x, y, w, h, depth);
        if (s.Reading.Mood != Mood.Neon || depth < 0.5f || !rng.Chance(0.45f)) return;
        var color = rng.Chance(0.5f) ? s.Colours.Accent : s.Colours.Light;
        var (sx, sy, sh) = (x + w * rng.Range(0.2f, 0.7f), y + h * rng.Range(0.1f, 0.3f), h * rng.Range(0.14f, 0.3f));
        s.Glow(sx, sy + sh / 2, sh * 0.9f, color.WithAlpha(90), SKBlendMode.Screen);
        for (var i = 0; i < 4; i++) s.Rect(sx - w * 0.07f, sy + sh * i / 4, w * 0.14f, sh * 0.17f,
            color.WithAlpha((byte)(190 + 60 * s.Wave(2, rng.Unit()))));
    }

    private static void Windows(Stage s, Rng rng, float x, float y, float w, float h, float depth)
    {
        var dark = s.Colours.Night || s.Reading.Mood is Mood.Sunset or Mood.Storm or Mood.Fire;
        var size = s.U * (0.0042f + 0.0036f * depth);
        var lit = dark ? 0.28f + 0.2f * depth : 0.5f;
        var warm = Palette.Lch(0.9, 0.12, 82);
        var cool = s.Reading.Mood == Mood.Neon ? s.Colours.Light : Palette.Lch(0.92, 0.04, 220);
        for (var wy = y + size * 2; wy < y + h - size * 4; wy += size * 2.3f)
        {
            for (var wx = x + size * 1.2f; wx < x + w - size * 1.6f; wx += size * 2f)
            {
                if (!rng.Chance(lit)) continue;
                var flicker = rng.Chance(0.06f) ? 0.5f + 0.5f * s.Wave(1, rng.Unit()) : 1;
                var color = dark ? rng.Chance(0.75f) ? warm : cool : Palette.Mix(s.Colours.Sky[1], s.Colours.Pale, 0.6f);
                s.Rect(wx, wy, size, size * 1.25f,
                    color.WithAlpha((byte)((dark ? rng.Range(120, 245) : 90) * (0.45f + 0.55f * depth) * flicker)));
            }
        }
    }

    private static void Mirror(Stage s, float ground)
    {
        var y = (int)(s.H * (ground + 0.035f));
        s.Canvas.Flush();
        using var above = s.Canvas.Surface?.Snapshot(new SKRectI(0, Math.Max(0, 2 * y - (int)s.H), (int)s.W, y));
        s.Vertical(0, y, s.W, s.H - y, s.Colours.Near, s.Colours.Dark);
        if (above is not null)
        {
            s.Canvas.Save();
            s.Canvas.Translate(0, 2 * y);
            s.Canvas.Scale(1, -1);
            using var faded = new SKPaint { Color = SKColors.White.WithAlpha(105) };
            s.Canvas.DrawImage(above, 0, y - above.Height, new SKSamplingOptions(SKFilterMode.Nearest), faded);
            s.Canvas.Restore();
        }
        var rng = s.Rng(30);
        for (var i = 0; i < 220; i++)
        {
            var t = rng.Unit();
            var (x, length) = (rng.Unit() * s.W, s.W * (0.01f + 0.06f * t) * rng.Unit());
            var color = rng.Chance(0.3f) ? s.Colours.Light : Palette.Mix(s.Colours.Dark, s.Colours.Near, 0.5f);
            s.Line(x, y + (s.H - y) * t, x + length, y + (s.H - y) * t, s.U * (0.001f + 0.003f * t),
                color.WithAlpha((byte)(50 + 34 * s.Wave(1, rng.Unit()))));
        }
        s.Rect(0, y - s.U * 0.004f, s.W, s.U * 0.006f, Palette.Darker(s.Colours.Dark, 0.2f));
        for (var i = 0; i < 16; i++)
        {
            var x = (i + 0.5f) / 16 * s.W;
            s.Glow(x, y - s.U * 0.004f, s.U * 0.03f, Palette.Lch(0.9, 0.12, 80, (byte)(s.Colours.Night ? 170 : 70)), SKBlendMode.Screen);
        }
    }
}
