using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Everything that the modules know of a time range. One that is not there has no figures.</summary>
internal sealed record Picture(
    IReadOnlyList<WorkSlice> Work, BillingFigures Money, int Users, int NewUsers, int ActiveUsers)
{
    /// <summary>Nothing.</summary>
    public static Picture Empty => new([], new([], Micros.Zero, Micros.Zero), 0, 0, 0);

    /// <summary>Models that did or earned something.</summary>
    public IEnumerable<string> Models => Work.Select(w => w.ModelId).Concat(Money.Slices.Select(m => m.ModelId)).Where(id => id.Length > 0).Distinct();

    public static async Task<Picture> ReadAsync(
        IServiceProvider services, DateTimeOffset from, DateTimeOffset to, bool byHour, CancellationToken ct)
    {
        var (total, made) = services.GetService<IAccounts>() is { } accounts ? await accounts.CountAsync(from, to, ct) : default;
        var money = services.GetService<IBillingFigures>() is { } billing ? await billing.ReadAsync(from, to, byHour, ct) : Empty.Money;
        var (work, active) = (new List<WorkSlice>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var source in services.GetServices<IWorkFigures>())
        {
            var figures = await source.ReadAsync(from, to, byHour, ct);
            work.AddRange(figures.Slices);
            active.UnionWith(figures.Users);
        }

        return new(work, money, total, made, active.Count);
    }
}
