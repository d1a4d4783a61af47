using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>GET /admin: the figures of a range beside those of the range before. GET /admin/analytics.csv: the same by step and model.</summary>
internal static class ShowAnalytics
{
    public static async Task<PageView> Handle(HttpRequest request, IServiceProvider services, TimeProvider clock, CancellationToken ct)
    {
        var (frame, no) = TimeFrame.Of(request, clock.GetUtcNow());
        var now = await Picture.ReadAsync(services, frame.From, frame.To, frame.IsHourly, ct);
        var before = frame.IsAhead ? Picture.Empty : await Picture.ReadAsync(services, frame.Before, frame.From, frame.IsHourly, ct);
        var running = await RunningAsync(services, ct);
        var cards = await CardsAsync(services, now.Models.Concat(running.Keys).Distinct(), ct);
        var attention = new List<Attention>();
        foreach (var source in services.GetServices<IAttention>()) attention.AddRange(await source.ReadAsync(ct));
        var view = AnalyticsView.Of(frame, now, before, cards, running, attention) with { No = no };
        return new PageView("/Admin/Analytics/AnalyticsPage.cshtml", view, "Analytics", Frame.Admin) { Status = no?.Status ?? StatusCodes.Status200OK };
    }

    public static async Task<IResult> HandleCsv(HttpRequest request, IServiceProvider services, TimeProvider clock, CancellationToken ct)
    {
        var (frame, no) = TimeFrame.Of(request, clock.GetUtcNow());
        if (no is not null) return (Reply)no;
        var picture = await Picture.ReadAsync(services, frame.From, frame.To, frame.IsHourly, ct);
        return Csv.File($"analytics-{frame.FirstDay}-{frame.LastDay}.csv", async csv =>
        {
            await csv.WriteLineAsync("start,model,type,begun,completed,failed,tokens,charged,refunded,providerCost,margin,topups");
            foreach (var line in Lines(picture)) await csv.WriteLineAsync(line);
        });
    }

    private static IEnumerable<string> Lines(Picture picture)
    {
        var work = picture.Work.ToLookup(w => (w.Start, w.ModelId));
        var money = picture.Money.Slices.ToLookup(m => (m.Start, m.ModelId));
        var keys = work.Select(g => g.Key).Union(money.Select(g => g.Key)).OrderBy(k => k.Start).ThenBy(k => k.ModelId, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            var (w, m) = (work[key].ToList(), money[key].ToList());
            var (charged, refunded) = (Sum(m.Select(s => s.Charged)), Sum(m.Select(s => s.Refunded)));
            var cost = Sum(m.Select(s => s.ProviderCost));
            yield return Csv.Line(
                key.Start, key.ModelId, w.FirstOrDefault()?.Type, w.Sum(s => s.Total), w.Sum(s => s.Completed), w.Sum(s => s.Failed),
                w.Sum(s => s.Tokens), charged, refunded, cost, charged - refunded - cost, Sum(m.Select(s => s.Topups)));
        }
    }

    private static Micros Sum(IEnumerable<Micros> amounts) => amounts.Aggregate(Micros.Zero, (a, b) => a + b);

    /// <summary>What runs or waits now, by model.</summary>
    public static async Task<Dictionary<string, int>> RunningAsync(IServiceProvider services, CancellationToken ct)
    {
        var running = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var source in services.GetServices<IWorkFigures>())
        {
            foreach (var (model, count) in await source.RunningAsync(ct)) running[model] = running.GetValueOrDefault(model) + count;
        }

        return running;
    }

    /// <summary>Names and providers of models, also of closed ones.</summary>
    public static async Task<Dictionary<string, ModelCard>> CardsAsync(
        IServiceProvider services, IEnumerable<string> models, CancellationToken ct)
    {
        var cards = new Dictionary<string, ModelCard>(StringComparer.Ordinal);
        if (services.GetService<ICatalog>() is not { } catalog) return cards;
        foreach (var model in models)
        {
            if (await catalog.FindPastAsync(model, ct) is { } card) cards[model] = card;
        }

        return cards;
    }
}
