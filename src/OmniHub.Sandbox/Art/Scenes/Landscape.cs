using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Hills in haze under a low sun, with trees, a river, a house or a castle where the prompt wants one.</summary>
internal static class Landscape
{
    private const int Layers = 6;

    public static void Paint(Stage s)
    {
        Sky.Air(s, 0.62f);
        if (s.Colours.Night) Sky.Stars(s, 0.55f);
        var sun = Sky.SunOrMoon(s, 0.5f, 0.24f);
        if (s.Reading.Mood is Mood.Sunset or Mood.Dawn or Mood.Fire or Mood.Vintage) Sky.Streaks(s, 0.12f, 0.5f, 22);
        else Sky.Clouds(s, 0.1f, 0.36f, 5);
        if (s.Reading.Says("balloon", "balloons")) Balloons(s);
        Sky.Birds(s, sun.X / s.W, 0.3f, 5);

        var noise = s.Noise(1);
        var rng = s.Rng(2);
        for (var layer = 0; layer < Layers; layer++)
        {
            var depth = layer / (Layers - 1f);
            var (offset, calm) = (layer * 9.7f, 1.2f + layer * 0.5f);
            float HeightAt(float u) =>
                s.H * (0.5f + 0.085f * layer + 0.012f * layer * depth
                    - (0.11f - 0.05f * depth) * (noise.At(u * calm * (s.W / s.H) + offset, 4) + 0.15f));
            var color = s.Colours.Land(MathF.Pow(depth, 0.8f));
            using var hill = s.Below(HeightAt);
            s.Fill(hill, Palette.Mix(color, s.Colours.Light, 0.16f * (1 - depth)), color, Palette.Darker(color, 0.2f));
            if (layer == 2) Home(s, HeightAt);
            if (layer == Layers - 2) River(s);
            if (layer >= 2) Trees(s, HeightAt, depth, s.Rng(100 + layer), color);
            if (layer < Layers - 1) Haze(s, 0.53f + 0.085f * layer, rng.Range(0.5f, 1) * (1 - depth), layer);
        }
        Meadow(s);
        Sky.Weather(s);
    }

    private static void Haze(Stage s, float at, float strength, int layer) => s.Glow(
        s.W * (0.5f + 0.3f * s.Wave(1, layer * 0.21)), s.H * at, s.W * 0.75f,
        Palette.Mix(s.Colours.Sky[2], s.Colours.Light, 0.3f).WithAlpha((byte)(110 * strength)), squash: 0.1f);

    private static void Trees(Stage s, Func<float, float> heightAt, float depth, Rng rng, SKColor ground)
    {
        var size = s.H * (0.018f + 0.06f * depth * depth);
        var color = Palette.Darker(ground, 0.25f + 0.25f * depth);
        var pines = s.Reading.Mood is Mood.Winter or Mood.Night or Mood.Storm or Mood.Dawn || rng.Chance(0.4f);
        var groves = 3 + rng.Int(3);
        for (var grove = 0; grove < groves; grove++)
        {
            var middle = rng.Unit();
            for (var i = 0; i < 9; i++)
            {
                var u = middle + rng.Bell() * 0.09f;
                if (u is < -0.02f or > 1.02f) continue;
                var (x, y, h) = (u * s.W, heightAt(u) + size * 0.12f, size * rng.Range(0.6f, 1.25f));
                if (pines) Pine(s, x, y, h, color, s.Wave(1, u) * h * 0.02f);
                else Round(s, x, y, h, color, rng);
            }
        }
    }

    public static void Pine(Stage s, float x, float y, float h, SKColor color, float sway = 0)
    {
        using var tree = Stage.Shape(b =>
        {
            b.MoveTo(x + sway, y - h);
            for (var i = 1; i <= 4; i++)
            {
                var (wide, down) = (h * 0.07f * i, h * (0.08f + 0.21f * i));
                b.LineTo(x + wide, y - h + down);
                b.LineTo(x + wide * 0.5f, y - h + down - h * 0.02f);
            }
            b.LineTo(x + h * 0.03f, y);
            b.LineTo(x - h * 0.03f, y);
            for (var i = 4; i >= 1; i--)
            {
                var (wide, down) = (h * 0.07f * i, h * (0.08f + 0.21f * i));
                b.LineTo(x - wide * 0.5f, y - h + down - h * 0.02f);
                b.LineTo(x - wide, y - h + down);
            }
            b.Close();
        });
        s.Fill(tree, color);
    }

    private static void Round(Stage s, float x, float y, float h, SKColor color, Rng rng)
    {
        s.Line(x, y, x, y - h * 0.5f, h * 0.07f, color);
        var crown = s.Reading.Mood == Mood.Autumn ? Palette.Mix(color, s.Colours.Accent, rng.Range(0.2f, 0.7f)) : color;
        for (var i = 0; i < 5; i++)
        {
            s.Circle(x + rng.Bell() * h * 0.25f, y - h * rng.Range(0.45f, 0.85f), h * rng.Range(0.16f, 0.28f),
                Palette.Lighter(crown, rng.Range(0, 0.09f)));
        }
    }

