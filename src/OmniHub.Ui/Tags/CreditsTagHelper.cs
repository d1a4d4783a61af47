using Microsoft.AspNetCore.Razor.TagHelpers;
using OmniHub.Kernel;

namespace OmniHub.Ui;

/// <summary><c>&lt;credits value="amount" /&gt;</c>: an amount in mono figures; a dash where it is unknown.</summary>
[HtmlTargetElement("credits", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CreditsTagHelper : TagHelper
{
    /// <summary>The amount; null is shown as a dash, never as zero.</summary>
    public Micros? Value { get; set; }

    /// <summary>Two decimals, for the top bar.</summary>
    public bool Short { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        var more = output.Attributes["class"]?.Value?.ToString();
        output.Attributes.SetAttribute("class", more is null ? "num" : "num " + more);
        output.Content.SetContent(Value is { } amount ? (Short ? amount.Short : amount.ToString()).Replace('-', '−') : "–");
    }
}
