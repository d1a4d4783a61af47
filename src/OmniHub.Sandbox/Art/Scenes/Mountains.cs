using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Ranges with lit and shaded faces and snow, above a lake or a forest.</summary>
internal static class Mountains
{
    public static void Paint(Stage s)
    {
        var lake = s.Reading.Says("lake", "reflection", "fjord", "water") || s.Rng(1).Chance(0.5f);
        var foot = lake ? 0.66f : 0.8f;
        Sky.Air(s, foot);
        if (s.Colours.Night) Sky.Stars(s, 0.5f);
        Sky.SunOrMoon(s, 0.36f, 0.14f, 0.06f);
        Sky.Clouds(s, 0.14f, 0.34f, 4);
        Range(s, s.Rng(3), 0.6f, 0.2f, 7, 0.15f, foot);
        Mist(s, foot - 0.13f, 90);
        Range(s, s.Rng(4), 0.66f, 0.34f, 5, 0.55f, foot);
        Mist(s, foot - 0.06f, 110);
        Range(s, s.Rng(5), 0.3f, 0.16f, 9, 0.8f, foot);
        Shore(s, foot);
        if (lake) Lake(s, foot);
        else Woods(s, foot);
        Sky.Birds(s, 0.5f, 0.3f, 4);
        Sky.Weather(s);
    }

    /// <summary>Peaks side by side; each is a crest with a bright face towards the light and a dark one away from it.</summary>
    private static void Range(Stage s, Rng rng, float tall, float small, int count, float depth, float foot)
    {
        var rock = s.Colours.Land(depth);
        var base_ = s.H * foot;
        var peaks = Enumerable.Range(0, count)
            .Select(i => (X: (i + rng.Range(0.1f, 0.9f)) / count * 1.2f - 0.1f, High: rng.Range(small, tall) * s.H * 0.72f))
            .OrderBy(p => p.High).ToList();
        foreach (var (px, high) in peaks)
        {
            var (x, y, wide) = (px * s.W, base_ - high, high * rng.Range(0.85f, 1.25f));
            var left = Edge(rng, new(x, y), new(x - wide, base_ + 4), high);
            var right = Edge(rng, new(x, y), new(x + wide, base_ + 4), high);
            var crest = Edge(rng, new(x, y), new(x + wide * rng.Range(-0.25f, 0.3f), base_ + 4), high * 1.6f);
            using var lit = Stage.Polygon([.. left, .. crest.AsEnumerable().Reverse()]);
            using var dark = Stage.Polygon([.. crest, .. right.AsEnumerable().Reverse()]);
            var sunny = Palette.Mix(rock, s.Colours.Light, 0.28f);
            var shade = Palette.Darker(Palette.Mix(rock, s.Colours.Sky[0], 0.3f), 0.18f);
            s.Fill(lit, sunny, Palette.Mix(rock, s.Colours.Sky[2], 0.3f));
            s.Fill(dark, shade, Palette.Mix(rock, s.Colours.Sky[2], 0.2f));
            if (high > s.H * 0.2f && s.Reading.Mood != Mood.Desert) Snow(s, rng, x, y, high, left, crest, right);
        }
    }

    private static void Snow(Stage s, Rng rng, float x, float y, float high, List<SKPoint> left, List<SKPoint> crest, List<SKPoint> right)
    {
        var line = y + high * (s.Reading.Mood == Mood.Winter ? 0.62f : rng.Range(0.26f, 0.4f));
        var lit = Palette.Mix(SKColors.White, s.Colours.Light, 0.25f);
        var shade = Palette.Mix(Palette.Lighter(s.Colours.Sky[1], 0.35f), s.Colours.Sky[0], 0.15f);
        foreach (var (edge, color) in new[] { (left, lit), (right, shade) })
        {
            var outer = edge.TakeWhile(p => p.Y < line).ToList();
            var inner = crest.TakeWhile(p => p.Y < line * 1.01f).ToList();
            if (outer.Count < 2 || inner.Count < 2) continue;
            // The lower hem hangs in tongues, as snow lies in gullies.
            var (from, to) = (outer[^1], inner[^1]);
            var hem = Enumerable.Range(1, 9).Select(i => new SKPoint(
                from.X + (to.X - from.X) * i / 10f, line + high * (i % 2 == 0 ? rng.Range(0, 0.09f) : rng.Range(-0.07f, 0))));
            using var cap = Stage.Polygon([new(x, y), .. outer, .. hem, .. inner.AsEnumerable().Reverse()]);
            s.Fill(cap, color);
        }
    }

