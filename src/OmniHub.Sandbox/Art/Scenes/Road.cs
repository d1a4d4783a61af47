using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>A road to the horizon, a car on it, poles or palms beside it.</summary>
internal static class Road
{
    public static void Paint(Stage s)
    {
        var horizon = s.H * 0.54f;
        Sky.Air(s, 0.54f);
        if (s.Colours.Night) Sky.Stars(s, 0.5f);
        var (x, r) = (s.W * 0.5f, s.U * 0.2f);
        s.Glow(x, horizon - r * 0.5f, r * 3.4f, s.Colours.Light.WithAlpha(110), SKBlendMode.Screen);
        using (var sun = Stage.Shape(b => b.AddCircle(x, horizon - r * 0.45f, r)))
        {
            s.Canvas.Save();
            s.Canvas.ClipRect(new(0, 0, s.W, horizon));
            s.Fill(sun, Palette.Lch(0.92, 0.14, 90), Palette.Mix(s.Colours.Accent, s.Colours.Light, 0.3f), s.Colours.Accent);
            if (s.Reading.Mood == Mood.Neon)
            {
                for (var i = 0; i < 6; i++) s.Rect(x - r, horizon - r * (0.08f + 0.17f * i), r * 2, r * (0.075f - 0.01f * i),
                    s.Colours.Sky[2]);
            }
            s.Canvas.Restore();
        }
        Hills(s, horizon);
        var land = Palette.Mix(s.Colours.Near, s.Colours.Sky[2], 0.14f);
        s.Vertical(0, horizon, s.W, s.H - horizon, Palette.Mix(land, s.Colours.Sky[2], 0.4f), Palette.Darker(land, 0.3f));
        if (s.Reading.Mood == Mood.Neon) Grid(s, horizon);
        Asphalt(s, x, horizon);
        Roadside(s, x, horizon);
        Car(s, x, s.H * 0.86f, s.U * 0.2f);
        Sky.Weather(s);
    }

    private static void Hills(Stage s, float horizon)
    {
        for (var layer = 0; layer < 2; layer++)
        {
            var noise = s.Noise(3 + layer);
            using var hill = s.Below(u => horizon + 2 - Math.Max(0,
                (noise.Ridged(u * 3 + layer * 9, 4) - 0.42f) * (0.5f + 1.5f * Math.Abs(u - 0.5f))) * s.H * (0.34f - 0.1f * layer));
            s.Canvas.Save();
            s.Canvas.ClipRect(new(0, 0, s.W, horizon + 1));
            s.Fill(hill, s.Colours.Land(0.35f + 0.35f * layer));
            s.Canvas.Restore();
        }
    }

    private static void Grid(Stage s, float horizon)
    {
        var color = s.Colours.Light.WithAlpha(120);
        for (var i = -14; i <= 14; i++) s.Line(s.W / 2 + i * s.W * 0.018f, horizon, s.W / 2 + i * s.W * 0.2f, s.H, s.U * 0.0022f, color);
        for (var i = 0; i < 12; i++)
        {
            var t = MathF.Pow((float)((i + s.T * 2) / 12 % 1), 2.3f);
            s.Line(0, horizon + (s.H - horizon) * t, s.W, horizon + (s.H - horizon) * t, s.U * (0.0008f + 0.003f * t), color);
        }
    }

    private static void Asphalt(Stage s, float x, float horizon)
    {
        using var road = Stage.Polygon(new(x - s.W * 0.006f, horizon), new(x + s.W * 0.006f, horizon), new(x + s.W * 0.42f, s.H + 2),
            new(x - s.W * 0.42f, s.H + 2));
        s.Fill(road, Palette.Mix(s.Colours.Dark, s.Colours.Sky[2], 0.42f), Palette.Mix(s.Colours.Dark, SKColors.Black, 0.2f));
        for (var side = -1; side <= 1; side += 2)
            s.Line(x + side * s.W * 0.0055f, horizon, x + side * s.W * 0.4f, s.H, s.U * 0.004f, s.Colours.Pale.WithAlpha(190));
        for (var i = 0; i < 10; i++)
        {
            var (t0, t1) = (MathF.Pow((float)((i + s.T * 3) / 10 % 1), 2.4f), MathF.Pow((float)(((i + s.T * 3) / 10 % 1) + 0.04), 2.4f));
            var (y0, y1) = (horizon + (s.H - horizon) * t0, horizon + (s.H - horizon) * t1);
            using var dash = Stage.Polygon(
                new(x - s.W * 0.008f * t0, y0), new(x + s.W * 0.008f * t0, y0), new(x + s.W * 0.008f * t1, y1),
                new(x - s.W * 0.008f * t1, y1));
            s.Fill(dash, Palette.Lch(0.9, 0.12, 90, 230));
        }
    }

