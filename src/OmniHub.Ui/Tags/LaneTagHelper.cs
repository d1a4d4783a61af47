using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace OmniHub.Ui;

/// <summary><c>&lt;lane letter="'A'" /&gt;</c>: the letter of a model in a comparison, A to D. Letter first, hue second.</summary>
[HtmlTargetElement("lane", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class LaneTagHelper : TagHelper
{
    /// <summary>A to D; nothing is written without one.</summary>
    public char? Letter { get; set; }

    /// <summary>Filled.</summary>
    public bool Solid { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Letter is not { } letter)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"lane {char.ToLowerInvariant(letter)}{(Solid ? " solid" : "")}");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.SetContent(char.ToUpperInvariant(letter).ToString(CultureInfo.InvariantCulture));
    }
}
