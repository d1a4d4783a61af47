using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts;

namespace OmniHub.Catalog;

/// <summary>The catalogue's part of <c>doctor</c>.</summary>
internal sealed class CatalogCheckup(CatalogDb db) : ICheckup
{
    public string Name => "Models";

    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var models = await db.Models.AsNoTracking().Select(m => new { m.Id, m.IsEnabled, m.ClosedReason, m.PriceId }).ToListAsync(ct);
        if (models.Count == 0) yield return new(Condition.Notice, "There are no models yet: they come with the first start.");
        else yield return new(Condition.Good, $"{models.Count} models, {models.Count(m => m.ClosedReason is not null)} of them closed for want of a price one can trust.");

        var prices = await db.Prices.AsNoTracking().Select(p => p.Id).ToListAsync(ct);
        var without = models.Where(m => m.PriceId is not null).Select(m => m.PriceId!).Except(prices).Count();
        if (without > 0) yield return new(Condition.Bad, $"{without} models name a price that is not there.");
        var free = models.Count(m => m is { IsEnabled: true, ClosedReason: null, PriceId: null });
        if (free > 0) yield return new(Condition.Bad, $"{free} models are open without a price.");
    }
}
