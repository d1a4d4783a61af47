using System.Text;

namespace OmniHub.Chat;

/// <summary>Cuts a text that is being written into blocks: all but the last are finished and never change again.</summary>
internal static class MarkdownBlocks
{
    /// <summary>Together they are the text. What is finished never changes as the text grows. A blank line ends a block, except within a fence, a formula, a list or a quote that goes on.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var (blocks, block, fence) = (new List<string>(), new StringBuilder(), (string?)null);
        var (isBlank, endsAtBlank) = (false, false);
        foreach (var line in Lines(text))
        {
            var bare = line.TrimEnd('\n', '\r');
            var start = bare.TrimStart();
            if (fence is null && isBlank && bare.Length > 0 && !GoesOn(bare, block.ToString()))
            {
                blocks.Add(block.ToString());
                block.Clear();
            }

            if (fence is null && FenceOf(start) is { } opened) (fence, endsAtBlank) = (opened, FormulaMarks.EndsAtBlank(start));
            else if (fence is not null && (Closes(start, fence) || (endsAtBlank && start.Length == 0))) fence = null;
            block.Append(line);
            isBlank = bare.Trim().Length == 0;
        }

        if (block.Length > 0) blocks.Add(block.ToString());
        return blocks;
    }

    private static string? FenceOf(string line) =>
        line.StartsWith("```", StringComparison.Ordinal) ? new string('`', line.TakeWhile(c => c == '`').Count())
        : line.StartsWith("~~~", StringComparison.Ordinal) ? new string('~', line.TakeWhile(c => c == '~').Count())
        : FormulaMarks.OpenedBy(line);

    private static bool Closes(string line, string fence) => fence[0] is '$' or '\\'
        ? FormulaMarks.Find(line, 0, line.Length, FormulaMarks.ClosingOf(fence)) >= 0
        : line.StartsWith(fence, StringComparison.Ordinal) && line.TrimEnd().All(c => c == fence[0]);

    // What is indented, or another item of a list, belongs to the block before it.
    private static bool GoesOn(string line, string block) =>
        line[0] is ' ' or '\t' || ((IsItem(line) || MayBecomeItem(line)) && IsItem(block.TrimStart('\n', '\r')));

    // The beginning of a last line: "1", "2." or "-" may still become an item.
    private static bool MayBecomeItem(string line) => line is "-" or "*" or "+" || line.TrimEnd('.', ')') is { Length: > 0 and < 10 } digits && digits.All(char.IsAsciiDigit) && line.Length <= digits.Length + 1;

    private static bool IsItem(string line)
    {
        var text = line.TrimStart();
        if (text.Length > 1 && text[0] is '-' or '*' or '+' && text[1] == ' ') return true;
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits is > 0 and < 10 && text.Length > digits + 1 && text[digits] is '.' or ')' && text[digits + 1] == ' ';
    }

    private static IEnumerable<string> Lines(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            yield return text[at..end];
            at = end;
        }
    }
}
