using System.Globalization;
using System.Text;

namespace OmniHub.Chat;

/// <summary>The alphabets of formulas: bold, double-struck, script and so on are letters of their own in Unicode.</summary>
internal static class MathLetters
{
    // Letters that Unicode had before the alphabets came, and that have holes there.
    private const string Early = "bb:Cℂ bb:Hℍ bb:Nℕ bb:Pℙ bb:Qℚ bb:Rℝ bb:Zℤ cal:Bℬ cal:Eℰ cal:Fℱ cal:Hℋ cal:Iℐ cal:Lℒ cal:Mℳ cal:Rℛ cal:eℯ cal:gℊ cal:oℴ frak:Cℭ frak:Hℌ frak:Iℑ frak:Rℜ frak:Zℨ";

    private const int GreekBold = 0x1D6C2;
    private const int GreekBoldItalic = 0x1D736;

    /// <summary>The alphabet that a command asks for, or null.</summary>
    public static string? FontOf(string name) => name switch
    {
        "mathrm" or "mathup" or "mathnormal" => "rm",
        "mathbf" or "bold" => "bf",
        "boldsymbol" or "bm" or "pmb" => "bi",
        "mathbb" or "Bbb" => "bb",
        "mathcal" or "mathscr" => "cal",
        "mathfrak" => "frak",
        "mathsf" => "sf",
        "mathtt" => "tt",
        "mathit" => "it",
        _ => null,
    };

    /// <summary>A text in an alphabet; what the alphabet lacks stays as it is.</summary>
    public static string In(string? font, string text)
    {
        if (font is null or "rm" or "it") return text;
        var letters = new StringBuilder();
        foreach (var c in text) letters.Append(In(font, c));
        return letters.ToString();
    }

    private static string In(string font, char c)
    {
        var (upper, lower, digit) = font switch
        {
            "bf" => (0x1D400, 0x1D41A, 0x1D7CE),
            "bi" => (0x1D468, 0x1D482, 0x1D7CE),
            "bb" => (0x1D538, 0x1D552, 0x1D7D8),
            "cal" => (0x1D49C, 0x1D4B6, 0),
            "frak" => (0x1D504, 0x1D51E, 0),
            "sf" => (0x1D5A0, 0x1D5BA, 0x1D7E2),
            _ => (0x1D670, 0x1D68A, 0x1D7F6),
        };
        var early = Early.IndexOf(string.Create(CultureInfo.InvariantCulture, $" {font}:{c}"), StringComparison.Ordinal);
        if (Early.StartsWith($"{font}:{c}", StringComparison.Ordinal)) return Early.Substring(font.Length + 2, 1);
        if (early >= 0) return Early.Substring(early + font.Length + 3, 1);
        return c switch
        {
            >= 'A' and <= 'Z' => char.ConvertFromUtf32(upper + c - 'A'),
            >= 'a' and <= 'z' => char.ConvertFromUtf32(lower + c - 'a'),
            >= '0' and <= '9' when digit > 0 => char.ConvertFromUtf32(digit + c - '0'),
            >= 'α' and <= 'ω' when font is "bf" or "bi" => char.ConvertFromUtf32((font == "bf" ? GreekBold : GreekBoldItalic) + c - 'α'),
            _ => c.ToString(),
        };
    }
}
