using System.Collections.Frozen;
using AngleSharp.Dom;
using Ganss.Xss;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace OmniHub.Chat;

/// <summary>
/// Markdown of models and people as HTML that does nothing: HTML in it is text, an allow-list decides what stays, links open elsewhere, and
/// foreign pictures are links that tell where they lead.
/// </summary>
internal static class RenderMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UsePipeTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras().Use<Formulas>().Build();

    // What people type keeps its lines.
    private static readonly MarkdownPipeline LinePipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UsePipeTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras().Use<Formulas>().UseSoftlineBreakAsHardlineBreak().Build();

    private static readonly FrozenSet<string> Tags = new[]
    {
        "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del", "sub", "sup", "mark", "ins",
        "a", "img", "table", "thead", "tbody", "tr", "th", "td", "span", "div", "input", "header", "button",
        "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd",
        "mstyle", "mpadded", "mphantom",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> Classes = new[]
    {
        "math", "kw", "fn", "cm", "st", "nu", "code", "scroll-x", "foreign", "btn", "quiet", "sm", "copy", "display", "aligned", "cases", "boxed", "struck", "overline", "underline", "bold", "italic",
        "to-right", "to-center",
    }.ToFrozenSet();

    // They draw, and nothing else: no address, no action.
    private static readonly string[] MathAttributes =
    [
        "display", "displaystyle", "scriptlevel", "mathvariant", "form", "fence", "stretchy", "symmetric", "movablelimits", "minsize", "maxsize", "lspace", "rspace", "width",
        "accent", "accentunder", "linethickness",
    ];

    [ThreadStatic]
    private static HtmlSanitizer? sanitizer;

    /// <summary>A whole text.</summary>
    public static string Html(string markdown, bool keepsLines = false)
    {
        var pipeline = keepsLines ? LinePipeline : Pipeline;
        var document = Markdown.Parse(markdown, pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList()) Tame(link);
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new HighlightedCode());
        renderer.ObjectRenderers.Replace<HtmlTableRenderer>(new ScrollingTable());
        renderer.ObjectRenderers.Insert(0, new Formula());
        renderer.ObjectRenderers.Insert(0, new InlineFormula());
        renderer.Render(document);
        return (sanitizer ??= Sanitizer()).Sanitize(writer.ToString());
    }

    private static void Tame(LinkInline link)
    {
        var url = link.Url ?? "";
        if (!link.IsImage || IsOwnPicture(url)) return;
        // A picture elsewhere would tell somebody that it was read: it waits for a click.
        var host = Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "elsewhere";
        var words = link.FirstChild is LiteralInline { Content.Length: > 0 } alt ? alt.Content.ToString() : "Picture";
        var plain = new LinkInline(url, "") { IsImage = false };
        plain.AppendChild(new LiteralInline($"{words} (picture at {host})"));
        plain.GetAttributes().AddClass("foreign");
        link.ReplaceBy(plain, copyChildren: false);
    }

    private static bool IsOwnPicture(string url) =>
        url.StartsWith("data:image/png;base64,", StringComparison.Ordinal) || url.StartsWith("data:image/jpeg;base64,", StringComparison.Ordinal)
        || url.StartsWith("data:image/webp;base64,", StringComparison.Ordinal) || url.StartsWith("data:image/gif;base64,", StringComparison.Ordinal);

    private static HtmlSanitizer Sanitizer()
    {
        var rules = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(Tags),
            AllowedAttributes = new HashSet<string>(MathAttributes)
            {
                "href", "src", "alt", "class", "type", "checked", "disabled", "start", "tabindex", "role", "aria-label",
            },
            AllowedSchemes = new HashSet<string> { "http", "https", "mailto", "data" },
            UriAttributes = new HashSet<string> { "href", "src" },
        });
        rules.AllowedClasses.UnionWith(Classes);
        rules.PostProcessNode += (_, e) =>
        {
            if (e.Node is not IElement element) return;
            if (element.LocalName == "a")
            {
                if (element.GetAttribute("href")?.StartsWith("data:", StringComparison.OrdinalIgnoreCase) == true) element.RemoveAttribute("href");
                element.SetAttribute("rel", "noopener nofollow ugc");
                element.SetAttribute("target", "_blank");
            }

            if (element.LocalName == "img" && !IsOwnPicture(element.GetAttribute("src") ?? "")) element.Remove();
            if (element.LocalName == "button") element.SetAttribute("type", "button");
            if (element.LocalName == "input" && element.GetAttribute("type") != "checkbox") element.Remove();
        };
        return rules;
    }

    /// <summary>Code with its words coloured, in a box with a name.</summary>
    private sealed class HighlightedCode : CodeBlockRenderer
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock obj)
        {
            var language = (obj as FencedCodeBlock)?.Info;
            renderer.Write("<div class=\"code\"><header>").WriteEscape(LanguageNames.Of(language))
                .Write("<button type=\"button\" class=\"btn quiet sm copy\">Copy</button></header><pre tabindex=\"0\"><code>")
                .Write(HighlightCode.Html(obj.Lines.ToString(), language)).Write("</code></pre></div>\n");
        }
    }
}
