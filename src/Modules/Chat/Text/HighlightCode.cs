using System.Collections.Frozen;
using System.Net;
using System.Text;

namespace OmniHub.Chat;

/// <summary>Colours what most languages share: comments, strings, numbers, keywords, calls. Wrong words cost a colour, nothing else.</summary>
internal static class HighlightCode
{
    private const int LengthMax = 100_000;

    private static readonly FrozenSet<string> Keywords = """
        abstract and as async await base bool break byte case catch char class const continue decimal def default del delegate do double elif else enum event
        except export extends extern false final finally float fn for foreach from func function global go goto if implements import in init int interface
        internal is lambda let lock long loop match mod module mut namespace new nil None not null object of operator or out override package params pass
        private protected pub public raise readonly record ref return Self self sealed select self sizeof static string struct super switch template this
        throw throws trait true True False try type typeof uint union unsafe use using var virtual void volatile when where while with yield
        SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE CREATE TABLE INDEX JOIN LEFT RIGHT INNER ON GROUP BY ORDER HAVING LIMIT AND OR NOT NULL AS DISTINCT
        COUNT SUM echo then fi done esac local
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static readonly FrozenSet<string> HashComments =
        new[] { "python", "py", "bash", "sh", "shell", "yaml", "yml", "toml", "ruby", "rb", "r", "dockerfile", "makefile", "perl", "ini", "conf" }.ToFrozenSet();

    private static readonly FrozenSet<string> Plain = new[] { "", "text", "txt", "plain", "md", "markdown", "diff", "console", "output" }.ToFrozenSet();

    /// <summary>HTML of the code; its text is encoded.</summary>
    public static string Html(string code, string? language)
    {
        var name = (language ?? "").Trim().ToLowerInvariant();
        if (Plain.Contains(name) || code.Length > LengthMax) return WebUtility.HtmlEncode(code);
        var html = new StringBuilder(code.Length * 2);
        var hash = HashComments.Contains(name);
        for (var at = 0; at < code.Length;)
        {
            var (end, kind) = Next(code, at, hash, name == "sql");
            var text = WebUtility.HtmlEncode(code[at..end]);
            if (kind is null) html.Append(text);
            else html.Append("<span class=\"").Append(kind).Append("\">").Append(text).Append("</span>");
            at = end;
        }

        return html.ToString();
    }

    private static (int End, string? Kind) Next(string code, int at, bool hash, bool sql)
    {
        var c = code[at];
        if (Starts("//") || (hash && c == '#') || (sql && Starts("--"))) return (LineEnd(), "cm");
        if (Starts("/*")) return (code.IndexOf("*/", at + 2, StringComparison.Ordinal) is >= 0 and var close ? close + 2 : code.Length, "cm");
        if (c is '"' or '\'' or '`') return (StringEnd(c), "st");
        if (char.IsAsciiDigit(c)) return (While(x => char.IsAsciiLetterOrDigit(x) || x is '.' or '_'), "nu");
        if (!char.IsLetter(c) && c is not ('_' or '@' or '$')) return (at + 1, null);
        var end = While(x => char.IsLetterOrDigit(x) || x is '_' or '@' or '$');
        var word = code[at..end];
        return (end, Keywords.Contains(word) ? "kw" : end < code.Length && code[end] == '(' ? "fn" : null);

        bool Starts(string text) => string.CompareOrdinal(code, at, text, 0, text.Length) == 0;

        int LineEnd() => code.IndexOf('\n', at) is >= 0 and var line ? line : code.Length;

        int While(Func<char, bool> holds)
        {
            var i = at + 1;
            while (i < code.Length && holds(code[i])) i++;
            return i;
        }

        int StringEnd(char quote)
        {
            for (var i = at + 1; i < code.Length; i++)
            {
                if (code[i] == '\\') i++;
                else if (code[i] == quote) return i + 1;
                // A quote that does not close on its line is an apostrophe.
                else if (code[i] == '\n' && quote != '`') return at + 1;
            }

            return quote == '`' ? code.Length : at + 1;
        }
    }
}
