using System.Globalization;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>What was spent, drawn and in a table.</summary>
/// <param name="By">How it is grouped.</param>
/// <param name="Items">Groups.</param>
/// <param name="Total">All of them.</param>
/// <param name="Today">The last day of the chart.</param>
/// <param name="Days">How many it has.</param>
internal sealed record UsageView(string By, IReadOnlyList<UsageItem> Items, Micros Total, DateOnly Today, int Days)
{
    public const int Width = 600, Height = 160, Gap = 4;

    /// <summary>For the test that renders every partial.</summary>
    public static IReadOnlyList<UsageView> Samples =>
    [
        new("day", [new("2026-11-02", "2026-11-02", 3, new(120_000)), new("2026-11-20", "2026-11-20", 1, new(490_000))], new(610_000), new(2026, 11, 28), 30),
        new("model", [new("fal/flux", "FLUX.1 [dev]", 3, new(120_000)), new("kling", "Kling 2.1 Pro", 1, new(490_000))], new(610_000), new(2026, 11, 28), 30),
        new("day", [], Micros.Zero, new(2026, 11, 28), 30),
    ];

    public static IReadOnlyList<(string By, string Text)> Groups =>
        [("day", "Day"), ("model", "Model"), ("project", "Project"), ("member", "Member"), ("key", "API key")];

    public string Heading => Groups.First(g => g.By == By).Text;

    /// <summary>The top of the chart: 1, 2 or 5 times a power of ten.</summary>
    public Micros Top
    {
        get
        {
            var most = Items.Count == 0 ? 0 : Items.Max(i => i.Credits.Value);
            for (long unit = 1; ; unit *= 10)
            {
                foreach (var step in (long[])[1, 2, 5])
                {
                    if (unit * step >= most) return new(Math.Max(1, unit * step));
                }
            }
        }
    }

    /// <summary>Every day of the chart, also those without spending.</summary>
    public IEnumerable<Bar> Bars
    {
        get
        {
            var byDay = Items.ToDictionary(i => i.Key, StringComparer.Ordinal);
            var (wide, top) = ((double)Width / Days, Top);
            for (var i = 0; i < Days; i++)
            {
                var day = Today.AddDays(i + 1 - Days);
                var spent = byDay.TryGetValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), out var item) ? item.Credits : Micros.Zero;
                var high = (double)Height * spent.Value / top.Value;
                yield return new(day, spent, Text(i * wide + Gap / 2.0), Text(wide - Gap), Text(Height - high), Text(high));
            }
        }
    }

    public string Share(UsageItem item) => Text(Total.IsPositive ? 100.0 * item.Credits.Value / Total.Value : 0);

    public static string Day(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    public static string Day(string key) => Day(DateOnly.ParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>One column of the chart.</summary>
internal sealed record Bar(DateOnly Day, Micros Spent, string X, string Width, string Y, string Height);
