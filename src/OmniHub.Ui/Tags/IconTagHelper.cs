using Microsoft.AspNetCore.Razor.TagHelpers;

namespace OmniHub.Ui;

/// <summary><c>&lt;i-icon name="x" /&gt;</c>: an icon of the sprite; <c>label</c> where it stands alone; <c>small</c> for 16 px.</summary>
[HtmlTargetElement("i-icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper(IAssets assets) : TagHelper
{
    /// <summary>Name in the sprite.</summary>
    public string Name { get; set; } = "";

    /// <summary>The small size.</summary>
    public bool Small { get; set; }

    /// <summary>Read aloud; without it the icon is decoration.</summary>
    public string? Label { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Small ? "i i-sm" : "i");
        if (Label is null) output.Attributes.SetAttribute("aria-hidden", "true");
        else
        {
            output.Attributes.SetAttribute("role", "img");
            output.Attributes.SetAttribute("aria-label", Label);
        }

        output.Content.SetHtmlContent($"<use href=\"{assets.Url("/icons.svg")}#{System.Net.WebUtility.HtmlEncode(Name)}\"/>");
    }
}
