using System.Text;

namespace OmniHub.Chat;

/// <summary>What is laid out or fenced: brackets that grow, matrices, cases, aligned lines, and words.</summary>
internal sealed partial class MathParser
{
    private string Fenced()
    {
        var open = MathMl.Fence(FenceSign(), "prefix");
        var body = Body("\\right");
        return MathMl.Node("mrow", open + body + (tokens.Took("\\right") ? MathMl.Fence(FenceSign(), "postfix") : ""));
    }

    // A dot stands for no bracket.
    private string FenceSign()
    {
        var token = tokens.Take();
        return token == "." ? "" : MathSymbols.Fences.TryGetValue(token, out var sign) ? sign : token;
    }

    private string Environment()
    {
        var name = tokens.TakeSource();
        tokens.TakeOption();
        if (name.TrimEnd('*') is "array" or "alignat" or "alignedat" or "tabular") tokens.TakeSource();
        var kind = name.TrimEnd('*');
        var isAligned = kind is "align" or "aligned" or "alignat" or "alignedat" or "split" or "eqnarray" or "flalign" or "equation" or "gather" or "gathered" or "multline";
        var rows = Rows("\\end", isAligned);
        var isClosed = tokens.Took("\\end");
        if (isClosed) tokens.TakeSource();
        return kind switch
        {
            "matrix" or "smallmatrix" or "array" or "tabular" => Table(rows, ""),
            "pmatrix" => Matrix("(", rows, ")"),
            "bmatrix" => Matrix("[", rows, "]"),
            "Bmatrix" => Matrix("{", rows, "}"),
            "vmatrix" => Matrix("|", rows, "|"),
            "Vmatrix" => Matrix("‖", rows, "‖"),
            "cases" => Matrix("{", rows, "", "class=\"cases\""),
            "dcases" => Matrix("{", rows, "", "class=\"cases\" displaystyle=\"true\""),
            "rcases" => Matrix("", rows, "}", "class=\"cases\""),
            "gather" or "gathered" or "multline" => Table(rows, "displaystyle=\"true\""),
            _ when isAligned => rows is [[var one]] ? one : Aligned(rows),
            _ => MathMl.Node("mrow", MathMl.Words($"\\begin{{{name}}}") + Table(rows, "") + (isClosed ? MathMl.Words($"\\end{{{name}}}") : "")),
        };
    }

    private static string Matrix(string open, List<List<string>> rows, string close, string attributes = "") =>
        MathMl.Node("mrow", MathMl.Fence(open, "prefix") + Table(rows, attributes) + MathMl.Fence(close, "postfix"));

    // Lines without a mark to align at begin at the left.
    private static string Aligned(List<List<string>> rows) =>
        Table(rows, rows.All(row => row.Count == 1) ? "class=\"cases\" displaystyle=\"true\"" : "class=\"aligned\" displaystyle=\"true\"");

    private static string Table(List<List<string>> rows, string attributes)
    {
        var xml = new StringBuilder();
        foreach (var row in rows) xml.Append("<mtr>").AppendJoin("", row.Select(cell => MathMl.Node("mtd", cell))).Append("</mtr>");
        return MathMl.Node("mtable", xml.ToString(), attributes);
    }

    // Formulas between dollars may stand within the words.
    private string Text(string attributes)
    {
        var parts = tokens.TakeSource().Replace("\\$", "\uE000", StringComparison.Ordinal).Split('$');
        return parts.Length == 1 ? MathMl.Words(Plain(parts[0]), attributes)
            : MathMl.Node("mrow", string.Concat(parts.Select((part, i) => i % 2 == 1 ? Inner(part) : MathMl.Words(Plain(part), attributes))));
    }

    private string Inner(string source)
    {
        var inner = new MathParser(source, depth);
        var xml = inner.Body(Nothing);
        isTooDeep |= inner.isTooDeep;
        return xml;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && !char.IsLetterOrDigit(text[i + 1])) plain.Append(text[++i] is ',' or ';' ? ' ' : text[i]);
            else if (text[i] is not ('{' or '}')) plain.Append(text[i] == '~' ? ' ' : text[i]);
        }

        return plain.Replace('\uE000', '$').ToString();
    }
}
