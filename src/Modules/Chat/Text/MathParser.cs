using System.Text;

namespace OmniHub.Chat;

/// <summary>What a part of a formula is to its neighbours.</summary>
internal enum MathKind
{
    Operand, Sign, Space, Function, Limits, Stack,
}

/// <summary>One part of a formula: its MathML and what it is.</summary>
internal readonly record struct MathPart(string Xml, MathKind Kind = MathKind.Operand);

/// <summary>Reads a formula from left to right. What does not close ends with the text, so that a formula being written can be shown.</summary>
internal sealed partial class MathParser(string tex, int depth = 0)
{
    private const int DepthMax = 40;

    // Where nothing is open, what closes is only text.
    private const string Nothing = "";
    private readonly MathTokens tokens = new(tex);
    private int depth = depth;
    private bool isTooDeep;
    private string? font;

    /// <summary>The whole formula, or null if it is nested too deep.</summary>
    public string? Whole()
    {
        var xml = Body(Nothing);
        return isTooDeep ? null : xml;
    }

    // Rows and columns may stand anywhere; mostly there is one of each.
    private string Body(string closer)
    {
        var rows = Rows(closer, isAligned: true);
        return rows is [[var one]] ? one : Aligned(rows);
    }

    private List<List<string>> Rows(string closer, bool isAligned)
    {
        var rows = new List<List<string>> { new() };
        while (true)
        {
            rows[^1].Add(Row(closer, startsWithOperand: isAligned && rows[^1].Count % 2 == 1));
            if (tokens.Took("&")) continue;
            if (!tokens.Took("\\\\") && !tokens.Took("\\cr")) break;
            tokens.TakeOption();
            rows.Add([]);
        }

        if (rows.Count > 1 && rows[^1] is ["<mrow></mrow>"]) rows.RemoveAt(rows.Count - 1);
        return rows;
    }

    private string Row(string closer, bool startsWithOperand = false)
    {
        var (xml, count, followsOperand) = (new StringBuilder(), 0, startsWithOperand);
        for (; !Ends(tokens.Next, closer); count++)
        {
            if (tokens.Took("\\displaystyle"))
            {
                xml.Append(MathMl.Node("mstyle", Row(closer, followsOperand), "displaystyle=\"true\""));
                continue;
            }

            var bare = tokens.Next is "^" or "_" or "'" ? new MathPart("<mrow></mrow>") : Atom(followsOperand);
            if (bare.Kind == MathKind.Function && followsOperand) xml.Append(Thin);
            xml.Append(Scripts(bare));
            if (bare.Kind == MathKind.Function && StartsOperand(tokens.Next)) xml.Append(Thin);
            if (bare.Kind != MathKind.Space) followsOperand = bare.Kind is MathKind.Operand or MathKind.Stack;
        }

        return count == 1 && xml.Length > 0 ? xml.ToString() : MathMl.Node("mrow", xml.ToString());
    }

    private static string Thin => MathMl.Space("0.1667em");

    private static bool Ends(string token, string closer) =>
        token is "" or "&" or "\\\\" or "\\cr" || (closer != Nothing && (token == closer || token is "}" or "\\right" or "\\end"));

    private static bool StartsOperand(string token) =>
        token.Length > 0 && (char.IsLetterOrDigit(token[0]) || token is "{" || (token[0] == '\\' && token.Length > 1 && IsOperandName(token[1..])));

    private static bool IsOperandName(string name) =>
        MathSymbols.Letters.ContainsKey(name) || MathSymbols.Upright.ContainsKey(name) || MathSymbols.Functions.Contains(name) || MathSymbols.Over.ContainsKey(name)
        || MathLetters.FontOf(name) is not null || name is "frac" or "dfrac" or "tfrac" or "sqrt" or "text";

    private string Scripts(MathPart part)
    {
        var (stacks, movable, sub, sup) = (part.Kind is MathKind.Limits or MathKind.Stack, true, (string?)null, (string?)null);
        while (true)
        {
            if (tokens.Took("\\limits")) (stacks, movable) = (true, false);
            else if (tokens.Took("\\nolimits")) stacks = false;
            else if (tokens.Took("'")) sup += "<mo>′</mo>";
            else if (sub is null && tokens.Took("_")) sub = Argument();
            else if ((sup is null || sup.EndsWith("<mo>′</mo>", StringComparison.Ordinal)) && tokens.Took("^")) sup += Argument();
            else break;
        }

        var xml = movable ? part.Xml : part.Xml.Replace("movablelimits=\"true\"", "movablelimits=\"false\"", StringComparison.Ordinal);
        var over = sup is null ? "" : MathMl.Node("mrow", sup);
        return (sub, sup, stacks) switch
        {
            (null, null, _) => xml,
            (not null, null, true) => MathMl.Node("munder", xml + sub),
            (null, not null, true) => MathMl.Node("mover", xml + over),
            (not null, not null, true) => MathMl.Node("munderover", xml + sub + over),
            (not null, null, false) => MathMl.Node("msub", xml + sub),
            (null, not null, false) => MathMl.Node("msup", xml + over),
            _ => MathMl.Node("msubsup", xml + sub + over),
        };
    }

    // One element, as scripts and fractions need it.
    private string Argument()
    {
        if (Ends(tokens.Next, "}")) return "<mrow></mrow>";
        var part = Atom(followsOperand: false, isOne: true);
        return part.Xml.Length > 0 ? part.Xml : "<mrow></mrow>";
    }

    private MathPart Atom(bool followsOperand, bool isOne = false)
    {
        if (depth >= DepthMax)
        {
            isTooDeep = true;
            tokens.Stop();
            return new("");
        }

        depth++;
        var part = Read(isOne ? tokens.TakeOne() : tokens.Take(), followsOperand);
        depth--;
        return part;
    }

    private MathPart Read(string token, bool followsOperand)
    {
        if (token is ['\\', _, ..]) return Command(token[1..], followsOperand);
        if (token == "{") return new(Group());
        if (char.IsAsciiDigit(token[0])) return new(MathMl.Leaf("mn", MathLetters.In(font, token)));
        if (char.IsLetter(token, 0)) return Letter(token);
        return Sign(token, followsOperand);
    }

    private string Group()
    {
        var xml = Body("}");
        tokens.Took("}");
        return xml;
    }

    private MathPart Letter(string letter)
    {
        if (font is null || !char.IsAsciiLetter(letter[0])) return new(MathMl.Leaf("mi", letter));
        var name = letter + tokens.TakeLetters();
        return new(MathMl.Leaf("mi", MathLetters.In(font, name), font == "rm" && name.Length == 1 ? "mathvariant=\"normal\"" : ""));
    }

    private static MathPart Sign(string token, bool followsOperand)
    {
        if (MathSymbols.Unary.TryGetValue(token, out var sign))
            return new(MathMl.Leaf("mo", sign, followsOperand ? "form=\"infix\"" : "form=\"prefix\""), MathKind.Sign);
        if (token is "|" or "‖") return new(MathMl.Leaf("mo", token, "stretchy=\"false\" lspace=\"0\" rspace=\"0\""));
        if (MathSymbols.Closing.Contains(token)) return new(MathMl.Leaf("mo", token, "stretchy=\"false\""));
        if (token is "/") return new(MathMl.Leaf("mo", token, "lspace=\"0\" rspace=\"0\""), MathKind.Sign);
        return new(MathMl.Leaf("mo", token == "*" ? "∗" : token, "stretchy=\"false\""), MathKind.Sign);
    }
}