    private static void Roadside(Stage s, float x, float horizon)
    {
        for (var i = 11; i >= 0; i--)
        {
            var t = MathF.Pow((float)((12 - i + s.T) / 12 % 1), 2.5f);
            for (var side = -1; side <= 1; side += 2)
            {
                var (px, py, h) = (x + side * (s.W * 0.02f + s.W * 0.56f * t), horizon + (s.H - horizon) * t, s.H * (0.03f + 0.72f * t));
                var color = Palette.Mix(s.Colours.Land(0.6f), s.Colours.Dark, Math.Min(1, t * 2.5f));
                s.Line(px, py, px - side * h * 0.02f, py - h, h * 0.022f, color);
                for (var leaf = -3; leaf <= 3; leaf++)
                {
                    var angle = -MathF.PI / 2 + leaf * 0.5f;
                    using var frond = Stage.Shape(b =>
                    {
                        b.MoveTo(px - side * h * 0.02f, py - h);
                        b.QuadTo(px + MathF.Cos(angle) * h * 0.16f, py - h + MathF.Sin(angle) * h * 0.14f,
                            px + MathF.Cos(angle) * h * 0.26f, py - h + MathF.Sin(angle) * h * 0.1f + h * 0.08f);
                    });
                    s.Draw(frond, h * 0.02f, color);
                }
            }
        }
    }

    private static void Car(Stage s, float x, float y, float w)
    {
        x += s.Wave() * w * 0.03f;
        var paint = s.Reading.AccentHue is { } hue ? Palette.Lch(0.55, 0.2, hue) : s.Colours.Accent;
        var dark = Palette.Darker(s.Colours.Dark, 0.4f);
        s.Glow(x, y + w * 0.42f, w * 1.1f, SKColors.Black.WithAlpha(190), squash: 0.16f);
        s.Rect(x - w * 0.52f, y + w * 0.16f, w * 0.24f, w * 0.26f, dark);
        s.Rect(x + w * 0.28f, y + w * 0.16f, w * 0.24f, w * 0.26f, dark);
        using var cabin = Stage.Polygon(new(x - w * 0.34f, y - w * 0.06f), new(x - w * 0.25f, y - w * 0.32f),
            new(x + w * 0.25f, y - w * 0.32f), new(x + w * 0.34f, y - w * 0.06f));
        s.Fill(cabin, Palette.Lighter(paint, 0.1f), Palette.Darker(paint, 0.2f));
        using var glass = Stage.Polygon(new(x - w * 0.28f, y - w * 0.08f), new(x - w * 0.22f, y - w * 0.27f),
            new(x + w * 0.22f, y - w * 0.27f), new(x + w * 0.28f, y - w * 0.08f));
        s.Fill(glass, Palette.Mix(s.Colours.Sky[2], s.Colours.Light, 0.3f), Palette.Darker(s.Colours.Sky[0], 0.4f));
        using var body = Stage.Shape(b => b.AddRoundRect(new SKRoundRect(new(x - w * 0.56f, y - w * 0.1f, x + w * 0.56f, y + w * 0.27f),
            w * 0.1f)));
        s.Fill(body, Palette.Lighter(paint, 0.18f), paint, Palette.Darker(paint, 0.45f));
        s.Rect(x - w * 0.5f, y + w * 0.01f, w, w * 0.095f, dark);
        for (var side = -1; side <= 1; side += 2)
        {
            var light = Palette.Lch(0.65, 0.25, 25);
            s.Rect(side < 0 ? x - w * 0.48f : x + w * 0.2f, y + w * 0.03f, w * 0.28f, w * 0.055f, light);
            s.Glow(x + side * w * 0.34f, y + w * 0.06f, w * (0.3f + 0.02f * s.Wave(2)), light.WithAlpha(170), SKBlendMode.Screen);
        }
        s.Rect(x - w * 0.14f, y + w * 0.14f, w * 0.28f, w * 0.075f, s.Colours.Pale);
        s.Rect(x - w * 0.5f, y - w * 0.11f, w, w * 0.028f, dark);
    }
}
