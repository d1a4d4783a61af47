using System.Net;

namespace OmniHub.Chat;

/// <summary>A formula in LaTeX as MathML, which browsers draw themselves. What is not known stays as it is written.</summary>
internal static class MathMl
{
    private const int LengthMax = 8_000;

    /// <summary>HTML of a formula: MathML, or the encoded source if it is too long or nested too deep.</summary>
    public static string Html(string tex, bool isBlock)
    {
        var source = tex.Trim();
        var formula = source.Length <= LengthMax ? new MathParser(source).Whole() : null;
        if (formula is null) return WebUtility.HtmlEncode(source);
        return (isBlock ? "<math display=\"block\">" : "<math>") + formula + "</math>";
    }

    /// <summary>An element with a text.</summary>
    public static string Leaf(string tag, string text, string attributes = "") =>
        $"<{tag}{(attributes.Length > 0 ? " " : "")}{attributes}>{WebUtility.HtmlEncode(text)}</{tag}>";

    /// <summary>An element around others.</summary>
    public static string Node(string tag, string inner, string attributes = "") => $"<{tag}{(attributes.Length > 0 ? " " : "")}{attributes}>{inner}</{tag}>";

    /// <summary>Words within a formula; their spaces stay.</summary>
    public static string Words(string text, string attributes = "") =>
        Leaf("mtext", text.ReplaceLineEndings(" ").Replace(' ', '\u00a0'), attributes);

    /// <summary>A space of a given width.</summary>
    public static string Space(string width) => Node("mspace", "", $"width=\"{width}\"");

    /// <summary>A bracket that grows with what it holds, or nothing for a dot.</summary>
    public static string Fence(string sign, string form) =>
        sign.Length == 0 ? "" : Leaf("mo", sign, $"fence=\"true\" stretchy=\"true\" form=\"{form}\"");
}
