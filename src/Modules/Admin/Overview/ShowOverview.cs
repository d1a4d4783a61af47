using OmniHub.Ui;

namespace OmniHub.Admin;

/// <summary>GET /admin: the figures of the last 30 days, and the ways on.</summary>
internal static class ShowOverview
{
    private const int Days = 30;

    public static async Task<PageView> Handle(IServiceProvider services, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var stats = await Stats.ReadAsync(services, now.AddDays(-Days), now, ct);
        return new PageView("/Admin/Overview/OverviewPage.cshtml", new OverviewView(stats, Days), "Analytics", Frame.Admin);
    }
}

/// <summary>Model of the overview.</summary>
internal sealed record OverviewView(Stats Stats, int Days)
{
    /// <summary>For the test that renders every view.</summary>
    public static OverviewView Sample => new(
        new Stats(
            new(412, 38, 97),
            new(1200, 1170, 30, new Dictionary<string, int> { ["image"] = 1000 }, new Dictionary<string, int> { ["flux-dev"] = 700 }, []),
            new(40, 12_345),
            new(new(118_000_000), new(100_000_000), new(18_000_000), new(50_000_000), []),
            new(new(900_000_000), new(1_250_000))),
        30);

    /// <summary>Models with the most runs.</summary>
    public IEnumerable<KeyValuePair<string, int>> Busiest => Stats.Generations.ByModel.OrderByDescending(m => m.Value)
        .ThenBy(m => m.Key, StringComparer.Ordinal).Take(8);

    /// <summary>Part of the ended runs that failed, in percent.</summary>
    public string FailedText
    {
        get
        {
            var ended = Stats.Generations.Completed + Stats.Generations.Failed;
            return ended == 0 ? "none yet" : $"{Stats.Generations.Failed * 100m / ended:0.0}%";
        }
    }
}
