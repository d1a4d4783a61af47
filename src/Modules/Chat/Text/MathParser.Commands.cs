namespace OmniHub.Chat;

/// <summary>What begins with a backslash.</summary>
internal sealed partial class MathParser
{
    private MathPart Command(string name, bool followsOperand)
    {
        if (MathSymbols.Letters.TryGetValue(name, out var letter)) return new(MathMl.Leaf("mi", MathLetters.In(font, letter)));
        if (MathSymbols.Upright.TryGetValue(name, out var upright)) return new(MathMl.Leaf("mi", upright, "mathvariant=\"normal\""));
        if (MathSymbols.Unary.TryGetValue(name, out var unary)) return Sign(unary, followsOperand, name);
        if (MathSymbols.Signs.TryGetValue(name, out var sign)) return new(MathMl.Leaf("mo", sign, "stretchy=\"false\""), MathKind.Sign);
        if (MathSymbols.Large.TryGetValue(name, out var large)) return new(MathMl.Leaf("mo", large, "movablelimits=\"true\""), MathKind.Limits);
        if (MathSymbols.Integrals.TryGetValue(name, out var integral)) return new(MathMl.Leaf("mo", integral), MathKind.Sign);
        if (MathSymbols.Functions.Contains(name)) return new(MathMl.Leaf("mi", name, Upright(name)), MathKind.Function);
        if (MathSymbols.Limits.TryGetValue(name, out var limit)) return Limit(limit);
        if (MathSymbols.Spaces.TryGetValue(name, out var width)) return new(MathMl.Space(width), MathKind.Space);
        if (MathSymbols.Over.TryGetValue(name, out var over)) return Over(name, over);
        if (MathSymbols.Under.TryGetValue(name, out var under)) return Under(name, under);
        if (MathSymbols.Fences.TryGetValue("\\" + name, out var fence)) return Sign(fence, followsOperand);
        if (MathSymbols.Silent.Contains(name)) return new("", MathKind.Space);
        if (MathLetters.FontOf(name) is { } asked) return new(InFont(asked));
        if (MathSymbols.Sizes.TryGetValue(name.TrimEnd('l', 'r', 'm'), out var size)) return Sized(name, size);
        return Structure(name);
    }

    private MathPart Structure(string name) => name switch
    {
        "frac" or "cfrac" or "dfrac" or "tfrac" => new(Fraction(name)),
        "binom" or "dbinom" or "tbinom" => new(MathMl.Node("mrow", MathMl.Fence("(", "prefix")
            + MathMl.Node("mfrac", Argument() + Argument(), "linethickness=\"0\"") + MathMl.Fence(")", "postfix"))),
        "sqrt" => new(Root()),
        "left" => new(Fenced()),
        "right" => Sign(FenceSign() is { Length: > 0 } sign ? sign : " ", followsOperand: true),
        "middle" => new(MathMl.Leaf("mo", FenceSign(), "fence=\"true\" stretchy=\"true\" form=\"infix\""), MathKind.Sign),
        "begin" => new(Environment()),
        "end" => new(MathMl.Words($"\\end{{{tokens.TakeSource()}}}")),
        "text" or "textrm" or "mbox" or "hbox" or "textnormal" or "textsf" or "texttt" => new(Text("")),
        "textbf" => new(Text("class=\"bold\"")),
        "textit" or "emph" => new(Text("class=\"italic\"")),
        "operatorname" => Operator(),
        "overset" or "stackrel" => Stacked("mover"),
        "underset" => Stacked("munder"),
        "xrightarrow" => Arrow("→"),
        "xleftarrow" => Arrow("←"),
        "boxed" or "fbox" => new(MathMl.Node("mrow", Argument(), "class=\"boxed\"")),
        "cancel" or "bcancel" or "xcancel" => new(MathMl.Node("mrow", Argument(), "class=\"struck\"")),
        "phantom" or "hphantom" or "vphantom" => new(MathMl.Node("mphantom", Argument())),
        "substack" or "textcolor" or "colorbox" or "mathclap" or "smash" => new(Coloured(name)),
        "color" or "label" or "hspace" or "vspace" => Ignored(),
        "tag" => new(MathMl.Space("2em") + MathMl.Words($"({tokens.TakeSource()})"), MathKind.Space),
        "bmod" or "mod" => new(MathMl.Leaf("mo", "mod", "lspace=\"0.2778em\" rspace=\"0.2778em\""), MathKind.Sign),
        "pmod" => new(MathMl.Node("mrow", MathMl.Space("0.5em") + MathMl.Words("(mod ") + Argument() + MathMl.Words(")"))),
        "not" => new(MathMl.Leaf("mo", Negated()), MathKind.Sign),
        _ => new(Unknown(name)),
    };

