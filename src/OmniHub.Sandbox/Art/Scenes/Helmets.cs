using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Portraits of those who show no face.</summary>
internal static class Helmets
{
    public static void Robot(Stage s, float x, float y, float r)
    {
        var steel = Palette.Mix(Palette.Lch(0.8, 0.03, 240), s.Colours.Second, 0.15f);
        s.Rect(x - r * 0.3f, y + r * 0.6f, r * 0.6f, r, Palette.Darker(steel, 0.5f));
        for (var i = 0; i < 4; i++) s.Rect(x - r * 0.36f, y + r * (0.85f + 0.15f * i), r * 0.72f, r * 0.07f, Palette.Darker(steel, 0.25f));
        using (var chest = Stage.Shape(b =>
            b.AddRoundRect(new SKRoundRect(new(x - r * 1.7f, y + r * 1.42f, x + r * 1.7f, s.H + r), r * 0.5f))))
            s.Fill(chest, steel, Palette.Darker(steel, 0.5f));
        s.Circle(x, y + r * 2.1f, r * 0.26f, s.Colours.Dark);
        s.Glow(x, y + r * 2.1f, r * 0.6f, s.Colours.Accent.WithAlpha((byte)(190 + 50 * s.Wave(2))), SKBlendMode.Screen);
        s.Line(x, y - r, x, y - r * 1.45f, r * 0.06f, Palette.Darker(steel, 0.3f));
        s.Circle(x, y - r * 1.5f, r * 0.11f, s.Colours.Accent);
        for (var side = -1; side <= 1; side += 2) s.Circle(x + side * r * 0.98f, y, r * 0.2f, Palette.Darker(steel, 0.3f));
        using var head = Stage.Shape(b => b.AddRoundRect(new SKRoundRect(new(x - r * 0.95f, y - r, x + r * 0.95f, y + r * 0.82f),
            r * 0.4f)));
        s.Fill(head, Palette.Lighter(steel, 0.35f), Palette.Darker(steel, 0.22f));
        using var visor = Stage.Shape(b =>
            b.AddRoundRect(new SKRoundRect(new(x - r * 0.75f, y - r * 0.52f, x + r * 0.75f, y + r * 0.2f), r * 0.32f)));
        s.Fill(visor, Palette.Lch(0.16, 0.04, 260));
        var open = s.T is > 0.46 and < 0.52 ? 0.15f : 1;
        for (var side = -1; side <= 1; side += 2)
        {
            s.Glow(x + side * r * 0.34f, y - r * 0.16f, r * 0.42f, s.Colours.Accent.WithAlpha(190), SKBlendMode.Screen);
            s.Oval(x + side * r * 0.34f, y - r * 0.16f, r * 0.17f, r * 0.17f * open, Palette.Lighter(s.Colours.Accent, 0.55f));
        }
        for (var i = -2; i <= 2; i++) s.Rect(x + i * r * 0.14f - r * 0.04f, y + r * 0.42f, r * 0.08f, r * 0.2f,
            Palette.Darker(steel, 0.5f));
    }

    public static void Astronaut(Stage s, float x, float y, float r)
    {
        var suit = Palette.Lch(0.93, 0.015, 250);
        using (var body = Stage.Shape(b =>
        {
            b.MoveTo(x - r * 2.1f, s.H + 4);
            b.CubicTo(x - r * 2f, y + r * 1.3f, x - r * 1.2f, y + r * 1.1f, x, y + r * 1.1f);
            b.CubicTo(x + r * 1.2f, y + r * 1.1f, x + r * 2f, y + r * 1.3f, x + r * 2.1f, s.H + 4);
            b.Close();
        })) s.Fill(body, suit, Palette.Darker(suit, 0.38f));
        s.Rect(x - r * 0.5f, y + r * 1.75f, r, r * 0.62f, Palette.Darker(suit, 0.25f));
        for (var i = 0; i < 3; i++) s.Circle(x - r * 0.28f + i * r * 0.28f, y + r * 1.98f, r * 0.085f, i == 1 ? s.Colours.Accent
            : s.Colours.Second);
        s.Circle(x, y + r * 0.12f, r * 1.22f, Palette.Darker(suit, 0.12f));
        s.Circle(x - r * 0.05f, y + r * 0.06f, r * 1.16f, suit);
        using var glass = Stage.Shape(b => b.AddOval(new(x - r * 0.9f, y - r * 0.66f, x + r * 0.9f, y + r * 0.86f)));
        s.Fill(glass, Palette.Lch(0.22, 0.08, 275), Palette.Lch(0.5, 0.16, 320), Palette.Lch(0.8, 0.14, 70));
        s.Canvas.Save();
        s.Canvas.ClipPath(glass, SKClipOperation.Intersect, true);
        s.Circle(x + r * 0.3f, y + r * 0.35f, r * 0.22f, s.Colours.Light);
        for (var i = 0; i < 3; i++)
        {
            using var hill = Stage.Shape(b =>
            {
                b.MoveTo(x - r, y + r);
                b.QuadTo(x - r * 0.3f + i * r * 0.3f, y + r * (0.25f + 0.15f * i), x + r, y + r * (0.7f + 0.1f * i));
                b.LineTo(x + r, y + r);
                b.Close();
            });
            s.Fill(hill, Palette.Lch(0.3 - 0.07 * i, 0.09, 290));
        }
        s.Canvas.Save();
        s.Canvas.RotateDegrees(-24, x, y);
        s.Oval(x - r * 0.5f, y - r * 0.3f, r * 0.13f, r * 0.4f, SKColors.White.WithAlpha(150));
        s.Canvas.Restore();
        s.Canvas.Restore();
        s.Draw(glass, r * 0.07f, Palette.Darker(suit, 0.3f));
        for (var side = -1; side <= 1; side += 2) s.Circle(x + side * r * 1.12f, y + r * 0.15f, r * 0.18f, s.Colours.Accent);
    }
}
