using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>Featured models in an admin's order. One that was featured by its own page comes after those, by name.</summary>
internal sealed class FeatureModels(CatalogDb db, Catalog catalog, IEvents events, TimeProvider clock) : IFeaturedModels
{
    public IReadOnlyList<string> Current => [.. catalog.Now.Entries.Where(e => e.IsFeatured).Select(e => e.Id)];

    public IReadOnlyList<string> Unknown(IReadOnlyCollection<string> modelIds) => [.. modelIds.Where(id => catalog.Now.Find(id) is null)];

    public async Task SetAsync(IReadOnlyList<string> modelIds, CancellationToken ct)
    {
        await ChangeModel.WriteAsync(
            db,
            async () =>
            {
                db.ChangeTracker.Clear();
                var rows = await db.Models.Where(m => m.IsFeatured || modelIds.Contains(m.Id)).ToListAsync(ct);
                foreach (var row in rows)
                {
                    var rank = modelIds.Index().Where(m => m.Item == row.Id).Select(m => (int?)m.Index).FirstOrDefault();
                    if (row.FeaturedRank == rank && row.IsFeatured == rank is not null) continue;
                    (row.IsFeatured, row.FeaturedRank) = (rank is not null, rank);
                    row.MarkEdited("featured");
                    row.Touch(clock.GetUtcNow());
                }

                return await db.SaveChangesAsync(ct);
            },
            ct);
        await catalog.ReloadAsync(ct);
        events.Publish(new CatalogChanged());
    }
}
