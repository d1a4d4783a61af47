using System.Globalization;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>How many of those that ended failed, as people read it.</summary>
internal static class FailureRate
{
    public static string Text(long failed, long ended) => ended == 0 ? "–" : (failed / (decimal)ended).ToString("0.0%", CultureInfo.InvariantCulture);
}

/// <summary>Images, videos or chat answers in a range.</summary>
internal sealed record TypeLine(string Type, string Name, long Total, long Completed, long Failed)
{
    private static readonly (string Type, string Name)[] Known = [("image", "Images"), ("video", "Videos"), ("chat", "Chat answers")];

    public string FailedText => FailureRate.Text(Failed, Completed + Failed);

    /// <summary>Those that were begun.</summary>
    public static IReadOnlyList<TypeLine> All(Picture now)
    {
        var work = now.Work.ToLookup(w => w.Type);
        return
        [
            .. Known.Select(k => new TypeLine(
                k.Type, k.Name, work[k.Type].Sum(w => w.Total), work[k.Type].Sum(w => w.Completed), work[k.Type].Sum(w => w.Failed))).Where(l => l.Total > 0),
        ];
    }
}

/// <summary>One model in a range.</summary>
/// <param name="Share">Of the highest revenue, for the bar.</param>
internal sealed record ModelLine(
    string Id, string Name, long Total, long Completed, long Failed, Micros Revenue, Micros Cost, decimal Share, TimeSpan? P50, TimeSpan? P95)
{
    public Micros Margin => Revenue - Cost;

    public long Ended => Completed + Failed;

    public decimal FailedPart => Ended == 0 ? 0 : Failed / (decimal)Ended;

    public string FailedText => FailureRate.Text(Failed, Ended);

    public string MarginText => Revenue.IsPositive ? (Margin.Credits / Revenue.Credits).ToString("0.0%", CultureInfo.InvariantCulture) : "–";

    public string Href => "/admin/models/" + Uri.EscapeDataString(Id);

    /// <summary>By revenue, then by number.</summary>
    public static IReadOnlyList<ModelLine> All(Picture now, IReadOnlyDictionary<string, ModelCard> cards)
    {
        var (work, money) = (now.Work.ToLookup(w => w.ModelId), now.Money.Slices.ToLookup(m => m.ModelId));
        var most = money.Where(g => g.Key.Length > 0).Select(g => g.Sum(m => (m.Charged - m.Refunded).Credits)).DefaultIfEmpty(0).Max();
        return
        [
            .. now.Models.Select(id =>
            {
                var revenue = new Micros(money[id].Sum(m => (m.Charged - m.Refunded).Value));
                var latencies = Latencies.Of(work[id].Select(w => w.Latencies));
                return new ModelLine(
                    id, cards.GetValueOrDefault(id)?.Name ?? id, work[id].Sum(w => w.Total), work[id].Sum(w => w.Completed), work[id].Sum(w => w.Failed),
                    revenue, new(money[id].Sum(m => m.ProviderCost.Value)), most > 0 ? revenue.Credits / most : 0,
                    latencies.Percentile(50), latencies.Percentile(95));
            }).OrderByDescending(m => m.Revenue).ThenByDescending(m => m.Total).ThenBy(m => m.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>A time as people read it.</summary>
    public static string Text(TimeSpan? time) => time is not { } t ? "–"
        : t.TotalSeconds < 10 ? t.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture)
        : t.TotalSeconds < 120 ? t.TotalSeconds.ToString("0 s", CultureInfo.InvariantCulture)
        : t.TotalMinutes.ToString("0 min", CultureInfo.InvariantCulture);
}

/// <summary>One provider in a range.</summary>
internal sealed record ProviderLine(string Name, long Completed, long Failed, TimeSpan? P50, TimeSpan? P95, int Running)
{
    public string SuccessText => Completed + Failed == 0 ? "–"
        : (Completed / (decimal)(Completed + Failed)).ToString("0.0%", CultureInfo.InvariantCulture);

    public static IReadOnlyList<ProviderLine> All(
        Picture now, IReadOnlyDictionary<string, ModelCard> cards, IReadOnlyDictionary<string, int> running)
    {
        var work = now.Work.ToLookup(w => ProviderOf(cards, w.ModelId));
        var open = running.ToLookup(r => ProviderOf(cards, r.Key), r => r.Value);
        return
        [
            .. work.Select(g => g.Key).Union(open.Select(g => g.Key)).Order(StringComparer.Ordinal).Select(provider =>
            {
                var latencies = Latencies.Of(work[provider].Select(w => w.Latencies));
                return new ProviderLine(
                    provider, work[provider].Sum(w => w.Completed), work[provider].Sum(w => w.Failed), latencies.Percentile(50),
                    latencies.Percentile(95), open[provider].Sum());
            }),
        ];
    }

    public static string ProviderOf(IReadOnlyDictionary<string, ModelCard> cards, string model) => cards.GetValueOrDefault(model)?.Provider switch
    {
        "fal" => "fal.ai",
        "openrouter" => "OpenRouter",
        null => "Removed models",
        var other => other,
    };
}
