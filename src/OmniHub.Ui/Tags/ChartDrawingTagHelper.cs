using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace OmniHub.Ui;

/// <summary><c>&lt;chart-drawing chart="view" /&gt;</c>: the picture of a chart, with a tip at every point.</summary>
[HtmlTargetElement("chart-drawing", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ChartDrawingTagHelper : TagHelper
{
    private const decimal Width = 600, Height = 200, Gap = 0.15m;

    /// <summary>What to draw.</summary>
    public ChartView Chart { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("viewBox", "0 0 600 200");
        output.Attributes.SetAttribute("preserveAspectRatio", "none");
        output.Attributes.SetAttribute("role", "img");
        output.Attributes.SetAttribute("aria-label", Chart.Sentence);
        var svg = new StringBuilder("""<path class="gl" d="M0 0H600M0 66.7H600M0 133.3H600M0 200H600"/>""");
        if (Chart.Points.Count > 0 && Chart.Kind == ChartKind.Area) Lines(svg);
        for (var i = 0; i < Chart.Points.Count; i++) Point(svg, i);
        output.Content.SetHtmlContent(svg.ToString());
    }

    private void Lines(StringBuilder svg)
    {
        foreach (var (series, isFirst) in Chart.Series.Select((s, i) => (s, i == 0)).Reverse())
        {
            // A single point is drawn as a level line: it would not be seen otherwise.
            var points = series.Values.Count == 1 ? [series.Values[0], series.Values[0]] : series.Values;
            var step = Width / (points.Count - 1);
            var line = "M" + string.Join('L', points.Select((v, i) => $"{N(i * step)} {N(Y(v))}"));
            if (isFirst) svg.Append($"""<path class="ar f{series.Colour}" d="{line}L600 200L0 200Z"/>""");
            svg.Append($"""<path class="ln k{series.Colour}{(isFirst ? "" : " dash")}" d="{line}"/>""");
        }
    }

    private void Point(StringBuilder svg, int i)
    {
        var isBars = Chart.Kind == ChartKind.Bars;
        var step = isBars ? Width / Chart.Points.Count : Width / Math.Max(1, Chart.Points.Count - 1);
        var left = isBars ? i * step : (i * step) - (step / 2);
        svg.Append($"""<g><rect class="hit" x="{N(left)}" y="0" width="{N(step)}" height="200"/>""");
        if (isBars)
        {
            var bottom = Height;
            foreach (var series in Chart.Series)
            {
                var tall = series.Values[i] / Chart.Top * Height;
                if (tall <= 0) continue;
                bottom -= tall;
                svg.Append($"""<rect class="f{series.Colour}" x="{N(left + (step * Gap))}" y="{N(bottom)}" """)
                    .Append($"""width="{N(step * (1 - (2 * Gap)))}" height="{N(tall)}"/>""");
            }
        }

        var values = string.Join(", ", Chart.Series.Select(s => $"{s.Name.ToLowerInvariant()} {Chart.Text(s.Values[i])}"));
        svg.Append("<title>").Append(WebUtility.HtmlEncode($"{Chart.Points[i]}: {values}")).Append("</title></g>");
    }

    private decimal Y(decimal value) => Height - (Math.Max(0, value) / Chart.Top * Height);

    private static string N(decimal value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}

/// <summary><c>&lt;spark values="numbers" /&gt;</c>: the course of a number without scale; decoration beside the number.</summary>
[HtmlTargetElement("spark", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SparkTagHelper : TagHelper
{
    private const decimal Width = 72, Top = 2, Bottom = 26;

    /// <summary>The numbers; nothing is drawn for fewer than two.</summary>
    public IReadOnlyList<decimal> Values { get; set; } = [];

    /// <summary>As wide as its place.</summary>
    public bool Tall { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Values.Count < 2)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Tall ? "spark tall" : "spark");
        output.Attributes.SetAttribute("viewBox", "0 0 72 28");
        output.Attributes.SetAttribute("preserveAspectRatio", "none");
        output.Attributes.SetAttribute("aria-hidden", "true");
        var (least, most) = (Values.Min(), Values.Max());
        var span = most == least ? 1 : most - least;
        var points = Values.Select((v, i) => string.Create(
            CultureInfo.InvariantCulture, $"{i * Width / (Values.Count - 1):0.#} {Bottom - ((v - least) / span * (Bottom - Top)):0.#}"));
        output.Content.SetHtmlContent($"""<path d="M{string.Join('L', points)}"/>""");
    }
}

/// <summary><c>&lt;hbar part="0.4m" /&gt;</c>: a bar for a part of the whole; decoration beside the number.</summary>
[HtmlTargetElement("hbar", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class HbarTagHelper : TagHelper
{
    /// <summary>0 to 1.</summary>
    public decimal Part { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "hbar");
        output.Attributes.SetAttribute("aria-hidden", "true");
        var width = (Math.Clamp(Part, 0, 1) * 100).ToString("0.#", CultureInfo.InvariantCulture);
        output.Content.SetHtmlContent($"""<rect class="f1" width="{width}%" height="100%"/>""");
    }
}
