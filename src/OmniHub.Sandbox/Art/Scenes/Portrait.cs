using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Head and shoulders in the manner of a poster: few shapes, strong light, a halo of leaves or stars.</summary>
internal static class Portrait
{
    public static void Paint(Stage s)
    {
        Backdrop(s);
        var rng = s.Rng(1);
        var (x, y, r) = (s.W * 0.5f + s.Wave() * s.U * 0.004f, s.H * 0.46f + s.Wave(1, 0.3) * s.U * 0.004f, s.U * 0.185f);
        if (s.Reading.Says("robot", "android", "cyborg", "mech")) Helmets.Robot(s, x, y, r);
        else if (s.Reading.Says("astronaut", "spacesuit", "cosmonaut", "diver")) Helmets.Astronaut(s, x, y, r);
        else Person(s, rng, x, y, r);
        Sky.Weather(s);
    }

    private static void Backdrop(Stage s)
    {
        var sky = s.Colours.Sky;
        s.Vertical(0, 0, s.W, s.H, sky[0], sky[1], sky[2]);
        var (x, y, r) = (s.W / 2, s.H * 0.42f, s.U * 0.37f);
        s.Glow(x, y, r * 1.9f, s.Colours.Light.WithAlpha(110), SKBlendMode.Screen);
        s.Circle(x, y, r, Palette.Mix(s.Colours.Second, sky[2], 0.3f));
        s.Ring(x, y, r * 1.06f, s.U * 0.005f, s.Colours.Pale.WithAlpha(190));
        var rng = s.Rng(2);
        if (s.Colours.Night)
        {
            Sky.Stars(s, 1, 160);
            return;
        }
        for (var i = 0; i < 24; i++)
        {
            var angle = rng.Range(0, 2 * MathF.PI);
            var (lx, ly) = (x + MathF.Cos(angle) * r * 1.08f, y + MathF.Sin(angle) * r * 1.08f);
            Leaf(s, lx, ly, angle * 57.3f + 90 + rng.Bell() * 35 + s.Wave(1, rng.Unit()) * 2, s.U * rng.Range(0.1f, 0.2f),
                Palette.Mix(Palette.Mix(s.Colours.Near, s.Colours.Accent, rng.Range(0, 0.55f)), sky[1], rng.Range(0, 0.4f)));
        }
    }

    private static void Leaf(Stage s, float x, float y, float degrees, float length, SKColor color)
    {
        s.Canvas.Save();
        s.Canvas.Translate(x, y);
        s.Canvas.RotateDegrees(degrees);
        using var leaf = Stage.Shape(b =>
        {
            b.MoveTo(0, 0);
            b.CubicTo(length * 0.32f, -length * 0.3f, length * 0.24f, -length * 0.8f, 0, -length);
            b.CubicTo(-length * 0.24f, -length * 0.8f, -length * 0.32f, -length * 0.3f, 0, 0);
            b.Close();
        });
        s.Fill(leaf, Palette.Lighter(color, 0.14f), Palette.Darker(color, 0.14f));
        s.Line(0, 0, 0, -length * 0.85f, length * 0.018f, s.Colours.Pale.WithAlpha(90));
        s.Canvas.Restore();
    }

