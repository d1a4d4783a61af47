using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>Brings the tables up to the lists of this build: new models come, changed ones change where no admin has set them.</summary>
internal sealed class SeedModels(CatalogDb db, Catalog catalog, TimeProvider clock, ILogger<SeedModels> log) : IStartup
{
    public const string Origin = "seed";

    public int Order => 20;

    public async Task StartAsync(CancellationToken ct)
    {
        try
        {
            await ApplyAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another node seeds at the same time: what it wrote is there now.
            db.ChangeTracker.Clear();
            await ApplyAsync(ct);
        }

        await catalog.ReloadAsync(ct);
    }

    private async Task ApplyAsync(CancellationToken ct)
    {
        var applied = await db.Models.AsNoTracking().ToDictionaryAsync(m => m.Id, m => m.SeedHash, ct);
        var changed = SeedModel.All().Where(s => applied.GetValueOrDefault(s.Id) != s.Hash).ToList();
        if (changed.Count == 0) return;
        await db.WriteAsync(
            async () =>
            {
                var ids = changed.Select(s => s.Id).ToList();
                var rows = await db.Models.Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct);
                var prices = rows.Values.Select(m => m.PriceId).ToList();
                var inForce = await db.Prices.Where(p => prices.Contains(p.Id)).ToDictionaryAsync(p => p.ModelId, ct);
                foreach (var seed in changed) Apply(seed, rows.GetValueOrDefault(seed.Id), inForce.GetValueOrDefault(seed.Id));
                await db.SaveChangesAsync(ct);
            },
            ct);
        log.LogInformation("Seeded {Count} models", changed.Count);
    }

    private void Apply(SeedModel seed, Model? row, Price? price)
    {
        var now = clock.GetUtcNow();
        if (row is null)
        {
            row = new Model
            {
                Id = seed.Id,
                Type = seed.Medium,
                Provider = "",
                Endpoint = "",
                Name = seed.Name,
                Family = "",
                Description = seed.Description,
                Capabilities = "[]",
                Options = "",
                Rules = "{}",
                SeedHash = "",
                Edited = "",
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Models.Add(row);
        }

        row.Provider = seed.Provider;
        row.Endpoint = seed.Endpoint;
        row.Family = seed.Family;
        row.Capabilities = JsonSerializer.Serialize(seed.Capabilities);
        row.Options = seed.Schema;
        row.Rules = seed.Rules?.ToJsonString() ?? "{}";
        row.ContextLength = seed.ContextLength;
        row.OutputTokensMax = seed.OutputTokensMax;
        if (!row.IsEdited("name")) row.Name = seed.Name;
        if (!row.IsEdited("description")) row.Description = seed.Description;
        if (!row.IsEdited("featured")) row.IsFeatured = seed.Featured;
        if (!row.IsEdited("pricing")) SetPrice(row, seed, price, now);
        if (!row.IsEdited("pricing") && !row.IsEdited("enabled"))
        {
            row.ClosedReason = seed.ClosedReason;
            row.IsSandboxOnly = seed.SandboxOnly;
            row.IsEnabled = seed.ClosedReason is null || seed.SandboxOnly;
        }

        row.SeedHash = seed.Hash;
        row.Touch(now);
    }

    private void SetPrice(Model row, SeedModel seed, Price? price, DateTimeOffset now)
    {
        if (seed.Components is not { } components)
        {
            row.PriceId = null;
            return;
        }

        var text = JsonSerializer.Serialize(components);
        if (price is not null && price.Components == text && price.Unit == seed.Unit) return;
        var made = new Price
        {
            Id = Id.New("prc"),
            ModelId = seed.Id,
            Unit = seed.Unit,
            Components = text,
            Own = price?.OwnFor(components.Keys),
            Origin = Origin,
            CreatedAt = now,
        };
        db.Prices.Add(made);
        row.PriceId = made.Id;
    }
}
