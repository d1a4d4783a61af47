using SkiaSharp;

namespace OmniHub.Sandbox;

internal enum Mood { Day, Dawn, Sunset, Night, Storm, Winter, Autumn, Spring, Neon, Pastel, Mono, Deep, Desert, Fire, Vintage }

/// <summary>The colours of one picture. All are mixed in OKLCH, where equal steps look equal.</summary>
internal sealed record Palette
{
    public required SKColor[] Sky { get; init; }
    public required SKColor Light { get; init; }
    public required SKColor Far { get; init; }
    public required SKColor Near { get; init; }
    public required SKColor Accent { get; init; }
    public required SKColor Second { get; init; }
    public required SKColor Dark { get; init; }
    public required SKColor Pale { get; init; }
    public bool Night { get; init; }

    /// <summary>Land at a depth from 0 (far, in haze) to 1 (near).</summary>
    public SKColor Land(float depth) => Mix(Far, Near, depth);

    /// <summary>Sky hues top, middle, horizon; then light, land far and near, accents: (lightness, chroma, hue).</summary>
    public static Palette Of(Mood mood, Rng rng, double? accentHue)
    {
        var shift = rng.Bell() * 14;
        var accent = accentHue ?? rng.Pick<double>([25, 50, 85, 150, 195, 255, 310, 350]);
        Palette Make(
            (double L, double C, double H) top, (double L, double C, double H) middle, (double L, double C, double H) horizon,
            (double L, double C, double H) light, (double L, double C, double H) far, (double L, double C, double H) near,
            bool night = false)
        {
            SKColor Shift((double L, double C, double H) c) => Lch(c.L, c.C, c.H + shift);
            return new Palette
            {
                Sky = [Shift(top), Shift(middle), Shift(horizon)],
                Light = Shift(light),
                Far = Shift(far),
                Near = Shift(near),
                Accent = Lch(0.68, 0.19, accent),
                Second = Lch(0.75, 0.14, accent + rng.Pick<double>([45, -50, 150, 180])),
                Dark = Lch(0.2, 0.04, near.H + shift),
                Pale = Lch(0.95, 0.03, horizon.H + shift),
                Night = night,
            };
        }
        return mood switch
        {
            Mood.Dawn => Make((.55, .09, 280), (.76, .1, 340), (.91, .09, 70), (.97, .07, 85), (.76, .07, 320), (.3, .07, 285)),
            Mood.Sunset => Make((.36, .12, 290), (.62, .18, 20), (.85, .15, 65), (.95, .12, 88), (.66, .14, 25), (.2, .07, 300)),
            Mood.Night => Make((.15, .06, 275), (.25, .09, 265), (.42, .1, 245), (.95, .03, 100), (.37, .08, 255), (.12, .04, 265), true),
            Mood.Storm => Make((.33, .03, 250), (.52, .03, 240), (.74, .03, 220), (.9, .03, 210), (.56, .03, 235), (.22, .03, 230)),
            Mood.Winter => Make((.62, .08, 250), (.82, .05, 240), (.95, .02, 60), (.98, .03, 80), (.82, .04, 245), (.38, .06, 255)),
            Mood.Autumn => Make((.66, .07, 230), (.84, .06, 80), (.93, .09, 75), (.97, .09, 85), (.75, .11, 60), (.33, .1, 35)),
            Mood.Spring => Make((.72, .1, 240), (.87, .06, 200), (.96, .05, 110), (.98, .07, 100), (.82, .1, 140), (.45, .12, 145)),
            Mood.Neon => Make((.13, .08, 295), (.26, .15, 310), (.52, .22, 345), (.82, .18, 195), (.4, .17, 310), (.13, .07, 285), true),
            Mood.Pastel => Make((.85, .06, 265), (.9, .06, 330), (.95, .05, 70), (.98, .04, 90), (.86, .07, 350), (.64, .09, 290)),
            Mood.Mono => Make((.3, .005, 250), (.58, .005, 250), (.88, .005, 80), (.97, .005, 80), (.66, .005, 250), (.14, .005, 250)),
            Mood.Deep => Make((.72, .11, 200), (.45, .11, 220), (.2, .07, 245), (.97, .06, 180), (.5, .1, 210), (.16, .06, 240)),
            Mood.Desert => Make((.6, .1, 245), (.82, .06, 70), (.92, .09, 65), (.97, .07, 90), (.82, .11, 60), (.46, .13, 40)),
            Mood.Fire => Make((.18, .07, 20), (.42, .17, 30), (.72, .2, 50), (.94, .15, 90), (.48, .17, 32), (.14, .05, 20)),
            Mood.Vintage => Make((.62, .06, 190), (.82, .06, 90), (.9, .08, 75), (.96, .06, 85), (.7, .07, 60), (.34, .06, 40)),
            _ => Make((.6, .13, 248), (.79, .09, 232), (.94, .04, 210), (.99, .05, 100), (.79, .07, 215), (.42, .11, 150)),
        };
    }

    public static SKColor Lch(double lightness, double chroma, double hue, byte alpha = 255)
    {
        var (sin, cos) = Math.SinCos(hue * Math.PI / 180);
        var (a, b) = (chroma * cos, chroma * sin);
        var l = Math.Pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        var m = Math.Pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        var s = Math.Pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return new SKColor(
            Gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
            Gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
            Gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), alpha);
    }

    public static SKColor Mix(SKColor from, SKColor to, float share)
    {
        byte Part(byte a, byte b) => (byte)Math.Clamp(a + (b - a) * share, 0, 255);
        return new SKColor(Part(from.Red, to.Red), Part(from.Green, to.Green), Part(from.Blue, to.Blue), Part(from.Alpha, to.Alpha));
    }

    public static SKColor Lighter(SKColor color, float share) => Mix(color, SKColors.White.WithAlpha(color.Alpha), share);

    public static SKColor Darker(SKColor color, float share) => Mix(color, SKColors.Black.WithAlpha(color.Alpha), share);

    private static byte Gamma(double linear)
    {
        var value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return (byte)Math.Clamp(Math.Round(value * 255), 0, 255);
    }
}
