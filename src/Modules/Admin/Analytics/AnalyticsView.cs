using System.Globalization;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>The analytics page.</summary>
internal sealed record AnalyticsView(
    TimeFrame Frame, IReadOnlyList<KpiView> Kpis, ChartView Revenue, ChartView Types, IReadOnlyList<ModelLine> Models,
    IReadOnlyList<ProviderLine> Providers, IReadOnlyList<Attention> Attention)
{
    /// <summary>Why other days are shown than those that were asked for.</summary>
    public Refusal? No { get; init; }

    public IReadOnlyList<TypeLine> Kinds { get; init; } = [];

    /// <summary>What is wrong with the days that were asked for, in a sentence.</summary>
    public string? Wrong => No?.Errors?.Values.FirstOrDefault()?.FirstOrDefault() ?? No?.Sentence;

    private const int ModelsMax = 25, AttentionMax = 6;
    private const int FailuresMin = 3;
    private const decimal FailedPartMax = 0.05m;

    /// <summary>For the test that renders every view: a month of work, and a new installation.</summary>
    public static AnalyticsView[] Samples =>
    [
        Of(
            TimeFrame.Sample,
            new(
                [new(TimeFrame.Sample.From, "flux-dev", "image", 120, 100, 20, 0, "50:90 120:10"), new(TimeFrame.Sample.From, "gpt", "chat", 9, 9, 0, 12_000, "80:9")],
                new([new(TimeFrame.Sample.From, "flux-dev", new(5_000_000), new(100_000), new(4_000_000), new(9_000_000), new(0))], new(90_000_000), new(40_000)),
                412, 38, 97),
            Picture.Empty, NoCards, new Dictionary<string, int> { ["flux-dev"] = 3 }, [new(true, "A model is closed", "It has no price.", "/admin/models")]),
        Of(TimeFrame.Sample with { IsAhead = true }, Picture.Empty, Picture.Empty, NoCards, new Dictionary<string, int>(), []) with
        {
            No = Refusal.Invalid("from", "The first day is a day, as 2026-09-01."),
        },
    ];

    public static AnalyticsView Of(
        TimeFrame frame, Picture now, Picture before, IReadOnlyDictionary<string, ModelCard> cards, IReadOnlyDictionary<string, int> running,
        IReadOnlyList<Attention> attention)
    {
        var models = ModelLine.All(now, cards);
        return new(
            frame, Kpi.All(frame, now, before), RevenueOf(frame, now), TypesOf(frame, now), [.. models.Take(ModelsMax)],
            ProviderLine.All(now, cards, running),
            [.. attention.Concat(Failing(models)).OrderByDescending(a => a.IsUrgent).Take(AttentionMax)])
        {
            Kinds = TypeLine.All(now),
        };
    }

    private static Dictionary<string, ModelCard> NoCards => [];

    private static IEnumerable<Attention> Failing(IReadOnlyList<ModelLine> models) => models
        .Where(m => m.Failed >= FailuresMin && m.FailedPart > FailedPartMax).OrderByDescending(m => m.Failed)
        .Select(m => new Attention(
            true, $"{m.Name} fails {m.FailedText} of its jobs", $"{m.Failed:#,##0} of {m.Ended:#,##0} in this time. What was held for them is released.",
            m.Href))
        .Concat(models.Where(m => m.Margin.Value < 0).Select(m => new Attention(
            true, $"{m.Name} sells below cost", $"People paid {m.Revenue} and the provider took {m.Cost}.", m.Href)));

    private static ChartView RevenueOf(TimeFrame frame, Picture now)
    {
        var steps = now.Money.Slices.ToLookup(s => s.Start);
        decimal[] revenue = [.. frame.Starts.Select(at => steps[at].Sum(s => (s.Charged - s.Refunded).Credits))];
        decimal[] cost = [.. frame.Starts.Select(at => steps[at].Sum(s => s.ProviderCost.Credits))];
        var total = revenue.Sum();
        var sentence = total == 0 ? "There was no revenue in this time."
            : $"Revenue from {revenue[0]:0.00####} to {revenue[^1]:0.00####} credits, {total:#,##0.00####} in all over {frame.Length}; "
                + $"the highest was {revenue.Max():0.00####} on {frame.NameOf(frame.Starts.ElementAt(Array.IndexOf(revenue, revenue.Max())))}. "
                + $"Provider cost was {cost.Sum() / total:0%} of it.";
        return new(
            ChartKind.Area, "Revenue and provider cost", string.Create(CultureInfo.InvariantCulture, $"{sentence}"), StepName(frame),
            [.. frame.Starts.Select(frame.NameOf)], [new("Revenue", 1, revenue), new("Cost", 5, cost)], 2);
    }

    private static ChartView TypesOf(TimeFrame frame, Picture now)
    {
        var steps = now.Work.ToLookup(w => (w.Start, w.Type));
        var series = new[] { ("Image", "image", 1), ("Chat", "chat", 2), ("Video", "video", 3) }
            .Select(t => new ChartSeries(t.Item1, t.Item3, [.. frame.Starts.Select(at => (decimal)steps[(at, t.Item2)].Sum(w => w.Total))])).ToList();
        var totals = series.OrderByDescending(s => s.Values.Sum()).Where(s => s.Values.Sum() > 0)
            .Select(s => $"{s.Values.Sum().ToString("#,##0", CultureInfo.InvariantCulture)} {s.Name.ToLowerInvariant()}").ToList();
        var sentence = totals.Count == 0 ? "Nothing was made in this time." : $"By type over {frame.Length}: {string.Join(", ", totals)}.";
        return new(ChartKind.Bars, "Generations by type", sentence, StepName(frame), [.. frame.Starts.Select(frame.NameOf)], series);
    }

    private static string StepName(TimeFrame frame) => frame.IsHourly ? "Hour" : "Day";
}
