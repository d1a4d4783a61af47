using System.Buffers;

namespace OmniHub.Chat;

/// <summary>Where a formula begins and ends: between dollars, or between \( and \) or \[ and \] as GPT models write.</summary>
internal static class FormulaMarks
{
    private static readonly SearchValues<char> Numbering = SearchValues.Create("0123456789, -–");
    private static readonly SearchValues<char> Structure = SearchValues.Create("\\^_={}");

    /// <summary>The mark that opens a display formula here, or null.</summary>
    public static string? DisplayAt(string text, int at) =>
        string.CompareOrdinal(text, at, "$$", 0, 2) == 0 && (at + 2 >= text.Length || text[at + 2] != '$') ? "$$"
        : string.CompareOrdinal(text, at, "\\[", 0, 2) == 0 ? "\\["
        : null;

    /// <summary>The mark that closes what a mark opened.</summary>
    public static string ClosingOf(string mark) => mark switch { "\\[" => "\\]", "\\(" => "\\)", _ => mark };

    /// <summary>Where the closing mark stands, or -1. A backslash hides the sign after it: "\\]" is a new line and a bracket.</summary>
    public static int Find(string text, int from, int end, string close)
    {
        for (var i = from; i + close.Length <= end; i++)
        {
            if (string.CompareOrdinal(text, i, close, 0, close.Length) == 0) return i;
            if (text[i] == '\\') i++;
        }

        return -1;
    }

    /// <summary>Where the closing dollar stands, or -1: one within braces belongs to words in the formula, unless there is no other.</summary>
    public static int FindDollar(string text, int from, int end)
    {
        for (var (i, open) = (from, 0); i < end; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] is '{' or '}') open += text[i] == '{' ? 1 : -1;
            else if (text[i] == '$' && open <= 0) return i;
        }

        return Find(text, from, end, "$");
    }

    /// <summary>The mark of a display formula that a line opens and leaves open, or null.</summary>
    public static string? OpenedBy(string line) =>
        DisplayAt(line, 0) is { } mark && Find(line, mark.Length, line.Length, ClosingOf(mark)) < 0 ? mark : null;

    /// <summary>Whether a blank line ends it too: dollars that words follow may be no formula at all.</summary>
    public static bool EndsAtBlank(string line) => line.StartsWith("$$", StringComparison.Ordinal) && line.Trim().Length > 2;

    /// <summary>Escaped brackets around nothing, a tick or a number are brackets, as are those of a link.</summary>
    public static bool IsBrackets(ReadOnlySpan<char> inner, char after) =>
        after == '(' || inner.Trim() is "" or "x" or "X" || !inner.Trim().ContainsAnyExcept(Numbering);

    /// <summary>"$5 and 10$" is about money: a number, then words, and no sign of a formula.</summary>
    public static bool IsMoney(ReadOnlySpan<char> inner)
    {
        if (!char.IsAsciiDigit(inner[0]) || inner.ContainsAny(Structure)) return false;
        for (var i = 1; i + 1 < inner.Length; i++)
        {
            if (inner[i - 1] is ' ' or '\n' or '(' && char.IsLetter(inner[i]) && char.IsLetter(inner[i + 1])) return true;
        }

        return false;
    }
}
