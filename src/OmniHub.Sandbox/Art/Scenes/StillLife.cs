using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>A table by a window: a vase with flowers, a bowl of fruit, a cup that steams, a bottle.</summary>
internal static class StillLife
{
    public static void Paint(Stage s)
    {
        var wall = Palette.Mix(s.Colours.Sky[1], s.Colours.Second, 0.18f);
        s.Vertical(0, 0, s.W, s.H, Palette.Darker(wall, 0.24f), wall);
        Window(s);
        var table = s.H * 0.74f;
        var wood = Palette.Mix(Palette.Lch(0.52, 0.09, 55), s.Colours.Near, 0.3f);
        s.Vertical(0, table, s.W, s.H - table, Palette.Lighter(wood, 0.2f), Palette.Darker(wood, 0.3f));
        var grain = s.Rng(2);
        for (var i = 0; i < 26; i++)
        {
            var y = table + (s.H - table) * grain.Unit();
            s.Line(s.W * grain.Range(-0.2f, 0.6f), y, s.W * grain.Range(0.5f, 1.2f), y + grain.Bell() * 3, s.U * 0.0018f,
                Palette.Darker(wood, 0.3f).WithAlpha(60));
        }
        var rng = s.Rng(3);
        var foot = table + (s.H - table) * 0.36f;
        var cup = s.Reading.Says("coffee", "tea", "cup", "mug", "breakfast", "espresso", "latte");
        var bottle = s.Reading.Says("bottle", "wine", "perfume", "product", "lamp", "candle", "jar");
        var fruit = s.Reading.Says("fruit", "apple", "apples", "lemon", "lemons", "orange", "pear", "bowl", "grapes");
        if (!cup && !bottle && !fruit) fruit = rng.Chance(0.6f);
        if (bottle) Bottle(s, s.W * 0.5f, foot, s.U * 0.5f);
        else if (!cup || rng.Chance(0.4f)) Vase(s, rng, s.W * (cup || fruit ? 0.4f : 0.5f), foot, s.U * 0.34f);
        if (fruit) Fruit(s, rng, s.W * (bottle ? 0.26f : 0.64f), foot + s.H * 0.03f, s.U * 0.17f);
        if (cup) Cup(s, s.W * (bottle ? 0.76f : 0.56f), foot + s.H * 0.045f, s.U * 0.2f);
        using var light = Stage.Polygon(new(0, s.H * 0.05f), new(0, s.H * 0.5f), new(s.W, s.H * 0.98f), new(s.W, s.H * 0.55f));
        s.Fill(light, s.Colours.Light.WithAlpha((byte)(34 + 8 * s.Wave())), s.Colours.Light.WithAlpha(10));
    }

