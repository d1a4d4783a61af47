using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Chat;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>The operator's figures over a time range.</summary>
internal sealed record Stats(UserStats Users, GenerationStats Generations, ChatStats Chat, RevenueStats Revenue, CreditStats Credits)
{
    /// <summary>Asks every module that has figures; one that is not there has none.</summary>
    public static async Task<Stats> ReadAsync(IServiceProvider services, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var users = services.GetService<IAccounts>() is { } accounts ? await accounts.CountAsync(from, to, ct) : default;
        var runs = services.GetService<IGenerationFigures>() is { } g ? await g.ReadAsync(from, to, ct)
            : new(0, 0, 0, 0, new Dictionary<string, int>(), new Dictionary<string, int>(), []);
        var chat = services.GetService<IChatFigures>() is { } c ? await c.ReadAsync(from, to, ct) : new(0, 0, 0);
        var money = services.GetService<IBillingFigures>() is { } b ? await b.ReadAsync(from, to, ct)
            : new(Micros.Zero, Micros.Zero, Micros.Zero, Micros.Zero, Micros.Zero, []);
        return new Stats(
            new(users.Total, users.New, Math.Max(runs.ActiveUsers, chat.ActiveUsers)),
            new(runs.Total, runs.Completed, runs.Failed, runs.ByType, runs.ByModel, [.. runs.PerDay]),
            new(chat.Messages, chat.Tokens),
            new(money.Charged, money.ProviderCost, money.Charged - money.ProviderCost, money.Topups, Days(money.PerDay)),
            new(money.Outstanding, money.Held));
    }

    private static RevenueDay[] Days(IReadOnlyList<BillingDay> days) => [.. days.Select(RevenueDay.Of)];
}

internal sealed record UserStats(int Total, int New, int Active);

internal sealed record GenerationStats(
    int Total, int Completed, int Failed, IReadOnlyDictionary<string, int> ByType, IReadOnlyDictionary<string, int> ByModel,
    IReadOnlyList<DayCount> PerDay);

internal sealed record ChatStats(int Messages, long Tokens);

internal sealed record RevenueStats(Micros Charged, Micros ProviderCost, Micros Margin, Micros Topups, IReadOnlyList<RevenueDay> PerDay);

internal sealed record RevenueDay(DateOnly Day, Micros Charged, Micros ProviderCost, Micros Margin, Micros Topups)
{
    public static RevenueDay Of(BillingDay d) => new(d.Day, d.Charged, d.ProviderCost, d.Charged - d.ProviderCost, d.Topups);
}

internal sealed record CreditStats(Micros Outstanding, Micros Reserved);
