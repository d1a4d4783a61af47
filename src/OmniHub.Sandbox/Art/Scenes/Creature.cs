using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>An animal looks at you: ears, eyes and muzzle by its kind.</summary>
internal static class Creature
{
    private sealed record Kind(double Hue, double Chroma, double Light, string Ears, float Muzzle, bool Mask, bool Mane);

    public static void Paint(Stage s)
    {
        var sky = s.Colours.Sky;
        s.Vertical(0, 0, s.W, s.H, sky[0], sky[1], sky[2]);
        if (s.Colours.Night) Sky.Stars(s, 1, 160);
        var halo = s.U * 0.38f;
        s.Glow(s.W / 2, s.H * 0.42f, halo * 1.9f, s.Colours.Light.WithAlpha(110), SKBlendMode.Screen);
        s.Circle(s.W / 2, s.H * 0.43f, halo, Palette.Mix(s.Colours.Second, sky[2], 0.35f));
        Foliage(s, behind: true);
        var kind = KindOf(s);
        var rng = s.Rng(1);
        var fur = Palette.Lch(kind.Light + rng.Bell() * 0.05, kind.Chroma, s.Reading.AccentHue is { } hue && kind.Chroma < 0.06 ? hue
            : kind.Hue + rng.Bell() * 8);
        var pale = Palette.Mix(fur, Palette.Lch(0.96, 0.02, 80), 0.78f);
        var (x, y, r) = (s.W / 2, s.H * 0.47f + s.Wave() * s.U * 0.004f, s.U * 0.23f);
        Body(s, x, y, r, fur, pale);
        if (kind.Mane) Mane(s, x, y, r, fur);
        Ears(s, kind, x, y, r, fur, pale);
        Head(s, kind, x, y, r, fur, pale);
        if (s.Reading.Says("raccoon", "lynx", "tiger")) Stripes(s, x, y, r, fur);
        Face(s, kind, x, y, r, fur);
        Foliage(s, behind: false);
        Sky.Weather(s);
    }

    private static Kind KindOf(Stage s)
    {
        var says = s.Reading;
        if (says.Says("fox")) return new(48, 0.16, 0.65, "tall", 0.62f, true, false);
        if (says.Says("panda")) return new(80, 0.01, 0.95, "round", 0.36f, false, false);
        if (says.Says("bear", "koala", "otter", "squirrel", "mouse", "hamster", "monkey")) return new(55, 0.07,
            says.Says("koala", "mouse") ? 0.68 : 0.48, "round", 0.44f, false, false);
        if (says.Says("owl")) return new(60, 0.06, 0.55, "tuft", 0, true, false);
        if (says.Says("lion")) return new(75, 0.11, 0.76, "round", 0.44f, false, true);
        if (says.Says("tiger")) return new(58, 0.15, 0.7, "round", 0.44f, true, false);
        if (says.Says("rabbit", "bunny")) return new(70, 0.02, 0.85, "long", 0.34f, false, false);
        if (says.Says("wolf", "husky", "raccoon")) return new(250, 0.015, 0.58, "tall", 0.56f, true, false);
        if (says.Says("dog", "puppy", "corgi")) return new(65, 0.09, 0.68, "flop", 0.5f, true, false);
        if (says.Says("deer", "cub")) return new(55, 0.09, 0.58, "side", 0.5f, true, false);
        var rng = s.Rng(2);
        return rng.Int(4) switch
        {
            0 => new(60, 0.13, 0.72, "tall", 0.36f, true, false),
            1 => new(250, 0.01, 0.3, "tall", 0.36f, false, false),
            2 => new(250, 0.015, 0.65, "tall", 0.36f, true, false),
            _ => new(75, 0.04, 0.88, "tall", 0.36f, false, false),
        };
    }

