using SkiaSharp;

namespace OmniHub.Sandbox;

/// <summary>Curtains of light over snow hills and pines, with a tent or a cabin that glows.</summary>
internal static class Aurora
{
    public static void Paint(Stage s)
    {
        s.Vertical(0, 0, s.W, s.H, Palette.Lch(0.14, 0.05, 270), Palette.Lch(0.24, 0.07, 250), Palette.Lch(0.42, 0.08, 210));
        Sky.Stars(s, 0.75f, 380);
        var rng = s.Rng(1);
        var hue = s.Reading.AccentHue ?? rng.Pick<double>([150, 165, 180]);
        for (var curtain = 0; curtain < 3; curtain++) Curtain(s, curtain, hue + curtain * 26);
        Hills(s);
        Camp(s);
        Sky.Weather(s);
    }

    private static void Curtain(Stage s, int index, double hue)
    {
        var noise = s.Noise(10 + index);
        var drift = (float)Math.Sin(2 * Math.PI * (s.T + index * 0.3)) * 0.16f;
        var columns = 150;
        for (var i = 0; i < columns; i++)
        {
            var u = i / (float)columns;
            var foot = s.H * (0.56f - 0.1f * index + 0.17f * noise.At(u * 2.1f + drift, 3));
            var strength = Math.Max(0, 0.55f + 0.75f * noise.At(u * 7 + index * 9 - drift * 2, 3));
            var high = s.H * (0.26f + 0.17f * noise.At(u * 4 + 50 + drift, 2));
            using var shader = SKShader.CreateLinearGradient(
                new(0, foot - high), new(0, foot + s.H * 0.02f),
                [
                    Palette.Lch(0.6, 0.18, hue + 130, 0), Palette.Lch(0.65, 0.18, hue + 95, (byte)(45 * strength)),
                    Palette.Lch(0.83, 0.2, hue, (byte)(120 * strength)), Palette.Lch(0.9, 0.16, hue, 0),
                ],
                [0, 0.35f, 0.88f, 1], SKShaderTileMode.Clamp);
            using var paint = new SKPaint { Shader = shader, BlendMode = SKBlendMode.Screen };
            s.Canvas.DrawRect(u * s.W - 1, foot - high, s.W / columns * 2.6f, high + s.H * 0.02f, paint);
        }
    }

    private static void Hills(Stage s)
    {
        for (var layer = 0; layer < 3; layer++)
        {
            var noise = s.Noise(20 + layer);
            var rng = s.Rng(30 + layer);
            float HeightAt(float u) => s.H * (0.66f + 0.1f * layer - 0.09f * (1 - layer * 0.2f) * noise.At(u * (2.4f - layer * 0.4f),
                layer == 0 ? 6 : 3));
            var snow = Palette.Mix(Palette.Lch(0.5, 0.06, 235), Palette.Lch(0.2, 0.04, 260), 0.3f * layer);
            using var hill = s.Below(HeightAt);
            s.Fill(hill, Palette.Mix(snow, Palette.Lch(0.8, 0.12, 170), 0.22f), Palette.Darker(snow, 0.3f));
            for (var i = 0; i < 40 - layer * 8; i++)
            {
                var u = rng.Unit();
                if (layer == 2 && u is > 0.3f and < 0.7f) continue;
                var h = s.H * (0.035f + 0.05f * layer) * rng.Range(0.6f, 1.4f);
                Landscape.Pine(s, u * s.W, HeightAt(u) + h * 0.12f, h, Palette.Lch(0.15 - 0.02 * layer, 0.03, 230));
            }
        }
    }

    private static void Camp(Stage s)
    {
        var rng = s.Rng(40);
        var (x, y, size) = (s.W * rng.Range(0.4f, 0.6f), s.H * 0.87f, s.U * 0.13f);
        var lamp = Palette.Lch(0.86, 0.14, 75);
        var glow = (byte)(150 + 35 * s.Wave(2));
        s.Glow(x, y, size * 2.2f, lamp.WithAlpha((byte)(glow / 2)), SKBlendMode.Screen, 0.6f);
        if (s.Reading.Says("cabin", "house", "cottage", "hut"))
        {
            s.Rect(x - size * 0.55f, y - size * 0.55f, size * 1.1f, size * 0.6f, Palette.Lch(0.2, 0.04, 50));
            using var roof = Stage.Polygon(new(x - size * 0.75f, y - size * 0.5f), new(x, y - size * 1.05f),
                new(x + size * 0.75f, y - size * 0.5f));
            s.Fill(roof, Palette.Lch(0.62, 0.03, 230));
            for (var i = -1; i <= 1; i += 2) s.Rect(x + i * size * 0.28f - size * 0.11f, y - size * 0.38f, size * 0.22f, size * 0.22f,
                lamp.WithAlpha(glow));
            return;
        }
        using var tent = Stage.Polygon(new(x - size * 0.7f, y), new(x, y - size * 0.75f), new(x + size * 0.7f, y));
        s.Fill(tent, Palette.Mix(lamp, s.Colours.Accent, 0.4f), Palette.Mix(s.Colours.Accent, s.Colours.Dark, 0.25f));
        using var door = Stage.Polygon(new(x - size * 0.17f, y), new(x, y - size * 0.72f), new(x + size * 0.17f, y));
        s.Fill(door, Palette.Lch(0.95, 0.1, 85, glow), lamp);
        s.Glow(x, y - size * 0.2f, size * 0.9f, lamp.WithAlpha(glow), SKBlendMode.Screen);
    }
}
