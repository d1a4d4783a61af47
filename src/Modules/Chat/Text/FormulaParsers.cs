using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Syntax;

namespace OmniHub.Chat;

/// <summary>Lets Markdig read formulas with every mark that models use, before it takes their backslashes for escapes. Code is read before it, so it stays code.</summary>
internal sealed class Formulas : IMarkdownExtension
{
    public void Setup(MarkdownPipelineBuilder pipeline)
    {
        pipeline.BlockParsers.Insert(0, new FormulaBlocks());
        pipeline.InlineParsers.Insert(0, new FormulaInlines());
    }

    public void Setup(MarkdownPipeline pipeline, IMarkdownRenderer renderer)
    {
    }
}

/// <summary>A formula that begins a line, on one line or many.</summary>
internal sealed class FormulaBlocks : BlockParser
{
    public FormulaBlocks() => OpeningCharacters = ['$', '\\'];

    public override BlockState TryOpen(BlockProcessor processor)
    {
        var line = processor.Line;
        if (processor.IsCodeIndent || FormulaMarks.DisplayAt(line.Text, line.Start) is not { } mark || line.Length < mark.Length) return BlockState.None;
        var start = line.Start + mark.Length;
        var close = FormulaMarks.Find(line.Text, start, line.End + 1, FormulaMarks.ClosingOf(mark));
        if (close >= 0 && !IsAlone(line, close, start)) return BlockState.None;
        var block = new MathBlock(this) { Column = processor.Column, Span = new SourceSpan(processor.Start, line.End), FencedChar = mark[0] };
        // How a formula ends is kept where a fence keeps its length.
        block.OpeningFencedCharCount = FormulaMarks.EndsAtBlank(line.ToString()) ? 1 : mark.Length;
        Add(block, processor, start, close < 0 ? line.End : close - 1);
        processor.NewBlocks.Push(block);
        return close < 0 ? BlockState.ContinueDiscard : BlockState.BreakDiscard;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        var (formula, line) = ((MathBlock)block, processor.Line);
        if (processor.IsBlankLine) return formula.OpeningFencedCharCount == 1 ? BlockState.BreakDiscard : BlockState.Continue;
        var close = FormulaMarks.Find(line.Text, line.Start, line.End + 1, formula.FencedChar == '$' ? "$$" : "\\]");
        if (close < 0) return BlockState.Continue;
        Add(formula, processor, line.Start, close - 1);
        var rest = new StringSlice(line.Text, close + 2, line.End);
        if (rest.ToString().Trim() is "" or "." or "," or ";") return BlockState.BreakDiscard;
        // What follows on the line is a paragraph of its own.
        processor.Line.Start = rest.Start;
        return BlockState.None;
    }

    private static bool IsAlone(StringSlice line, int close, int start) =>
        line.Text.AsSpan(close + 2, line.End - close - 1).Trim() is "" or "." or "," or ";"
        && (line.CurrentChar == '$' || !FormulaMarks.IsBrackets(line.Text.AsSpan(start, close - start), '\0'));

    private static void Add(MathBlock block, BlockProcessor processor, int start, int end)
    {
        var slice = new StringSlice(processor.Line.Text, start, end);
        if (!slice.IsEmptyOrWhitespace()) block.AppendLine(ref slice, processor.Column, processor.LineIndex, processor.CurrentLineStartPosition, false);
    }
}

/// <summary>A formula within a line. One between double marks is a display.</summary>
internal sealed class FormulaInlines : InlineParser
{
    // Every mark looks this far for its end, so that a text of nothing but marks is read in little time.
    private const int LengthMax = 4_000;

    public FormulaInlines() => OpeningCharacters = ['$', '\\'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var (text, at, end) = (slice.Text, slice.Start, slice.End + 1);
        var mark = FormulaMarks.DisplayAt(text, at) ?? (slice.CurrentChar == '$' ? "$" : slice.PeekChar() == '(' ? "\\(" : null);
        if (mark is null || at + mark.Length >= end) return false;
        var start = at + mark.Length;
        var reach = Math.Min(end, start + LengthMax);
        var close = mark == "$" ? FormulaMarks.FindDollar(text, start, reach) : FormulaMarks.Find(text, start, reach, FormulaMarks.ClosingOf(mark));
        if (close <= start) return false;
        var inner = text.AsSpan(start, close - start);
        var after = close + mark.Length < end ? text[close + mark.Length] : '\0';
        if (mark == "$" && !IsFormula(inner, slice.PeekCharExtra(-1), after)) return false;
        if (mark == "\\[" && FormulaMarks.IsBrackets(inner, after)) return false;
        processor.Inline = new MathInline
        {
            Delimiter = mark[0],
            DelimiterCount = mark is "$$" or "\\[" ? 2 : 1,
            Content = new StringSlice(text, start, close - 1),
            Span = new SourceSpan(processor.GetSourcePosition(at, out var line, out var column), processor.GetSourcePosition(close + mark.Length - 1)),
            Line = line,
            Column = column,
        };
        slice.Start = close + mark.Length;
        return true;
    }

    // A price has a space or a digit where a formula has none.
    private static bool IsFormula(ReadOnlySpan<char> inner, char before, char after) =>
        !char.IsWhiteSpace(inner[0]) && !char.IsWhiteSpace(inner[^1]) && !char.IsLetterOrDigit(before) && before != '$' && !char.IsAsciiDigit(after) && !FormulaMarks.IsMoney(inner);
}
