using Microsoft.AspNetCore.Razor.TagHelpers;

namespace OmniHub.Ui;

/// <summary>
/// <c>&lt;ring-mark /&gt;</c>: the mark, a ring in four segments. <c>kind="ring"</c> for empty states, <c>kind="ring spin"</c> while
/// something runs.
/// </summary>
[HtmlTargetElement("ring-mark", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MarkTagHelper : TagHelper
{
    /// <summary>Its classes: <c>mark</c> in the brand.</summary>
    public string Kind { get; set; } = "mark";

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Kind);
        output.Attributes.SetAttribute("viewBox", "0 0 24 24");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetHtmlContent(
            $"""<path{(Kind == "mark" ? " class=\"on\"" : "")} d="M13.75 3.78A8.4 8.4 0 0 1 20.22 10.25"/>"""
            + """<path d="M20.22 13.75A8.4 8.4 0 0 1 13.75 20.22"/>"""
            + """<path d="M10.25 20.22A8.4 8.4 0 0 1 3.78 13.75"/><path d="M3.78 10.25A8.4 8.4 0 0 1 10.25 3.78"/>""");
    }
}
