using System.Globalization;

namespace OmniHub.Ui;

/// <summary>How a chart is drawn.</summary>
public enum ChartKind
{
    /// <summary>Lines over time, the first with its area filled, the others dashed.</summary>
    Area,

    /// <summary>Bars, stacked.</summary>
    Bars,
}

/// <summary>A chart drawn by the server, with its legend and a table of the same numbers: <c>/Ui/Parts/Chart.cshtml</c>.</summary>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Title">Above it.</param>
/// <param name="Sentence">Read aloud in place of the picture: what it says.</param>
/// <param name="PointName">Head of the first column, as <c>Day</c>.</param>
/// <param name="Points">Names of the points, as <c>24 Aug</c>.</param>
/// <param name="Series">One to four, each with a value a point.</param>
/// <param name="Decimals">Of the values.</param>
public sealed record ChartView(
    ChartKind Kind, string Title, string Sentence, string PointName, IReadOnlyList<string> Points, IReadOnlyList<ChartSeries> Series, int Decimals = 0)
{
    private const int AxisLabelsMax = 5;

    /// <summary>For the test that renders every partial.</summary>
    public static ChartView[] Samples =>
    [
        new(ChartKind.Area, "Revenue and provider cost", "Revenue rose from 40 to 83 credits a day.", "Day", ["24 Aug", "25 Aug", "26 Aug"],
            [new("Revenue", 1, [40, 61.5m, 83]), new("Cost", 5, [33, 50, 70])], 2),
        new(ChartKind.Bars, "Generations by type", "Images lead.", "Day", ["24 Aug"], [new("Image", 1, [390]), new("Video", 3, [54])]),
        new(ChartKind.Bars, "Nothing yet", "There is nothing in this time.", "Day", [], [new("Image", 1, [])]),
    ];

    private static readonly decimal[] RoundSteps = [1, 2, 2.5m, 4, 5, 10];

    /// <summary>The top of the scale: a round number that three equal steps lead to.</summary>
    public decimal Top
    {
        get
        {
            var most = Points.Count == 0 ? 0 : Kind == ChartKind.Bars
                ? Enumerable.Range(0, Points.Count).Max(i => Series.Sum(s => s.Values[i]))
                : Series.Max(s => s.Values.Max());
            if (most <= 0) return 3;
            var power = (decimal)Math.Pow(10, Math.Floor(Math.Log10((double)(most / 3))));
            var step = RoundSteps.Select(f => f * power).First(s => s * 3 >= most);
            return Math.Max(step, Decimals == 0 ? 1 : 0.000001m) * 3;
        }
    }

    /// <summary>Labels of the scale, from the top.</summary>
    public IEnumerable<string> Scale => new[] { Top, Top * 2 / 3, Top / 3, 0 }.Select(v => Short(v));

    /// <summary>Some points, evenly spread, first and last among them.</summary>
    public IEnumerable<string> Axis
    {
        get
        {
            var count = Math.Min(AxisLabelsMax, Points.Count);
            return Enumerable.Range(0, count).Select(i => Points[count == 1 ? 0 : i * (Points.Count - 1) / (count - 1)]);
        }
    }

    /// <summary>A value as people read it.</summary>
    public string Text(decimal value) => value.ToString(Decimals == 0 ? "#,##0" : "#,##0." + new string('0', Decimals), CultureInfo.InvariantCulture);

    private static string Short(decimal value) => value.ToString(value < 10 ? "0.####" : "#,##0.#", CultureInfo.InvariantCulture);
}

/// <summary>One line or one colour of the bars.</summary>
/// <param name="Name">For the legend and the table.</param>
/// <param name="Colour">1, 2, 3 or 5 of the tokens.</param>
/// <param name="Values">One a point.</param>
public sealed record ChartSeries(string Name, int Colour, IReadOnlyList<decimal> Values);
