using AngleSharp.Html.Parser;
using OmniHub.Chat;
using Xunit;

namespace OmniHub.Tests.Chat;

public class MarkdownTests
{
    private static readonly string[] Texts =
    [
        "Hello **you**.\n\nA second one.\n\n```csharp\nvar x = 1;\n\nvar y = 2;\n```\n\nAfter it.",
        "1. one\n\n2. two\n\n   more of two\n\n3 apples are no item.\n\n- a\n\n- b\n\n*bold?* no\n\nend",
        "$$\n\\frac{1}{3}\n\n+ 1\n$$\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n> quote\n\n~~~\nx\n\n```\n~~~\n\n# Head\n\n12. twelve\n\n1",
        "So:\n\n\\[\na\n\n= b\n\\]\n\nand\n\n\\[ a\n\n+ b \\]\n\nthen \\[4\\]\n\n$$ x\n= y $$\n\n$$ is slang\n\nfor money\n\n1. in a list\n\n   \\[\n   x\n\n   y\n   \\]\n\nend",
    ];

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<div hx-get=\"/api/keys\" hx-trigger=\"load\">x</div>")]
    [InlineData("<form action=/chat/1/delete method=post><button>go</button></form>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("[x](/billing \"t\" onclick=alert(1))")]
    [InlineData("![x](https://example.com/leak.png)")]
    [InlineData("![x](data:image/svg+xml;base64,PHN2Zz4=)")]
    [InlineData("```\"><script>alert(1)</script>\ncode</code></pre><img src=x onerror=alert(1)>\n```")]
    [InlineData("$<img src=x onerror=alert(1)>$ and $$\n</div><script>x</script>\n$$")]
    [InlineData("$\\frac{<b>}{</span><iframe src=//example.com>}$")]
    [InlineData("$\\text{</mtext><script>alert(1)</script>}\\foo<img src=x onerror=alert(1)>\\begin{<b>}\\tag{<svg onload=x>}\\operatorname{<i>}$")]
    [InlineData("\\(\\href{javascript:alert(1)}{x}\\) \\[\n</math><style>x</style><annotation-xml encoding=text/html>\n\\]")]
    [InlineData("<https://example.com/\"onmouseover=alert(1)>")]
    [InlineData("| a |\n| - |\n| <svg onload=alert(1)> |")]
    [InlineData("{hx-get=/api/keys}\n# Head {#m-msg_1 .btn onclick=x}")]
    public void Content_does_nothing(string text)
    {
        foreach (var html in new[] { RenderMarkdown.Html(text), RenderMarkdown.Html(text, keepsLines: true) })
        {
            var body = new HtmlParser().ParseDocument(html).Body!;
            Assert.Empty(body.QuerySelectorAll("script, iframe, object, embed, form, svg, style, link, meta, base, textarea, select"));
            Assert.All(body.QuerySelectorAll("img"), img => Assert.StartsWith("data:image/", img.GetAttribute("src"), StringComparison.Ordinal));
            Assert.All(body.QuerySelectorAll("button"), button => Assert.Equal("button", button.GetAttribute("type")));
            foreach (var attribute in body.QuerySelectorAll("*").SelectMany(e => e.Attributes))
            {
                Assert.DoesNotMatch("^(on|hx-|data-|id$|name$|style$|action$|formaction$)", attribute.Name);
                Assert.DoesNotMatch("(?i)^\\s*(javascript|vbscript|data:text|data:image/svg)", attribute.Value);
            }

            Assert.All(body.QuerySelectorAll("a"), a => Assert.Equal(("noopener nofollow ugc", "_blank"), (a.GetAttribute("rel"), a.GetAttribute("target"))));
        }
    }

    [Fact]
    public void A_foreign_picture_is_a_link_that_says_where_it_leads()
    {
        var body = new HtmlParser().ParseDocument(RenderMarkdown.Html("![A chart](https://example.com/leak.png)")).Body!;
        Assert.Equal("A chart (picture at example.com)", body.QuerySelector("a.foreign")!.TextContent);
        Assert.Equal("https://example.com/leak.png", body.QuerySelector("a.foreign")!.GetAttribute("href"));
    }

    [Fact]
    public void Code_has_a_name_and_a_button_formulas_are_readable_and_typed_lines_stay()
    {
        var code = new HtmlParser().ParseDocument(RenderMarkdown.Html("```cs\nvar x = \"a<b\"; // one\n```")).Body!.QuerySelector(".code")!;
        Assert.Equal("C#Copy", code.QuerySelector("header")!.TextContent);
        Assert.Equal("var x = \"a<b\"; // one", code.QuerySelector("pre")!.TextContent.Trim());
        Assert.Equal(("var", "\"a<b\"", "// one"), (code.QuerySelector(".kw")!.TextContent, code.QuerySelector(".st")!.TextContent, code.QuerySelector(".cm")!.TextContent));
        Assert.Contains("<mfrac><mn>1</mn><mn>3</mn></mfrac>", RenderMarkdown.Html("$\\frac{1}{3}$"), StringComparison.Ordinal);
        Assert.Contains("<br", RenderMarkdown.Html("one\ntwo", keepsLines: true), StringComparison.Ordinal);
        Assert.DoesNotContain("<br", RenderMarkdown.Html("one\ntwo"), StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_are_the_text_and_a_finished_one_never_changes_while_the_text_grows()
    {
        foreach (var text in Texts)
        {
            var all = MarkdownBlocks.Of(text);
            Assert.Equal(text, string.Concat(all));
            for (var length = 1; length <= text.Length; length++)
            {
                var blocks = MarkdownBlocks.Of(text[..length]);
                Assert.Equal(text[..length], string.Concat(blocks));
                Assert.Equal(all.Take(blocks.Count - 1), blocks.Take(blocks.Count - 1));
            }
        }
    }

    [Theory]
    [InlineData("\\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>")]
    [InlineData("x^2_i", "<msubsup><mi>x</mi><mi>i</mi><mrow><mn>2</mn></mrow></msubsup>")]
    [InlineData("f'", "<msup><mi>f</mi><mrow><mo>′</mo></mrow></msup>")]
    [InlineData("\\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>")]
    [InlineData("\\leftarrow", "<mo stretchy=\"false\">←</mo>")]
    [InlineData("\\int_0^1", "<msubsup><mo>∫</mo><mn>0</mn><mrow><mn>1</mn></mrow></msubsup>")]
    [InlineData("\\sum_{n}^N", "<munderover><mo movablelimits=\"true\">∑</mo><mi>n</mi><mrow><mi>N</mi></mrow></munderover>")]
    [InlineData("\\left\\{x\\right.", "<mrow><mo fence=\"true\" stretchy=\"true\" form=\"prefix\">{</mo><mi>x</mi></mrow>")]
    [InlineData("\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}", "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable>")]
    [InlineData("\\mathbb{R}", "<mi>ℝ</mi>")]
    [InlineData("\\text{if $x>0$ \\& so}", "<mrow><mtext>if&nbsp;</mtext><mrow><mi>x</mi><mo stretchy=\"false\">&gt;</mo><mn>0</mn></mrow><mtext>&nbsp;&amp;&nbsp;so</mtext></mrow>")]
    [InlineData("\\hat x", "<mover accent=\"true\"><mi>x</mi><mo stretchy=\"false\">^</mo></mover>")]
    [InlineData("\\foo{x}", "<mtext>\\foo</mtext><mtext>{</mtext><mi>x</mi><mtext>}</mtext>")]
    [InlineData("a \\\\ = c", "<mtable class=\"cases\" displaystyle=\"true\">")]
    [InlineData("\\overline{AB}", "<mrow class=\"overline\"><mrow><mi>A</mi><mi>B</mi></mrow></mrow>")]
    [InlineData("\\begin{foo}x\\end{foo}", "<mtext>\\begin{foo}</mtext>")]
    [InlineData("x}\\right)\\end{a}&", "<mi>x</mi>")]
    [InlineData("\\frac{1", "<mfrac><mn>1</mn><mrow></mrow></mfrac>")]
    [InlineData("\\lim_{x\\to0}", "<munder><mo movablelimits=\"true\" lspace=\"0.1667em\" rspace=\"0.1667em\">lim</mo>")]
    public void A_formula_is_drawn_by_the_browser(string tex, string expected)
    {
        Assert.Contains(expected, RenderMarkdown.Html($"${tex}$"), StringComparison.Ordinal);
        Assert.StartsWith("<div class=\"math\" tabindex=\"0\"><math display=\"block\">", RenderMarkdown.Html($"\\[\n{tex}\n\\]"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Let \\(x_1*y*z\\)s be", 1)]
    [InlineData("Then \\[ a_1 = b_1 \\\\[4pt] c \\] holds", 1)]
    [InlineData("Then\n\\[\na\n= b\n- c\n\\]\nholds", 1)]
    [InlineData("- one\n\n  \\[\n  a\n\n  b\n  \\]\n- two \\(b\\)", 2)]
    [InlineData("> \\[ a\n> + b \\]", 1)]
    [InlineData("| a | b |\n| - | - |\n| \\(|x|\\) | $|y|$ |", 2)]
    [InlineData("$$ x\n= y $$", 1)]
    [InlineData("$$ x $$, so", 1)]
    [InlineData("\\[ x", 1)]
    [InlineData("`\\(x\\)` and `$x$`", 0)]
    [InlineData("```\n\\[\nx\n\\]\n\\(y\\)\n```", 0)]
    [InlineData("    \\[ x \\]", 0)]
    [InlineData("$5 and $10, or $5/$10, $5-$10, $5 (or 10$) and US$5–US$6.", 0)]
    [InlineData("see \\[1\\], \\[ \\] and \\[a\\](b), C:\\\\(x) \\$5$", 0)]
    [InlineData("\\(x", 0)]
    public void Formulas_are_found_by_every_mark_and_never_in_code_or_prices(string text, int count) =>
        Assert.Equal(count, new HtmlParser().ParseDocument(RenderMarkdown.Html(text)).QuerySelectorAll("math").Length);

    [Fact]
    public void Text_after_a_formula_stays_and_no_formula_is_lost_or_fails()
    {
        Assert.Contains("where b", RenderMarkdown.Html("\\[\na\n\\] where b"), StringComparison.Ordinal);
        foreach (var deep in new[] { new string('{', 5000) + "deep", string.Concat(Enumerable.Repeat("\\sqrt", 1500)) + "deep", new string('x', 9000) + "deep" })
            Assert.Contains("deep", RenderMarkdown.Html($"$$\n{deep}\n$$"), StringComparison.Ordinal);
        const string Formula = "\\left( \\begin{cases} \\frac{a}{\\text{b $c$}} & \\hat{x}^{2}_\\sqrt[3]{y} \\\\[2pt] \\underbrace{z}_{n} \\end{cases} \\right] \\not\\in \\bigl\\{ \\mathbf{q} \\color{red} \\tag{1} \\xrightarrow[a]{b} \\operatorname*{arg\\,max}_x";
        for (var length = 1; length <= Formula.Length; length++) Assert.Contains("<math", RenderMarkdown.Html($"\\[\n{Formula[..length]}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_scrolls_in_its_box_and_its_columns_are_aligned()
    {
        var body = new HtmlParser().ParseDocument(RenderMarkdown.Html("| a | b | c |\n| - | -: | :-: |\n| 1 | 2 | 3 |")).Body!;
        Assert.NotNull(body.QuerySelector("div.scroll-x[tabindex='0'] > table"));
        Assert.Equal([null, "to-right", "to-center"], body.QuerySelectorAll("td").Select(td => td.GetAttribute("class")));
        Assert.Equal([null, "to-right", "to-center"], body.QuerySelectorAll("th").Select(th => th.GetAttribute("class")));
    }
}