    /// <summary>A winding light from the foot of the far hills to the viewer.</summary>
    private static void River(Stage s)
    {
        var rng = s.Rng(7);
        if (!s.Reading.Says("river", "stream", "lake", "valley", "path", "road") && !rng.Chance(0.35f)) return;
        var middle = rng.Range(0.35f, 0.65f);
        SKPoint At(float t, float side)
        {
            var width = s.W * (0.004f + 0.13f * t * t);
            return new(s.W * (middle + 0.16f * MathF.Sin(t * 5.2f) * (0.25f + t)) + side * width,
                s.H * (0.8f + 0.22f * t));
        }
        using var river = Stage.Shape(b =>
        {
            var start = At(0, -1);
            b.MoveTo(start.X, start.Y);
            for (var t = 0f; t <= 1.01f; t += 0.05f) b.LineTo(At(t, -1).X, At(t, -1).Y);
            for (var t = 1f; t >= -0.01f; t -= 0.05f) b.LineTo(At(t, 1).X, At(t, 1).Y);
            b.Close();
        });
        s.Fill(river, s.Colours.Sky[2], Palette.Mix(s.Colours.Sky[1], s.Colours.Light, 0.35f));
    }

    private static void Home(Stage s, Func<float, float> heightAt)
    {
        var castle = s.Reading.Says("castle", "palace", "fortress", "kingdom", "tower", "dragon");
        if (!castle && !s.Reading.Says("house", "cottage", "farm", "village", "barn", "home", "cabin", "church")) return;
        var rng = s.Rng(8);
        var u = rng.Range(0.3f, 0.7f);
        var (x, y, size) = (u * s.W, heightAt(u), s.H * (castle ? 0.16f : 0.07f));
        var wall = Palette.Mix(s.Colours.Dark, s.Colours.Far, 0.35f);
        var lamp = Palette.Lch(0.88, 0.14, 85);
        foreach (var (offset, high, wide) in castle
            ? [(-0.55f, 0.7f, 0.16f), (-0.25f, 1.1f, 0.2f), (0.1f, 1.45f, 0.18f), (0.4f, 0.95f, 0.2f), (0, 0.55f, 1.2f)]
            : new[] { (0f, 0.55f, 0.9f), (0.9f, 0.4f, 0.6f), (-0.8f, 0.45f, 0.6f) })
        {
            var (left, right, top) = (x + (offset - wide / 2) * size, x + (offset + wide / 2) * size, y - high * size);
            s.Rect(left, top, right - left, y - top + size * 0.3f, wall);
            using var roof = Stage.Polygon(
                new(left - size * 0.05f, top), new((left + right) / 2, top - (castle ? wide < 1 ? size * 0.42f : 0 : size * 0.4f)),
                new(right + size * 0.05f, top));
            s.Fill(roof, Palette.Mix(wall, s.Colours.Accent, 0.45f));
            s.Rect((left + right) / 2 - size * 0.03f, top + size * 0.13f, size * 0.06f, size * 0.1f,
                lamp.WithAlpha((byte)(200 + 40 * s.Wave(2, offset))));
        }
    }

    private static void Balloons(Stage s)
    {
        var rng = s.Rng(9);
        for (var i = 0; i < 5; i++)
        {
            var r = s.U * rng.Range(0.03f, 0.085f);
            var (x, y) = (rng.Range(0.1f, 0.9f) * s.W, rng.Range(0.12f, 0.45f) * s.H + s.Wave(1, rng.Unit()) * r * 0.25f);
            var color = i % 2 == 0 ? s.Colours.Accent : s.Colours.Second;
            s.Line(x - r * 0.5f, y + r * 0.8f, x - r * 0.16f, y + r * 1.5f, r * 0.03f, s.Colours.Dark);
            s.Line(x + r * 0.5f, y + r * 0.8f, x + r * 0.16f, y + r * 1.5f, r * 0.03f, s.Colours.Dark);
            s.Circle(x, y, r, color);
            s.Oval(x, y, r * 0.62f, r, Palette.Lighter(color, 0.25f));
            s.Oval(x, y, r * 0.25f, r, s.Colours.Pale);
            s.Rect(x - r * 0.18f, y + r * 1.45f, r * 0.36f, r * 0.26f, s.Colours.Dark);
        }
    }

    /// <summary>Grass blades and a few flowers at the viewer's feet.</summary>
    private static void Meadow(Stage s)
    {
        var rng = s.Rng(10);
        var color = Palette.Darker(s.Colours.Near, 0.35f);
        for (var i = 0; i < 150; i++)
        {
            var x = rng.Unit() * s.W;
            var h = s.H * rng.Range(0.015f, 0.055f);
            s.Line(x, s.H + 2, x + (rng.Bell() * 0.5f + 0.15f * s.Wave(1, x / s.W)) * h, s.H - h, s.U * 0.0028f, color);
            if (i % 9 != 0 || s.Colours.Night) continue;
            s.Circle(x, s.H - h, s.U * 0.005f, i % 2 == 0 ? s.Colours.Accent : s.Colours.Pale);
        }
    }
}