    private static void Body(Stage s, float x, float y, float r, SKColor fur, SKColor pale)
    {
        using var body = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 1.5f, s.H + 4);
            b.CubicTo(x - r * 1.4f, y + r * 1.1f, x - r * 0.8f, y + r * 0.6f, x, y + r * 0.6f);
            b.CubicTo(x + r * 0.8f, y + r * 0.6f, x + r * 1.4f, y + r * 1.1f, x + r * 1.5f, s.H + 4);
            b.Close();
        });
        s.Fill(body, Palette.Darker(fur, 0.14f), Palette.Darker(fur, 0.4f));
        using var bib = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.62f, y + r * 0.72f);
            for (var i = 0; i <= 8; i++) b.LineTo(x - r * 0.62f + i * r * 0.155f,
                y + r * (1.45f + (i % 2 == 0 ? 0.16f : 0.36f)) - MathF.Abs(i - 4) * r * 0.1f);
            b.LineTo(x + r * 0.62f, y + r * 0.72f);
            b.Close();
        });
        s.Fill(bib, pale);
    }

    private static void Mane(Stage s, float x, float y, float r, SKColor fur)
    {
        for (var ring = 0; ring < 2; ring++)
        {
            for (var i = 0; i < 30; i++)
            {
                var a = i / 30f * 2 * MathF.PI + ring * 0.1f;
                var d = r * (1.52f - 0.2f * ring) * (1 + 0.02f * s.Wave(1, i * 0.07));
                using var lock_ = Stage.Polygon(
                    new(x + MathF.Cos(a - 0.16f) * r * 0.8f, y + MathF.Sin(a - 0.16f) * r * 0.8f),
                    new(x + MathF.Cos(a) * d, y + MathF.Sin(a) * d),
                    new(x + MathF.Cos(a + 0.16f) * r * 0.8f, y + MathF.Sin(a + 0.16f) * r * 0.8f));
                s.Fill(lock_, Palette.Mix(Palette.Darker(fur, 0.5f), Palette.Lch(0.55, 0.14, 45), ring == 0 ? 0.3f : 0.65f));
            }
        }
    }

    private static void Ears(Stage s, Kind kind, float x, float y, float r, SKColor fur, SKColor pale)
    {
        var dark = s.Reading.Says("panda") ? Palette.Lch(0.2, 0.01, 260) : Palette.Darker(fur, 0.08f);
        var inner = Palette.Mix(pale, Palette.Lch(0.75, 0.1, 15), 0.55f);
        var twitch = s.T is > 0.7 and < 0.78 ? r * 0.05f : 0;
        for (var side = -1; side <= 1; side += 2)
        {
            SKPoint At(float px, float py) => new(x + side * r * px + (side > 0 ? twitch : 0), y - r * py);
            switch (kind.Ears)
            {
                case "round":
                    s.Circle(At(0.72f, 0.72f).X, At(0.72f, 0.72f).Y, r * 0.34f, dark);
                    s.Circle(At(0.7f, 0.7f).X, At(0.7f, 0.7f).Y, r * 0.2f, s.Reading.Says("panda") ? Palette.Lighter(dark, 0.15f) : inner);
                    break;
                case "long":
                    using (var ear = Long(At, 1)) s.Fill(ear, dark);
                    using (var ear = Long(At, 0.6f)) s.Fill(ear, inner);
                    break;
                case "flop":
                    using (var ear = Stage.Polygon(At(0.5f, 0.85f), At(0.95f, 0.8f), At(1.3f, 0.2f), At(1.12f, -0.25f), At(0.86f, 0.05f)))
                        s.Fill(ear, Palette.Darker(fur, 0.35f));
                    break;
                default:
                    var (tip, wide) = kind.Ears switch { "tuft" => (1.35f, 0.7f), "side" => (0.95f, 1.35f), _ => (1.5f, 0.82f) };
                    using (var ear = Stage.Polygon(At(0.2f, 0.8f), At(wide, tip), At(0.95f, 0.28f))) s.Fill(ear, dark);
                    using (var ear = Stage.Polygon(At(0.38f, 0.84f), At(wide * 0.95f, tip - 0.24f), At(0.82f, 0.45f))) s.Fill(ear, inner);
                    break;
            }
        }
    }

    private static SKPath Long(Func<float, float, SKPoint> at, float share) => Stage.Shape(b =>
    {
        var w = 0.22f * share;
        b.MoveTo(at(0.3f - w, 0.7f).X, at(0.3f, 0.7f).Y);
        b.CubicTo(at(0.25f - w, 1.6f).X, at(0, 1.6f).Y, at(0.4f - w, 2f).X, at(0, 0.7f + 1.3f * share).Y, at(0.42f, 2f).X,
            at(0, 0.7f + 1.3f * share).Y);
        b.CubicTo(at(0.5f + w, 2f).X, at(0, 0.7f + 1.25f * share).Y, at(0.45f + w, 1.3f).X, at(0, 1.3f).Y, at(0.35f + w, 0.7f).X,
            at(0, 0.7f).Y);
        b.Close();
    });

    private static void Head(Stage s, Kind kind, float x, float y, float r, SKColor fur, SKColor pale)
    {
        var pointed = kind.Ears is "tall" or "side";
        using var head = Stage.Shape(b =>
        {
            b.MoveTo(x, y - r * 0.92f);
            b.CubicTo(x + r * 0.62f, y - r * 0.95f, x + r * 1.04f, y - r * 0.5f, x + r * 1.04f, y + r * 0.08f);
            b.CubicTo(x + r * (pointed ? 1.12f : 1.04f), y + r * 0.42f, x + r * 0.6f, y + r * (pointed ? 0.72f : 0.9f), x, y + r * 0.9f);
            b.CubicTo(x - r * 0.6f, y + r * (pointed ? 0.72f : 0.9f), x - r * (pointed ? 1.12f : 1.04f), y + r * 0.42f, x - r * 1.04f,
                y + r * 0.08f);
            b.CubicTo(x - r * 1.04f, y - r * 0.5f, x - r * 0.62f, y - r * 0.95f, x, y - r * 0.92f);
            b.Close();
        });
        s.Fill(head, Palette.Lighter(fur, 0.12f), Palette.Darker(fur, 0.1f));
        s.Canvas.Save();
        s.Canvas.ClipPath(head, SKClipOperation.Intersect, true);
        if (kind.Mask)
        {
            for (var side = -1; side <= 1; side += 2)
            {
                using var cheek = Stage.Shape(b =>
                {
                    b.MoveTo(x, y + r * 0.12f);
                    b.CubicTo(x + side * r * 0.5f, y + r * 0.1f, x + side * r * 0.85f, y - r * 0.1f, x + side * r * 1.2f, y + r * 0.05f);
                    b.LineTo(x + side * r * 1.1f, y + r);
                    b.LineTo(x, y + r);
                    b.Close();
                });
                s.Fill(cheek, pale);
            }
        }
        s.Rect(x + r * 0.35f, y - r, r, r * 2, s.Colours.Dark.WithAlpha(22));
        s.Canvas.Restore();
        if (kind.Muzzle > 0) s.Oval(x, y + r * 0.47f, r * kind.Muzzle, r * kind.Muzzle * 0.76f, pale);
    }

    private static void Stripes(Stage s, float x, float y, float r, SKColor fur)
    {
        var dark = Palette.Lch(0.2, 0.03, 50);
        for (var i = -1; i <= 1; i++)
        {
            using var stripe = Stage.Polygon(new(x + i * r * 0.2f - r * 0.05f, y - r * 0.88f),
                new(x + i * r * 0.2f + r * 0.05f, y - r * 0.88f), new(x + i * r * 0.13f, y - r * (i == 0 ? 0.3f : 0.45f)));
            s.Fill(stripe, dark);
        }
        for (var side = -1; side <= 1; side += 2)
        {
            for (var i = 0; i < 3; i++)
            {
                using var stripe = Stage.Polygon(
                    new(x + side * r * 1.02f, y + r * (-0.1f + 0.2f * i)), new(x + side * r * 1f, y + r * (0.02f + 0.2f * i)),
                    new(x + side * r * 0.62f, y + r * (0.05f + 0.16f * i)));
                s.Fill(stripe, Palette.Mix(dark, fur, 0.1f));
            }
        }
    }

    private static void Face(Stage s, Kind kind, float x, float y, float r, SKColor fur)
    {
        var owl = kind.Ears == "tuft";
        var (eye, apart) = (r * (owl ? 0.34f : 0.19f), r * (owl ? 0.4f : 0.44f));
        var iris = Palette.Lch(0.78, 0.16, s.Reading.AccentHue ?? s.Rng(3).Pick<double>([85, 130, 60, 220, 150]));
        var open = s.T is > 0.4 and < 0.46 ? 0.1f : 1;
        var cat = kind is { Ears: "tall", Muzzle: < 0.4f };
        for (var side = -1; side <= 1; side += 2)
        {
            var (ex, ey) = (x + side * apart, y - r * 0.08f);
            if (s.Reading.Says("panda")) s.Oval(ex, ey + eye * 0.2f, eye * 1.7f, eye * 1.9f, Palette.Lch(0.2, 0.01, 260));
            if (owl) s.Circle(ex, ey, eye * 1.35f, Palette.Lighter(fur, 0.55f));
            s.Oval(ex, ey, eye * 1.12f, eye * 1.1f * open, Palette.Lch(0.15, 0.02, 50));
            s.Oval(ex, ey, eye, eye * open, iris);
            s.Oval(ex, ey, eye * (cat ? 0.34f : 0.6f), eye * (cat ? 0.84f : 0.6f) * open, Palette.Lch(0.1, 0.01, 50));
            s.Circle(ex - eye * 0.3f, ey - eye * 0.36f, eye * 0.24f * open, SKColors.White);
        }
        if (owl)
        {
            using var beak = Stage.Polygon(new(x - r * 0.13f, y + r * 0.08f), new(x + r * 0.13f, y + r * 0.08f), new(x, y + r * 0.42f));
            s.Fill(beak, Palette.Lch(0.78, 0.14, 75));
            return;
        }
        var (ny, dark) = (y + r * 0.3f, Palette.Lch(0.24, 0.04, 20));
        using var nose = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 0.15f, ny - r * 0.06f);
            b.QuadTo(x, ny - r * 0.14f, x + r * 0.15f, ny - r * 0.06f);
            b.QuadTo(x + r * 0.08f, ny + r * 0.1f, x, ny + r * 0.12f);
            b.QuadTo(x - r * 0.08f, ny + r * 0.1f, x - r * 0.15f, ny - r * 0.06f);
            b.Close();
        });
        s.Fill(nose, cat ? Palette.Lch(0.68, 0.11, 15) : dark);
        s.Line(x, ny + r * 0.1f, x, ny + r * 0.24f, r * 0.026f, dark);
        for (var side = -1; side <= 1; side += 2)
        {
            using var mouth = Stage.Shape(b =>
            {
                b.MoveTo(x, ny + r * 0.24f);
                b.QuadTo(x + side * r * 0.12f, ny + r * 0.36f, x + side * r * 0.25f, ny + r * 0.24f);
            });
            s.Draw(mouth, r * 0.026f, dark);
            if (!cat && kind.Ears is not "long") continue;
            for (var i = 0; i < 3; i++)
                s.Line(x + side * r * 0.3f, ny + r * (0.06f + 0.07f * i), x + side * r * 1.12f, ny + r * (-0.12f + 0.17f * i), r * 0.011f,
                    s.Colours.Pale.WithAlpha(210));
        }
    }

    private static void Foliage(Stage s, bool behind)
    {
        var rng = s.Rng(behind ? 10 : 11);
        var tone = s.Reading.Says("snow", "winter", "snowy") ? Palette.Lch(0.85, 0.03, 240)
            : Palette.Mix(s.Colours.Near, Palette.Lch(0.5, 0.12, 150), 0.4f);
        for (var i = 0; i < (behind ? 18 : 13); i++)
        {
            var x = s.W * (i + rng.Unit()) / (behind ? 18 : 13);
            if (!behind && Math.Abs(x - s.W / 2) < s.U * 0.12f) continue;
            var h = s.U * (behind ? rng.Range(0.25f, 0.5f) : rng.Range(0.12f, 0.27f));
            var lean = rng.Bell() * h * 0.5f + s.Wave(1, x / s.W) * h * 0.03f;
            using var leaf = Stage.Shape(b =>
            {
                b.MoveTo(x, s.H + 4);
                b.QuadTo(x - h * 0.25f + lean * 0.3f, s.H - h * 0.5f, x + lean, s.H - h);
                b.QuadTo(x + h * 0.25f + lean * 0.3f, s.H - h * 0.5f, x, s.H + 4);
                b.Close();
            });
            s.Fill(leaf, Palette.Mix(tone, s.Colours.Sky[1], behind ? rng.Range(0.2f, 0.6f) : 0),
                Palette.Darker(tone, behind ? 0.1f : 0.4f));
        }
    }
}
