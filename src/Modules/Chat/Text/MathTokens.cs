namespace OmniHub.Chat;

/// <summary>Reads LaTeX sign by sign: a command with its backslash, a number, or one character. The end is an empty text.</summary>
internal sealed class MathTokens(string tex)
{
    private int at;

    /// <summary>What comes next, without taking it.</summary>
    public string Next
    {
        get
        {
            while (at < tex.Length && char.IsWhiteSpace(tex[at])) at++;
            return tex[at..End()];
        }
    }

    /// <summary>What comes next.</summary>
    public string Take()
    {
        var token = Next;
        at += token.Length;
        return token;
    }

    /// <summary>One sign: of a number only its first digit, as "\frac12" means.</summary>
    public string TakeOne()
    {
        var token = Next is [>= '0' and <= '9', ..] number ? number[..1] : Next;
        at += token.Length;
        return token;
    }

    /// <summary>Whether it came next; it is taken then.</summary>
    public bool Took(string token)
    {
        if (Next != token) return false;
        at += token.Length;
        return true;
    }

    /// <summary>Nothing more is read.</summary>
    public void Stop() => at = tex.Length;

    /// <summary>The letters that come next, as a name in one alphabet.</summary>
    public string TakeLetters()
    {
        var start = at;
        while (at < tex.Length && char.IsAsciiLetter(tex[at])) at++;
        return tex[start..at];
    }

    /// <summary>The source of a group in braces, or of one sign; up to the end if it does not close.</summary>
    public string TakeSource()
    {
        if (Next != "{") return TakeOne();
        var (start, open) = (++at, 1);
        for (; at < tex.Length; at++)
        {
            if (tex[at] == '\\' && at + 1 < tex.Length) at++;
            else if (tex[at] == '{') open++;
            else if (tex[at] == '}' && --open == 0) return tex[start..at++];
        }

        return tex[start..];
    }

    /// <summary>The source of what stands in square brackets directly here, if it closes.</summary>
    public string? TakeOption()
    {
        if (at >= tex.Length || tex[at] != '[' || tex.IndexOf(']', at) is not (>= 0 and var close)) return null;
        var option = tex[(at + 1)..close];
        at = close + 1;
        return option;
    }

    private int End()
    {
        if (at >= tex.Length) return at;
        if (tex[at] == '\\' && at + 1 < tex.Length) return char.IsAsciiLetter(tex[at + 1]) ? While(at + 1, char.IsAsciiLetter) : at + 2;
        if (char.IsHighSurrogate(tex[at]) && at + 1 < tex.Length) return at + 2;
        var digits = While(at, char.IsAsciiDigit);
        if (digits + 1 < tex.Length && tex[digits] == '.' && char.IsAsciiDigit(tex[digits + 1])) return While(digits + 1, char.IsAsciiDigit);
        return Math.Max(digits, at + 1);
    }

    private int While(int from, Func<char, bool> holds)
    {
        while (from < tex.Length && holds(tex[from])) from++;
        return from;
    }
}
