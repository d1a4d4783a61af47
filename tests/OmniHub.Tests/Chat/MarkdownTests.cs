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
        Assert.Contains("<span class=\"frac\"><span>1</span>", RenderMarkdown.Html("$\\frac{1}{3}$"), StringComparison.Ordinal);
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
}
