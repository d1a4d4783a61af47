using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace OmniHub.Ui;

/// <summary><c>&lt;when at="time" /&gt;</c>: a moment in UTC, which the browser turns into "Today, 10:42" of its own time zone.</summary>
[HtmlTargetElement("when", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class WhenTagHelper : TagHelper
{
    /// <summary>The moment; a dash where it is unknown.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>A moment where no script makes it the reader's own: <c>1 December 2026, 08:00 UTC</c>.</summary>
    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagMode = TagMode.StartTagAndEndTag;
        if (At is not { } at)
        {
            output.TagName = "span";
            output.Content.SetContent("–");
            return;
        }

        output.TagName = "local-time";
        output.Attributes.SetAttribute("datetime", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        output.Content.SetContent(Utc(at));
    }
}