    /// <summary>A broken line from a to b.</summary>
    private static List<SKPoint> Edge(Rng rng, SKPoint a, SKPoint b, float size)
    {
        var points = new List<SKPoint> { a, b };
        for (var (step, jag) = (0, size * 0.13f); step < 6; step++, jag *= 0.5f)
        {
            for (var i = points.Count - 1; i > 0; i--)
            {
                var middle = new SKPoint((points[i].X + points[i - 1].X) / 2 + rng.Bell() * jag,
                    (points[i].Y + points[i - 1].Y) / 2 + rng.Bell() * jag * 0.5f);
                points.Insert(i, middle);
            }
        }
        return points;
    }

    private static void Mist(Stage s, float at, byte alpha)
    {
        var color = Palette.Mix(s.Colours.Sky[2], s.Colours.Light, 0.3f).WithAlpha(alpha);
        for (var i = 0; i < 3; i++)
            s.Glow(s.W * (0.15f + 0.35f * i + 0.05f * s.Wave(1, i * 0.3)), s.H * (at + 0.02f * i), s.W * 0.42f, color, squash: 0.11f);
    }

    private static void Shore(Stage s, float foot)
    {
        var noise = s.Noise(6);
        var color = s.Colours.Land(0.92f);
        float HeightAt(float u) => s.H * (foot - 0.035f - 0.04f * noise.At(u * 4));
        using var shore = s.Below(HeightAt);
        s.Fill(shore, color, Palette.Darker(color, 0.3f));
        var rng = s.Rng(7);
        for (var i = 0; i < 130; i++)
        {
            var u = rng.Unit();
            Landscape.Pine(s, u * s.W, HeightAt(u) + s.H * 0.012f, s.H * rng.Range(0.025f, 0.06f),
                Palette.Darker(color, rng.Range(0.1f, 0.35f)));
        }
    }

    /// <summary>What stands above the shore, upside down, dimmer, broken by ripples.</summary>
    private static void Lake(Stage s, float foot)
    {
        var y = (int)(s.H * foot);
        s.Canvas.Flush();
        using var above = s.Canvas.Surface?.Snapshot(new SKRectI(0, Math.Max(0, 2 * y - (int)s.H), (int)s.W, y));
        s.Vertical(0, y, s.W, s.H - y, Palette.Mix(s.Colours.Sky[2], s.Colours.Far, 0.3f), s.Colours.Sky[0]);
        if (above is not null)
        {
            s.Canvas.Save();
            s.Canvas.Translate(0, 2 * y);
            s.Canvas.Scale(1, -1);
            using var faded = new SKPaint { Color = SKColors.White.WithAlpha(205) };
            s.Canvas.DrawImage(above, 0, y - above.Height, new SKSamplingOptions(SKFilterMode.Nearest), faded);
            s.Canvas.Restore();
        }
        s.Vertical(0, y, s.W, s.H - y, s.Colours.Near.WithAlpha(30), s.Colours.Dark.WithAlpha(130));
        var rng = s.Rng(8);
        for (var i = 0; i < 90; i++)
        {
            var t = MathF.Pow(rng.Unit(), 1.4f);
            var (x, length) = (rng.Unit() * s.W, s.W * (0.02f + 0.12f * t) * rng.Unit());
            var alpha = (byte)(34 + 26 * s.Wave(1, rng.Unit()));
            s.Line(x, y + (s.H - y) * t, x + length, y + (s.H - y) * t, s.U * (0.001f + 0.003f * t),
                Palette.Mix(s.Colours.Sky[2], s.Colours.Light, 0.5f).WithAlpha(alpha));
        }
        s.Rect(0, y - 1, s.W, s.U * 0.003f, s.Colours.Light.WithAlpha(70));
    }

    private static void Woods(Stage s, float foot)
    {
        var rng = s.Rng(9);
        s.Vertical(0, s.H * foot - 1, s.W, s.H, Palette.Mix(s.Colours.Near, s.Colours.Far, 0.25f), s.Colours.Dark);
        for (var row = 0; row < 3; row++)
        {
            var count = 46 - row * 12;
            for (var i = 0; i < count; i++)
            {
                var x = (i + rng.Unit()) / count * s.W;
                var h = s.H * (0.08f + 0.055f * row) * rng.Range(0.6f, 1.3f);
                Landscape.Pine(s, x, s.H * (foot + 0.05f + 0.09f * row), h,
                    Palette.Mix(Palette.Mix(s.Colours.Near, s.Colours.Far, 0.3f - 0.1f * row), s.Colours.Dark,
                        0.1f + 0.3f * row + rng.Range(0, 0.12f)), s.Wave(1, x / s.W) * h * 0.012f);
            }
        }
    }
}
