using Microsoft.AspNetCore.Razor.TagHelpers;

namespace OmniHub.Ui;

/// <summary><c>&lt;img asset="/img/lane-a.webp"&gt;</c>: the fingerprinted address of a file below wwwroot.</summary>
[HtmlTargetElement("link", Attributes = Attribute, TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("script", Attributes = Attribute)]
[HtmlTargetElement("img", Attributes = Attribute, TagStructure = TagStructure.WithoutEndTag)]
public sealed class AssetTagHelper(IAssets assets) : TagHelper
{
    private const string Attribute = "asset";

    /// <summary>Path below wwwroot.</summary>
    [HtmlAttributeName(Attribute)]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output) =>
        output.Attributes.SetAttribute(context.TagName == "link" ? "href" : "src", assets.Url(Path));
}