    /// <summary>The light of a window, thrown on the wall.</summary>
    private static void Window(Stage s)
    {
        var light = s.Colours.Light.WithAlpha((byte)(105 + 14 * s.Wave()));
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                var (x, y, w, h) = (s.W * (0.52f + 0.16f * i), s.H * (0.08f + 0.17f * j), s.W * 0.135f, s.H * 0.145f);
                var skew = s.H * 0.05f;
                using var pane = Stage.Polygon(new(x, y + skew), new(x + w, y), new(x + w, y + h), new(x, y + h + skew));
                s.Fill(pane, light);
            }
        }
    }

    private static void Shadow(Stage s, float x, float y, float wide) =>
        s.Glow(x + wide * 0.35f, y, wide * 1.25f, s.Colours.Dark.WithAlpha(150), squash: 0.17f);

    private static void Vase(Stage s, Rng rng, float x, float foot, float h)
    {
        Shadow(s, x, foot, h * 0.42f);
        var leaf = Palette.Lch(0.46, 0.1, 145);
        for (var i = 0; i < 17; i++)
        {
            var angle = -MathF.PI / 2 + rng.Bell() * 1.15f;
            var length = h * rng.Range(0.55f, 1.15f);
            var (fx, fy) = (x + MathF.Cos(angle) * length, foot - h + MathF.Sin(angle) * length);
            s.Line(x, foot - h * 0.9f, fx, fy, h * 0.016f, Palette.Darker(leaf, 0.2f));
            if (i % 3 == 0) s.Oval(fx, fy, h * 0.12f, h * 0.055f, Palette.Lighter(leaf, rng.Range(0, 0.2f)));
            else
            {
                var color = Palette.Mix(rng.Chance(0.6f) ? s.Colours.Accent : s.Colours.Second, s.Colours.Pale, rng.Range(0, 0.35f));
                Flowers.Bloom(s, rng, fx, fy, h * rng.Range(0.12f, 0.21f), color);
            }
        }
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x - h * 0.14f, foot - h);
            b.CubicTo(x - h * 0.1f, foot - h * 0.75f, x - h * 0.42f, foot - h * 0.6f, x - h * 0.32f, foot - h * 0.2f);
            b.QuadTo(x - h * 0.28f, foot, x - h * 0.18f, foot);
            b.LineTo(x + h * 0.18f, foot);
            b.QuadTo(x + h * 0.28f, foot, x + h * 0.32f, foot - h * 0.2f);
            b.CubicTo(x + h * 0.42f, foot - h * 0.6f, x + h * 0.1f, foot - h * 0.75f, x + h * 0.14f, foot - h);
            b.Close();
        });
        var glaze = Palette.Mix(Palette.Lch(0.55, 0.09, 240), s.Colours.Second, 0.35f);
        Glazed(s, body, glaze, x, h * 0.42f);
        s.Canvas.Save();
        s.Canvas.ClipPath(body, SKClipOperation.Intersect, true);
        for (var i = 0; i < 4; i++) s.Rect(x - h, foot - h * (0.3f + 0.09f * i), h * 2, h * 0.018f, s.Colours.Pale.WithAlpha(150));
        s.Canvas.Restore();
    }

    /// <summary>Round things are light on the side of the window and dark on the other.</summary>
    private static void Glazed(Stage s, SKPath path, SKColor color, float x, float reach)
    {
        using var shader = SKShader.CreateLinearGradient(
            new(x - reach, 0), new(x + reach, 0),
            [Palette.Lighter(color, 0.2f), Palette.Lighter(color, 0.5f), color, Palette.Darker(color, 0.5f)], [0, 0.25f, 0.55f, 1],
            SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsAntialias = true };
        s.Canvas.DrawPath(path, paint);
    }

    private static void Fruit(Stage s, Rng rng, float x, float foot, float r)
    {
        Shadow(s, x, foot, r * 1.3f);
        for (var row = 0; row < 2; row++)
        {
            var count = 4 - row;
            for (var i = 0; i < count; i++)
            {
                var (fx, fy) = (x + (i - (count - 1) / 2f) * r * 0.6f, foot - r * (0.95f + 0.42f * row));
                Sphere(s, rng, fx, fy, r * rng.Range(0.34f, 0.42f));
            }
        }
        using var bowl = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 1.35f, foot - r * 0.85f);
            b.QuadTo(x - r * 1.1f, foot, x - r * 0.4f, foot);
            b.LineTo(x + r * 0.4f, foot);
            b.QuadTo(x + r * 1.1f, foot, x + r * 1.35f, foot - r * 0.85f);
            b.QuadTo(x, foot - r * 0.62f, x - r * 1.35f, foot - r * 0.85f);
            b.Close();
        });
        Glazed(s, bowl, Palette.Mix(s.Colours.Pale, Palette.Lch(0.8, 0.05, 70), 0.5f), x, r * 1.4f);
        Sphere(s, rng, x + r * 1.75f, foot - r * 0.25f, r * 0.38f);
    }

    private static void Sphere(Stage s, Rng rng, float x, float y, float r)
    {
        var color = Palette.Lch(0.66, 0.17, s.Reading.Says("lemon", "lemons") ? 95 : s.Reading.Says("apple", "apples") ? 28
            : rng.Pick<double>([28, 55, 95, 130, 20]));
        using var shader = SKShader.CreateRadialGradient(
            new(x - r * 0.35f, y - r * 0.4f), r * 1.5f, [Palette.Lighter(color, 0.55f), color, Palette.Darker(color, 0.55f)],
            [0, 0.45f, 1], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader, IsAntialias = true };
        s.Canvas.DrawCircle(x, y, r, paint);
        s.Line(x, y - r * 0.85f, x + r * 0.12f, y - r * 1.2f, r * 0.09f, Palette.Lch(0.35, 0.06, 60));
        s.Oval(x + r * 0.3f, y - r * 1.1f, r * 0.24f, r * 0.1f, Palette.Lch(0.55, 0.13, 140));
    }

    private static void Cup(Stage s, float x, float foot, float h)
    {
        Shadow(s, x, foot, h * 0.9f);
        s.Oval(x, foot - h * 0.05f, h * 1.05f, h * 0.16f, Palette.Mix(s.Colours.Pale, s.Colours.Dark, 0.12f));
        s.Oval(x, foot - h * 0.08f, h * 1.0f, h * 0.13f, s.Colours.Pale);
        using var handle = new SKPaint
        {
            Color = Palette.Mix(s.Colours.Accent, s.Colours.Pale, 0.35f),
            IsStroke = true,
            StrokeWidth = h * 0.1f,
            IsAntialias = true
        };
        s.Canvas.DrawOval(x + h * 0.62f, foot - h * 0.52f, h * 0.24f, h * 0.24f, handle);
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x - h * 0.6f, foot - h * 0.85f);
            b.CubicTo(x - h * 0.58f, foot - h * 0.3f, x - h * 0.45f, foot - h * 0.1f, x - h * 0.28f, foot - h * 0.08f);
            b.LineTo(x + h * 0.28f, foot - h * 0.08f);
            b.CubicTo(x + h * 0.45f, foot - h * 0.1f, x + h * 0.58f, foot - h * 0.3f, x + h * 0.6f, foot - h * 0.85f);
            b.Close();
        });
        Glazed(s, body, Palette.Mix(s.Colours.Accent, s.Colours.Pale, 0.35f), x, h * 0.65f);
        s.Oval(x, foot - h * 0.85f, h * 0.6f, h * 0.13f, Palette.Lighter(s.Colours.Pale, 0.3f));
        s.Oval(x, foot - h * 0.84f, h * 0.53f, h * 0.1f, s.Reading.Says("tea") ? Palette.Lch(0.6, 0.12, 65) : Palette.Lch(0.3, 0.06, 50));
        for (var i = 0; i < 3; i++)
        {
            using var steam = Stage.Shape(b =>
            {
                var sx = x + (i - 1) * h * 0.24f;
                b.MoveTo(sx, foot - h * 0.95f);
                for (var t = 0f; t <= 1; t += 0.06f)
                    b.LineTo(sx + MathF.Sin(t * 7 + i * 2 + (float)(s.T * 2 * Math.PI)) * h * 0.1f * t, foot - h * (0.95f + 0.95f * t));
            });
            s.Draw(steam, h * 0.07f, SKColors.White.WithAlpha(46));
            s.Draw(steam, h * 0.028f, SKColors.White.WithAlpha(70));
        }
    }

    private static void Bottle(Stage s, float x, float foot, float h)
    {
        Shadow(s, x, foot, h * 0.28f);
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x - h * 0.06f, foot - h);
            b.LineTo(x - h * 0.06f, foot - h * 0.72f);
            b.CubicTo(x - h * 0.08f, foot - h * 0.6f, x - h * 0.18f, foot - h * 0.6f, x - h * 0.18f, foot - h * 0.46f);
            b.LineTo(x - h * 0.18f, foot);
            b.LineTo(x + h * 0.18f, foot);
            b.LineTo(x + h * 0.18f, foot - h * 0.46f);
            b.CubicTo(x + h * 0.18f, foot - h * 0.6f, x + h * 0.08f, foot - h * 0.6f, x + h * 0.06f, foot - h * 0.72f);
            b.LineTo(x + h * 0.06f, foot - h);
            b.Close();
        });
        Glazed(s, body, Palette.Mix(s.Colours.Accent, s.Colours.Dark, 0.4f), x, h * 0.2f);
        s.Rect(x - h * 0.18f, foot - h * 0.36f, h * 0.36f, h * 0.22f, s.Colours.Pale);
        s.Rect(x - h * 0.12f, foot - h * 0.29f, h * 0.24f, h * 0.016f, s.Colours.Accent);
        s.Rect(x - h * 0.09f, foot - h * 0.25f, h * 0.18f, h * 0.01f, s.Colours.Dark.WithAlpha(150));
        s.Rect(x - h * 0.07f, foot - h * 1.04f, h * 0.14f, h * 0.1f, Palette.Lch(0.8, 0.1, 85));
        s.Line(x - h * 0.12f, foot - h * 0.06f, x - h * 0.12f, foot - h * 0.44f, h * 0.016f, SKColors.White.WithAlpha(150));
    }
}
