using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>The operator's figures over a time range, as the API shows them.</summary>
internal sealed record Stats(UserStats Users, GenerationStats Generations, ChatStats Chat, RevenueStats Revenue, CreditStats Credits)
{
    private const string ChatType = "chat";

    public static async Task<Stats> ReadAsync(IServiceProvider services, DateTimeOffset from, DateTimeOffset to, CancellationToken ct) =>
        Of(await Picture.ReadAsync(services, from, to, byHour: false, ct));

    private static Stats Of(Picture p)
    {
        var (runs, chat) = (p.Work.Where(w => w.Type != ChatType).ToList(), p.Work.Where(w => w.Type == ChatType).ToList());
        var days = p.Money.Slices.GroupBy(s => DayOf(s.Start)).OrderBy(g => g.Key).Select(g => RevenueDay.Of(g.Key, [.. g]))
            .Where(d => d is not { Charged.Value: 0, ProviderCost.Value: 0, Topups.Value: 0 });
        return new(
            new(p.Users, p.NewUsers, p.ActiveUsers),
            new(
                Sum(runs, w => w.Total), Sum(runs, w => w.Completed), Sum(runs, w => w.Failed),
                runs.GroupBy(w => w.Type).ToDictionary(g => g.Key, g => Sum(g, w => w.Total)),
                runs.GroupBy(w => w.ModelId).ToDictionary(g => g.Key, g => Sum(g, w => w.Total)),
                [.. runs.GroupBy(w => DayOf(w.Start)).OrderBy(g => g.Key).Select(g => new DayCount(g.Key, Sum(g, w => w.Total)))]),
            new(Sum(chat, w => w.Total), Sum(chat, w => w.Tokens)),
            new(p.Money.Charged, p.Money.ProviderCost, p.Money.Charged - p.Money.ProviderCost, p.Money.Topups, [.. days]),
            new(p.Money.Outstanding, p.Money.Held));
    }

    private static long Sum<T>(IEnumerable<T> items, Func<T, long> of) => items.Sum(of);

    private static DateOnly DayOf(DateTimeOffset start) => DateOnly.FromDateTime(start.UtcDateTime);
}

internal sealed record UserStats(int Total, int New, int Active);

internal sealed record GenerationStats(
    long Total, long Completed, long Failed, IReadOnlyDictionary<string, long> ByType, IReadOnlyDictionary<string, long> ByModel,
    IReadOnlyList<DayCount> PerDay);

/// <summary>One UTC day.</summary>
internal sealed record DayCount(DateOnly Day, long Count);

internal sealed record ChatStats(long Messages, long Tokens);

internal sealed record RevenueStats(Micros Charged, Micros ProviderCost, Micros Margin, Micros Topups, IReadOnlyList<RevenueDay> PerDay);

internal sealed record RevenueDay(DateOnly Day, Micros Charged, Micros ProviderCost, Micros Margin, Micros Topups)
{
    public static RevenueDay Of(DateOnly day, IReadOnlyList<MoneySlice> slices)
    {
        var all = new BillingFigures(slices, Micros.Zero, Micros.Zero);
        return new(day, all.Charged, all.ProviderCost, all.Charged - all.ProviderCost, all.Topups);
    }
}

internal sealed record CreditStats(Micros Outstanding, Micros Reserved);