    private static void Person(Stage s, Rng rng, float x, float y, float r)
    {
        var old = s.Reading.Says("old", "elderly", "wizard", "grandmother", "grandfather");
        var man = s.Reading.Says("man", "boy", "king", "gentleman", "wizard", "samurai", "knight", "he", "male", "father")
            || (!Woman(s) && rng.Chance(0.35f));
        var skin = Palette.Lch(rng.Range(0.5f, 0.84f), 0.075, 55 + rng.Bell() * 8);
        var hair = old ? Palette.Lch(0.9, 0.01, 80) : rng.Pick<SKColor>(
            [Palette.Lch(0.2, 0.03, 40), Palette.Lch(0.33, 0.07, 45), Palette.Lch(0.55, 0.12, 55), Palette.Lch(0.8, 0.1, 85),
                Palette.Lch(0.4, 0.13, 30), s.Colours.Dark]);
        if (s.Reading.Mood == Mood.Neon) hair = s.Colours.Accent;
        HairBehind(s, x, y, r, hair, man);
        Shoulders(s, rng, x, y, r, skin);
        using var face = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.74f, y - r * 0.25f);
            b.CubicTo(x - r * 0.8f, y - r * 1.15f, x + r * 0.8f, y - r * 1.15f, x + r * 0.74f, y - r * 0.25f);
            b.CubicTo(x + r * 0.74f, y + r * 0.4f, x + r * (man ? 0.5f : 0.36f), y + r * 0.86f, x, y + r * 0.98f);
            b.CubicTo(x - r * (man ? 0.5f : 0.36f), y + r * 0.86f, x - r * 0.74f, y + r * 0.4f, x - r * 0.74f, y - r * 0.25f);
            b.Close();
        });
        s.Fill(face, skin);
        s.Canvas.Save();
        s.Canvas.ClipPath(face, SKClipOperation.Intersect, true);
        using var shade = Stage.Shape(b =>
        {
            b.MoveTo(x + r * 0.06f, y - r * 1.2f);
            b.CubicTo(x + r * 0.1f, y - r * 0.3f, x + r * 0.3f, y + r * 0.1f, x + r * 0.04f, y + r * 1.1f);
            b.LineTo(x + r, y + r * 1.1f);
            b.LineTo(x + r, y - r * 1.2f);
            b.Close();
        });
        s.Fill(shade, Palette.Mix(skin, Palette.Lch(0.35, 0.1, 20), 0.3f));
        for (var side = -1; side <= 1; side += 2) s.Glow(x + side * r * 0.42f, y + r * 0.3f, r * 0.26f, Palette.Lch(0.65, 0.16, 25, 80));
        s.Canvas.Restore();
        Features(s, x, y, r, hair, skin, man);
        HairFront(s, rng, x, y, r, hair, man);
        Crown(s, x, y, r);
        if (man && (old || rng.Chance(0.4f))) Beard(s, x, y, r, hair, old);
    }

    private static bool Woman(Stage s) => s.Reading.Says("woman", "girl", "queen", "princess", "lady", "she", "female", "mother",
        "dancer", "witch", "heroine");

    private static void Shoulders(Stage s, Rng rng, float x, float y, float r, SKColor skin)
    {
        var cloth = Palette.Mix(s.Colours.Accent, s.Colours.Dark, 0.25f);
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 2.3f, s.H + 4);
            b.CubicTo(x - r * 2.1f, y + r * 1.6f, x - r * 1.1f, y + r * 1.5f, x - r * 0.42f, y + r * 1.3f);
            b.LineTo(x + r * 0.42f, y + r * 1.3f);
            b.CubicTo(x + r * 1.1f, y + r * 1.5f, x + r * 2.1f, y + r * 1.6f, x + r * 2.3f, s.H + 4);
            b.Close();
        });
        s.Fill(body, Palette.Lighter(cloth, 0.1f), Palette.Darker(cloth, 0.35f));
        using var neck = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.34f, y + r * 0.55f);
            b.LineTo(x - r * 0.38f, y + r * 1.32f);
            b.QuadTo(x, y + r * 1.75f, x + r * 0.38f, y + r * 1.32f);
            b.LineTo(x + r * 0.34f, y + r * 0.55f);
            b.Close();
        });
        s.Fill(neck, Palette.Mix(skin, Palette.Lch(0.35, 0.1, 20), 0.4f));
        for (var side = -1; side <= 1; side += 2)
        {
            using var lapel = Stage.Polygon(new(x + side * r * 0.4f, y + r * 1.28f), new(x + side * r * 0.95f, y + r * 1.62f),
                new(x + side * r * 0.1f, y + r * 2.6f), new(x, y + r * 1.95f));
            s.Fill(lapel, Palette.Mix(cloth, s.Colours.Second, 0.55f));
        }
        for (var i = 0; i < 5; i++) s.Circle(x, y + r * (2.1f + 0.26f * i), r * 0.05f, s.Colours.Pale);
        if (rng.Chance(0.5f) && !s.Reading.Says("man", "boy"))
        {
            for (var side = -1; side <= 1; side += 2) s.Circle(x + side * r * 0.78f, y + r * 0.42f, r * 0.085f,
                Palette.Lch(0.82, 0.13, 85));
        }
    }

    private static void Features(Stage s, float x, float y, float r, SKColor hair, SKColor skin, bool man)
    {
        var line = Palette.Mix(Palette.Darker(skin, 0.6f), s.Colours.Dark, 0.4f);
        // They blink once a film.
        var open = s.T is > 0.46 and < 0.52 ? 0.12f : 1;
        for (var side = -1; side <= 1; side += 2)
        {
            var ex = x + side * r * 0.33f;
            s.Oval(ex, y + r * 0.02f, r * 0.155f, r * 0.088f * open, SKColors.White);
            s.Oval(ex + r * 0.015f, y + r * 0.02f, r * 0.08f, r * 0.086f * open, Palette.Mix(s.Colours.Accent, s.Colours.Dark, 0.45f));
            s.Circle(ex + r * 0.04f, y - r * 0.01f, r * 0.025f * open, SKColors.White);
            using var lid = Stage.Shape(b =>
            {
                b.MoveTo(ex - r * 0.18f, y + r * 0.03f);
                b.QuadTo(ex, y - r * 0.13f * open, ex + r * 0.18f, y + r * 0.02f);
            });
            s.Draw(lid, r * 0.035f, line);
            using var brow = Stage.Shape(b =>
            {
                b.MoveTo(ex - side * r * 0.16f, y - r * 0.2f);
                b.QuadTo(ex + side * r * 0.05f, y - r * 0.29f, ex + side * r * 0.22f, y - r * 0.19f);
            });
            s.Draw(brow, r * (man ? 0.06f : 0.04f), Palette.Darker(hair, 0.3f));
        }
        using var nose = Stage.Shape(b =>
        {
            b.MoveTo(x + r * 0.05f, y - r * 0.02f);
            b.QuadTo(x + r * 0.16f, y + r * 0.26f, x + r * 0.08f, y + r * 0.36f);
            b.QuadTo(x, y + r * 0.41f, x - r * 0.08f, y + r * 0.35f);
        });
        s.Draw(nose, r * 0.028f, line.WithAlpha(170));
        var lips = Palette.Mix(Palette.Lch(0.55, 0.16, 20), skin, man ? 0.6f : 0.1f);
        using var mouth = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.23f, y + r * 0.58f);
            b.QuadTo(x - r * 0.08f, y + r * 0.5f, x, y + r * 0.54f);
            b.QuadTo(x + r * 0.08f, y + r * 0.5f, x + r * 0.23f, y + r * 0.57f);
            b.QuadTo(x, y + r * 0.72f, x - r * 0.23f, y + r * 0.58f);
            b.Close();
        });
        s.Fill(mouth, lips);
        using var smile = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.23f, y + r * 0.58f);
            b.QuadTo(x, y + r * 0.62f, x + r * 0.24f, y + r * 0.56f);
        });
        s.Draw(smile, r * 0.02f, Palette.Darker(lips, 0.5f));
    }

    private static void HairBehind(Stage s, float x, float y, float r, SKColor hair, bool man)
    {
        var length = man ? 0.35f : 1.9f;
        using var behind = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.95f, y - r * 0.1f);
            b.CubicTo(x - r * 1.15f, y - r * 1.5f, x + r * 1.15f, y - r * 1.5f, x + r * 0.95f, y - r * 0.1f);
            b.CubicTo(x + r * 1.05f, y + r * 0.6f, x + r * 1.3f, y + r * length * 0.7f, x + r * (man ? 0.6f : 1.1f), y + r * length);
            b.LineTo(x - r * (man ? 0.6f : 1.1f), y + r * length);
            b.CubicTo(x - r * 1.3f, y + r * length * 0.7f, x - r * 1.05f, y + r * 0.6f, x - r * 0.95f, y - r * 0.1f);
            b.Close();
        });
        s.Fill(behind, Palette.Darker(hair, 0.1f), Palette.Darker(hair, 0.4f));
    }

    private static void HairFront(Stage s, Rng rng, float x, float y, float r, SKColor hair, bool man)
    {
        var part = rng.Range(-0.35f, 0.35f);
        using var front = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.84f, y + r * (man ? -0.1f : 0.3f));
            b.CubicTo(x - r * 1.1f, y - r * 1.45f, x + r * 1.1f, y - r * 1.45f, x + r * 0.84f, y + r * (man ? -0.1f : 0.3f));
            b.CubicTo(x + r * 0.8f, y - r * 0.25f, x + r * 0.62f, y - r * 0.62f, x + r * part, y - r * 0.74f);
            b.CubicTo(x - r * 0.5f, y - r * 0.66f, x - r * 0.78f, y - r * 0.3f, x - r * 0.84f, y + r * (man ? -0.1f : 0.3f));
            b.Close();
        });
        s.Fill(front, Palette.Lighter(hair, 0.12f), hair);
        for (var i = 0; i < 9; i++)
        {
            var t = i / 8f * 2 - 1;
            using var strand = Stage.Shape(b =>
            {
                b.MoveTo(x + r * part, y - r * 0.76f);
                b.QuadTo(x + r * t * 0.6f, y - r * 1.12f, x + r * t * 0.88f, y - r * (0.3f + 0.25f * (1 - Math.Abs(t))));
            });
            s.Draw(strand, r * 0.014f, Palette.Lighter(hair, 0.3f).WithAlpha(120));
        }
    }

    private static void Beard(Stage s, float x, float y, float r, SKColor hair, bool old)
    {
        var length = old ? 1.7f : 1.12f;
        using var beard = Stage.Shape(b =>
        {
            b.FillType = SKPathFillType.EvenOdd;
            b.MoveTo(x - r * 0.73f, y + r * 0.15f);
            b.CubicTo(x - r * 0.74f, y + r * 0.8f, x - r * 0.4f, y + r * length, x, y + r * length);
            b.CubicTo(x + r * 0.4f, y + r * length, x + r * 0.74f, y + r * 0.8f, x + r * 0.73f, y + r * 0.15f);
            b.CubicTo(x + r * 0.55f, y + r * 0.55f, x + r * 0.3f, y + r * 0.42f, x, y + r * 0.46f);
            b.CubicTo(x - r * 0.3f, y + r * 0.42f, x - r * 0.55f, y + r * 0.55f, x - r * 0.73f, y + r * 0.15f);
            b.Close();
            b.AddOval(new(x - r * 0.2f, y + r * 0.52f, x + r * 0.2f, y + r * 0.66f));
        });
        s.Fill(beard, hair, Palette.Darker(hair, 0.2f));
    }

    private static void Crown(Stage s, float x, float y, float r)
    {
        if (s.Reading.Says("wizard", "witch"))
        {
            using var hat = Stage.Polygon(new(x - r * 1.3f, y - r * 0.62f), new(x - r * 0.6f, y - r * 0.8f),
                new(x + r * 0.25f, y - r * 2.2f), new(x + r * 0.62f, y - r * 0.8f), new(x + r * 1.3f, y - r * 0.62f));
            s.Fill(hat, Palette.Mix(s.Colours.Accent, s.Colours.Dark, 0.5f), s.Colours.Dark);
            return;
        }
        if (!s.Reading.Says("king", "queen", "princess", "prince", "royal")) return;
        var gold = Palette.Lch(0.82, 0.14, 85);
        using var crown = Stage.Polygon(
            new(x - r * 0.62f, y - r * 0.84f), new(x - r * 0.74f, y - r * 1.4f), new(x - r * 0.34f, y - r * 1.12f), new(x, y - r * 1.55f),
            new(x + r * 0.34f, y - r * 1.12f), new(x + r * 0.74f, y - r * 1.4f), new(x + r * 0.62f, y - r * 0.84f));
        s.Fill(crown, Palette.Lighter(gold, 0.3f), Palette.Darker(gold, 0.15f));
        for (var i = -1; i <= 1; i++) s.Circle(x + i * r * 0.36f, y - r * 0.95f, r * 0.07f, s.Colours.Accent);
    }
}