    private string Unknown(string name)
    {
        var xml = MathMl.Words("\\" + name);
        while (tokens.Took("{")) xml += MathMl.Words("{") + Group() + MathMl.Words("}");
        return MathMl.Node("mrow", xml);
    }

    private static MathPart Sign(string sign, bool followsOperand, string name) =>
        name.Length > 1 ? new(MathMl.Leaf("mo", sign, followsOperand ? "form=\"infix\"" : "form=\"prefix\""), MathKind.Sign) : Sign(sign, followsOperand);

    private static string Upright(string name) => name.Length == 1 ? "mathvariant=\"normal\"" : "";

    private static MathPart Limit(string name) =>
        new(MathMl.Leaf("mo", name.Replace(' ', '\u2009'), "movablelimits=\"true\" lspace=\"0.1667em\" rspace=\"0.1667em\""), MathKind.Limits);

    private MathPart Operator()
    {
        var stacks = tokens.Took("*");
        var name = tokens.TakeSource().Replace("\\,", " ", StringComparison.Ordinal).Replace("\\ ", " ", StringComparison.Ordinal);
        return stacks ? Limit(name) : new(MathMl.Leaf("mi", name.Replace(' ', '\u2009'), Upright(name)), MathKind.Function);
    }

    private MathPart Over(string name, string sign)
    {
        if (name == "overline") return new(MathMl.Node("mrow", Argument(), "class=\"overline\""));
        var stretches = name.StartsWith("over", StringComparison.Ordinal) || name.StartsWith("wide", StringComparison.Ordinal);
        var brace = name is "overbrace" or "overbracket";
        return new(MathMl.Node("mover", Argument() + MathMl.Leaf("mo", sign, stretches ? "stretchy=\"true\"" : "stretchy=\"false\""), brace ? "" : "accent=\"true\""),
            brace ? MathKind.Stack : MathKind.Operand);
    }

    private MathPart Under(string name, string sign)
    {
        if (name is "underline" or "underbar") return new(MathMl.Node("mrow", Argument(), "class=\"underline\""));
        var brace = name is "underbrace" or "underbracket";
        return new(MathMl.Node("munder", Argument() + MathMl.Leaf("mo", sign, "stretchy=\"true\""), brace ? "" : "accentunder=\"true\""),
            brace ? MathKind.Stack : MathKind.Operand);
    }

    private MathPart Stacked(string tag)
    {
        var small = Argument();
        return new(MathMl.Node(tag, Argument() + small), MathKind.Sign);
    }

    private MathPart Arrow(string sign)
    {
        var under = tokens.TakeOption() is { } option ? Inner(option) : null;
        var over = MathMl.Node("mrow", MathMl.Space("0.6em") + Argument() + MathMl.Space("0.6em"));
        var arrow = MathMl.Leaf("mo", sign, "stretchy=\"true\"");
        return new(under is null ? MathMl.Node("mover", arrow + over) : MathMl.Node("munderover", arrow + under + over), MathKind.Sign);
    }

    private string InFont(string asked)
    {
        var before = font;
        font = asked;
        var xml = Argument();
        font = before;
        return xml;
    }

    private MathPart Sized(string name, string size) =>
        FenceSign() is { Length: > 0 } sign
            ? new(MathMl.Leaf("mo", sign, $"stretchy=\"true\" symmetric=\"true\" minsize=\"{size}\" maxsize=\"{size}\" lspace=\"0\" rspace=\"0\""),
                name.EndsWith('r') || (!name.EndsWith('l') && MathSymbols.Closing.Contains(sign)) ? MathKind.Operand : MathKind.Sign)
            : new("", MathKind.Space);

    private string Fraction(string name)
    {
        var xml = MathMl.Node("mfrac", Argument() + Argument());
        return name == "frac" ? xml : MathMl.Node("mstyle", xml, name == "tfrac" ? "displaystyle=\"false\" scriptlevel=\"0\"" : "displaystyle=\"true\" scriptlevel=\"0\"");
    }

    private string Root()
    {
        if (!tokens.Took("[")) return MathMl.Node("msqrt", Argument());
        var degree = Row("]");
        tokens.Took("]");
        return MathMl.Node("mroot", Argument() + degree);
    }

    private string Coloured(string name)
    {
        if (name is "textcolor" or "colorbox") tokens.TakeSource();
        return Argument();
    }

    private MathPart Ignored()
    {
        tokens.Took("*");
        tokens.TakeSource();
        return new("", MathKind.Space);
    }

    private string Negated()
    {
        var token = tokens.Take();
        return (token is ['\\', ..] && MathSymbols.Signs.TryGetValue(token[1..], out var sign) ? sign : token) + "\u0338";
    }
}
