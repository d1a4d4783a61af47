namespace OmniHub.Sandbox;

/// <summary>Sand in long crests, one side in light and one in shade; pyramids, cacti or a caravan.</summary>
internal static class Dunes
{
    public static void Paint(Stage s)
    {
        Sky.Air(s, 0.6f);
        if (s.Colours.Night) Sky.Stars(s, 0.5f);
        var sun = Sky.SunOrMoon(s, 0.4f, 0.16f, 0.08f);
        Sky.Streaks(s, 0.12f, 0.45f, 10);
        if (s.Reading.Says("pyramid", "pyramids", "egypt", "giza")) Pyramids(s, sun.X);
        for (var layer = 0; layer < 5; layer++) Dune(s, layer, sun.X);
        Caravan(s);
        if (s.Reading.Says("cactus", "cacti", "arizona", "mexico")) Cacti(s);
    }

    private static void Dune(Stage s, int layer, float sunX)
    {
        var depth = layer / 4f;
        var noise = s.Noise(10 + layer);
        float CrestAt(float u) =>
            s.H * (0.52f + 0.115f * layer - (0.05f + 0.06f * depth) * noise.At(u * (2.6f - layer * 0.25f) + layer * 5, 2));
        var light = Palette.Mix(s.Colours.Land(depth * 0.75f), s.Colours.Light, 0.3f - 0.1f * depth);
        var shade = Palette.Mix(s.Colours.Land(0.45f + 0.5f * depth), s.Colours.Sky[0], 0.18f);
        using var body = s.Below(CrestAt);
        s.Fill(body, light, Palette.Mix(light, shade, 0.35f));
        // The slip face: from the crest down the side that the light does not reach.
        var rng = s.Rng(30 + layer);
        for (var ridge = 0; ridge < 3; ridge++)
        {
            var start = (ridge + rng.Unit()) / 3;
            var away = start * s.W > sunX ? 1 : -1;
            using var face = Stage.Shape(b =>
            {
                b.MoveTo(start * s.W, CrestAt(start));
                for (var t = 0f; t <= 1; t += 0.05f) b.LineTo((start + away * 0.3f * t) * s.W, CrestAt(start + away * 0.3f * t) + 1);
                for (var t = 1f; t >= 0; t -= 0.05f)
                {
                    var u = start + away * 0.3f * t;
                    b.LineTo(u * s.W, CrestAt(u) + s.H * (0.055f + 0.07f * depth) * MathF.Sin(t * MathF.PI) * (1.2f - 0.4f * t));
                }
                b.Close();
            });
            s.Fill(face, shade.WithAlpha(200), shade.WithAlpha(110));
        }
        for (var i = 0; i < 7 + layer * 3; i++)
        {
            var at = 0.02f + 0.018f * i;
            using var ripple = Stage.Shape(b =>
            {
                b.MoveTo(-4, CrestAt(0) + s.H * at);
                for (var x = 0f; x <= s.W + 12; x += 12)
                    b.LineTo(x, CrestAt(x / s.W) + s.H * at * (1 + 0.3f * noise.At(x / s.W * 4 + i, 2)) + s.Wave(1,
                        x / s.W) * s.U * 0.0012f);
            });
            s.Draw(ripple, s.U * 0.0012f, shade.WithAlpha((byte)(30 + 34 * depth)));
        }
    }

    private static void Pyramids(Stage s, float sunX)
    {
        foreach (var (u, size) in new[] { (0.3f, 0.3f), (0.55f, 0.38f), (0.78f, 0.22f) })
        {
            var (x, y, h) = (u * s.W, s.H * 0.6f, s.U * size);
            var edge = x + (sunX > x ? -0.15f : 0.15f) * h;
            using var lit = Stage.Polygon(new(x, y - h), new(x - h * 0.85f, y), new(edge, y));
            using var dark = Stage.Polygon(new(x, y - h), new(edge, y), new(x + h * 0.85f, y));
            var (light, shade) = (Palette.Mix(s.Colours.Far, s.Colours.Light, 0.35f), Palette.Mix(s.Colours.Near, s.Colours.Far, 0.35f));
            s.Fill(lit, sunX > x ? shade : light);
            s.Fill(dark, sunX > x ? light : shade);
        }
    }

    private static void Caravan(Stage s)
    {
        if (!s.Reading.Says("camel", "camels", "caravan", "desert", "sahara")) return;
        var rng = s.Rng(50);
        var (x, y, size) = (s.W * rng.Range(0.25f, 0.5f), s.H * 0.735f, s.U * 0.036f);
        for (var i = 0; i < 5; i++)
        {
            var cx = x + i * size * 2.5f + s.Wave() * size * 0.1f;
            var cy = y - size * 0.3f * i;
            var color = Palette.Darker(s.Colours.Dark, 0.2f);
            s.Oval(cx, cy, size * 0.8f, size * 0.36f, color);
            s.Circle(cx - size * 0.1f, cy - size * 0.4f, size * 0.3f, color);
            s.Line(cx + size * 0.7f, cy, cx + size * 1.05f, cy - size * 0.7f, size * 0.17f, color);
            s.Oval(cx + size * 1.16f, cy - size * 0.72f, size * 0.22f, size * 0.11f, color);
            for (var leg = 0; leg < 4; leg++)
                s.Line(cx + size * (-0.55f + 0.36f * leg), cy + size * 0.2f,
                    cx + size * (-0.55f + 0.36f * leg + 0.07f * s.Wave(2, leg * 0.25)), cy + size * 1.1f, size * 0.1f, color);
        }
    }

    private static void Cacti(Stage s)
    {
        var rng = s.Rng(60);
        for (var i = 0; i < 4; i++)
        {
            var (x, y, h) = (s.W * rng.Range(0.05f, 0.95f), s.H * rng.Range(0.84f, 0.98f), s.U * rng.Range(0.16f, 0.34f));
            var color = Palette.Mix(Palette.Lch(0.45, 0.1, 150), s.Colours.Dark, s.Colours.Night ? 0.7f : 0.25f);
            s.Line(x, y, x, y - h, h * 0.15f, color);
            foreach (var (side, at, up) in new[] { (-1, 0.42f, 0.32f), (1, 0.55f, 0.28f) })
            {
                s.Line(x, y - h * at, x + side * h * 0.24f, y - h * at, h * 0.1f, color);
                s.Line(x + side * h * 0.24f, y - h * at, x + side * h * 0.24f, y - h * (at + up), h * 0.1f, color);
            }
            s.Line(x - h * 0.03f, y - h * 0.05f, x - h * 0.03f, y - h, h * 0.016f, Palette.Lighter(color, 0.25f));
        }
    }
}
