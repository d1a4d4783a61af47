using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;

namespace OmniHub.Chat;

/// <summary>A formula on lines of its own.</summary>
internal sealed class Formula : HtmlObjectRenderer<MathBlock>
{
    protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
        renderer.Write("<div class=\"math\" tabindex=\"0\">").Write(MathMl.Html(obj.Lines.ToString(), isBlock: true)).Write("</div>\n");
}

/// <summary>A formula within a line.</summary>
internal sealed class InlineFormula : HtmlObjectRenderer<MathInline>
{
    protected override void Write(HtmlRenderer renderer, MathInline obj)
    {
        var isBlock = obj.DelimiterCount > 1;
        renderer.Write(isBlock ? "<span class=\"math display\" tabindex=\"0\">" : "<span class=\"math\">").Write(MathMl.Html(obj.Content.ToString(), isBlock)).Write("</span>");
    }
}

/// <summary>A table in a box that scrolls sideways. Columns are aligned by classes: styles do not pass.</summary>
internal sealed class ScrollingTable : HtmlTableRenderer
{
    protected override void Write(HtmlRenderer renderer, Table table)
    {
        foreach (var row in table.OfType<TableRow>())
        {
            for (var i = 0; i < row.Count; i++)
            {
                if (ClassOf(table, (TableCell)row[i], i) is { } name) row[i].GetAttributes().AddClass(name);
            }
        }

        foreach (var column in table.ColumnDefinitions) column.Alignment = null;
        renderer.Write("<div class=\"scroll-x\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
        base.Write(renderer, table);
        renderer.Write("</div>\n");
    }

    private static string? ClassOf(Table table, TableCell cell, int index)
    {
        var column = cell.ColumnIndex < 0 ? index : cell.ColumnIndex;
        if (column >= table.ColumnDefinitions.Count) return null;
        return table.ColumnDefinitions[column].Alignment switch
        {
            TableColumnAlign.Right => "to-right",
            TableColumnAlign.Center => "to-center",
            _ => null,
        };
    }
}
