using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>What hangs over most scenes: air, sun or moon, clouds, stars, birds.</summary>
internal static class Sky
{
    public static void Air(Stage s, float horizon = 1)
    {
        var sky = s.Colours.Sky;
        s.Vertical(0, 0, s.W, s.H * horizon + 1, sky[0], Palette.Mix(sky[0], sky[1], 0.7f), sky[1], sky[2]);
        if (horizon < 1) s.Rect(0, s.H * horizon, s.W, s.H * (1 - horizon), sky[2]);
    }

    /// <summary>Answers where it stands.</summary>
    public static SKPoint SunOrMoon(Stage s, float low, float high, float size = 0.075f)
    {
        var rng = s.Rng(11);
        var x = s.W * (rng.Chance(0.5f) ? rng.Range(0.2f, 0.42f) : rng.Range(0.58f, 0.8f));
        var y = s.H * rng.Range(high, low) + s.H * 0.006f * s.Wave();
        var r = s.U * size * rng.Range(0.8f, 1.3f);
        var light = s.Colours.Light;
        s.Glow(x, y, r * 9, light.WithAlpha(s.Colours.Night ? (byte)70 : (byte)120), SKBlendMode.Screen);
        s.Glow(x, y, r * 3.2f, light.WithAlpha(150), SKBlendMode.Screen);
        s.Circle(x, y, r, light);
        if (s.Colours.Night)
        {
            var spots = s.Rng(12);
            for (var i = 0; i < 5; i++)
            {
                var (a, d) = (spots.Range(0, 6.28f), spots.Range(0, 0.65f) * r);
                s.Circle(x + MathF.Cos(a) * d, y + MathF.Sin(a) * d, r * spots.Range(0.08f, 0.2f), Palette.Darker(light, 0.12f));
            }
        }
        return new(x, y);
    }

    public static void Stars(Stage s, float horizon, int count = 260)
    {
        var rng = s.Rng(21);
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (rng.Unit() * s.W, MathF.Pow(rng.Unit(), 1.3f) * s.H * horizon);
            var size = s.U * (0.0006f + 0.0016f * MathF.Pow(rng.Unit(), 5));
            var twinkle = 0.65f + 0.35f * s.Wave(1 + rng.Int(3), rng.Unit());
            var alpha = (byte)(rng.Range(70, 255) * twinkle);
            if (size > s.U * 0.0017f) s.Glow(x, y, size * 7, s.Colours.Light.WithAlpha((byte)(alpha / 2)), SKBlendMode.Screen);
            s.Circle(x, y, Math.Max(0.5f, size), SKColors.White.WithAlpha(alpha));
        }
    }

    /// <summary>Banks of cloud with flat bases and lit tops.</summary>
    public static void Clouds(Stage s, float top, float bottom, int count, float share = 1)
    {
        var rng = s.Rng(31);
        var lit = Palette.Mix(s.Colours.Light, s.Colours.Sky[2], 0.45f);
        var shade = Palette.Mix(s.Colours.Sky[1], s.Colours.Sky[0], 0.25f);
        for (var bank = 0; bank < count; bank++)
        {
            var depth = rng.Unit();
            var width = s.W * (0.16f + 0.3f * depth) * share;
            // Drifts by its own width and back, so that the film closes.
            var x = rng.Range(-0.1f, 1.1f) * s.W + s.Wave(1, rng.Unit()) * s.W * 0.02f * (0.4f + depth);
            var y = s.H * (top + (bottom - top) * rng.Unit());
            var height = width * rng.Range(0.1f, 0.2f);
            var puffs = 9 + rng.Int(6);
            for (var pass = 0; pass < 2; pass++)
            {
                var puff = new Rng((ulong)bank + s.Seed);
                for (var i = 0; i < puffs; i++)
                {
                    var along = (i + puff.Range(-0.3f, 0.3f)) / (puffs - 1f) * 2 - 1;
                    var r = height * (0.45f + (1 - along * along) * puff.Range(0.5f, 1.1f));
                    var color = pass == 0 ? shade : lit;
                    s.Glow(x + along * width / 2, y - r * (pass == 0 ? 0.1f : 0.5f), r * (pass == 0 ? 1.5f : 1.1f),
                        color.WithAlpha((byte)(pass == 0 ? 60 : 110)), squash: 0.62f);
                }
            }
        }
    }

    /// <summary>Thin streaks lit from below, as at sunset.</summary>
    public static void Streaks(Stage s, float top, float bottom, int count)
    {
        var rng = s.Rng(41);
        for (var i = 0; i < count; i++)
        {
            var height = rng.Unit();
            var y = s.H * (top + (bottom - top) * height);
            var x = rng.Range(-0.2f, 1.2f) * s.W + s.Wave(1, rng.Unit()) * s.W * 0.015f;
            var color = Palette.Mix(s.Colours.Sky[1], s.Colours.Light, rng.Range(0.2f, 0.8f)).WithAlpha((byte)rng.Range(30, 85));
            s.Glow(x, y, s.W * rng.Range(0.1f, 0.34f), color, squash: rng.Range(0.025f, 0.06f));
        }
    }

    public static void Birds(Stage s, float x, float y, int count)
    {
        var rng = s.Rng(51);
        for (var i = 0; i < count; i++)
        {
            var size = s.U * rng.Range(0.008f, 0.017f);
            var bx = s.W * x + rng.Bell() * s.W * 0.12f + s.Wave(1, rng.Unit()) * s.U * 0.01f;
            var by = s.H * y + rng.Bell() * s.H * 0.07f;
            var lift = size * (0.35f + 0.25f * s.Wave(3, rng.Unit()));
            using var bird = Stage.Shape(b =>
            {
                b.MoveTo(bx - size, by - lift);
                b.QuadTo(bx - size * 0.4f, by - lift * 1.3f, bx, by);
                b.QuadTo(bx + size * 0.4f, by - lift * 1.3f, bx + size, by - lift);
            });
            s.Draw(bird, size * 0.16f, s.Colours.Dark.WithAlpha(200));
        }
    }

    public static void Fall(Stage s, bool snow, int count)
    {
        var rng = s.Rng(61);
        for (var i = 0; i < count; i++)
        {
            var (x, start, depth) = (rng.Unit() * s.W, rng.Unit(), rng.Unit());
            var turns = 1 + rng.Int(snow ? 1 : 3);
            var y = (float)((start + s.T * turns) % 1) * s.H * 1.1f - s.H * 0.05f;
            if (snow) s.Circle(x + s.Wave(1, start) * s.U * 0.02f, y, s.U * (0.0015f + 0.0035f * depth),
                SKColors.White.WithAlpha((byte)(110 + 120 * depth)));
            else s.Line(x, y, x - s.U * 0.006f, y + s.U * (0.02f + 0.03f * depth), s.U * 0.0014f,
                SKColors.White.WithAlpha((byte)(50 + 70 * depth)));
        }
    }

    public static void Weather(Stage s)
    {
        if (s.Reading.Says("snow", "snowy", "snowing", "blizzard", "christmas")) Fall(s, true, 170);
        else if (s.Reading.Says("rain", "rainy", "storm", "stormy", "raining")) Fall(s, false, 220);
    }
}
