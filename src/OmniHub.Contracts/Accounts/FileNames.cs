using System.Text;

namespace OmniHub.Contracts.Accounts;

/// <summary>Names of files, made of what people wrote.</summary>
public static class FileNames
{
    // What Windows forbids, and brackets, which a shell reads as a pattern.
    private const string Forbidden = "<>:\"/\\|?*[]";

    /// <summary>The text as part of a file's name on any system: one line, at most so long, cut between words. Empty where nothing is left.</summary>
    public static string Safe(string text, int lengthMax)
    {
        var name = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format) continue;
            var isGap = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || (rune.IsAscii && Forbidden.Contains((char)rune.Value));
            if (!isGap && name.Length + rune.Utf16SequenceLength > lengthMax)
            {
                var end = name.ToString().LastIndexOf(' ');
                if (end > lengthMax / 2) name.Length = end;
                break;
            }

            if (!isGap) name.Append(rune);
            else if (name.Length > 0 && name[^1] != ' ') name.Append(' ');
        }

        return name.ToString().Trim(' ', '.');
    }
}
