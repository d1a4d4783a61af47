using System.Globalization;

namespace OmniHub.Generation;

/// <summary>Shapes of pictures: the little drawings of the form, and the closed list of classes that reserve the space of a tile.</summary>
internal static class Shape
{
    private static readonly (string Class, double Ratio)[] Classes =
    [
        ("r1x1", 1), ("r4x3", 4 / 3d), ("r3x2", 3 / 2d), ("r16x9", 16 / 9d), ("r3x4", 3 / 4d), ("r2x3", 2 / 3d), ("r4x5", 4 / 5d), ("r9x16", 9 / 16d),
    ];

    /// <summary>Width and height of the drawing of a ratio such as <c>4:3</c>, at most 18 units.</summary>
    public static (double Width, double Height) Fit(string ratio)
    {
        var (w, h) = Parse(ratio) ?? (1, 1);
        var scale = 18 / Math.Max(w, h);
        return (Math.Round(w * scale, 2), Math.Round(h * scale, 2));
    }

    /// <summary>The nearest class for a picture's size; 16:9 or 1:1 where it is not known yet.</summary>
    public static string ClassOf(int width, int height, bool isVideo) =>
        width > 0 && height > 0 ? Nearest(width / (double)height) : isVideo ? "r16x9" : "r1x1";

    /// <summary>The class that a run will most likely need, from its options.</summary>
    public static string? ClassOf(string? option) => option switch
    {
        "square_hd" or "square" => "r1x1",
        "landscape_4_3" => "r4x3",
        "landscape_16_9" => "r16x9",
        "portrait_4_3" => "r3x4",
        "portrait_16_9" => "r9x16",
        _ => option is not null && Parse(option) is var (w, h) ? Nearest(w / h) : null,
    };

    private static string Nearest(double ratio) => Classes.MinBy(c => Math.Abs(Math.Log(c.Ratio / ratio))).Class;

    private static (double Width, double Height)? Parse(string ratio) =>
        ratio.Split(':') is [var w, var h]
        && double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var width)
        && double.TryParse(h, NumberStyles.Float, CultureInfo.InvariantCulture, out var height) && width > 0 && height > 0
            ? (width, height)
            : null;
}
