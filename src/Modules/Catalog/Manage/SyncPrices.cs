using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;
using OmniHub.Providers;

namespace OmniHub.Catalog;

/// <summary>POST /api/admin/models/sync: compares with fal's own price list. One beyond belief closes its model; others are told.</summary>
internal static class SyncPrices
{
    private const decimal TimesMax = 10;

    public static async Task<Reply> Handle(
        HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log, CancellationToken ct)
    {
        if (http.RequestServices.GetService<FalClient>() is not { } fal)
            return new Refusal(StatusCodes.Status503ServiceUnavailable, "provider_unavailable", "fal.ai is not connected.");
        var models = catalog.Now.Entries.Where(e => e.Provider == "fal").ToList();
        if (await fal.PricingAsync([.. models.Select(e => e.Endpoint)], ct) is not FalAnswer<IReadOnlyList<FalPrice>>.Ok(var listed))
            return new Refusal(StatusCodes.Status502BadGateway, "provider_error", "fal.ai did not tell its prices. Try again later.");
        if (listed.Count == 0)
            return new Refusal(StatusCodes.Status502BadGateway, "provider_error",
                "fal.ai listed no prices at all, so nothing was changed.");

        var prices = listed.GroupBy(p => p.Endpoint).ToDictionary(g => g.Key, g => g.First());
        var found = models.Select(e => Compare(e, prices.GetValueOrDefault(e.Endpoint))).OfType<PriceDifference>().ToList();
        foreach (var closing in found.Where(d => d.ClosedReason is not null))
        {
            await ChangeModel.WriteAsync(db, () => CloseAsync(db, closing, log.Now, ct), ct);
            var changes = new Dictionary<string, object?[]> { ["closedReason"] = [null, closing.ClosedReason] };
            await log.ChangedAsync(me.Id, "model.close", closing.ModelId, changes, http, ct);
        }

        return Reply.Of(new SyncView(models.Count, prices.Count, found));
    }

    private static PriceDifference? Compare(Entry e, FalPrice? theirs)
    {
        var ours = e.HasPrice ? e.Component(Units.ComponentOf(e.Unit)) : (decimal?)null;
        if (ours is null && theirs is null) return null;
        var trouble = ours is null || !e.IsOpen ? null
            : theirs is null ? "fal.ai no longer lists a price for it."
            : theirs.UnitPrice <= 0 ? "fal.ai lists a price that cannot be right."
            : theirs.UnitPrice > ours * TimesMax || theirs.UnitPrice * TimesMax < ours
                ? "fal.ai lists a price that is more than ten times off."
            : null;
        if (trouble is null && theirs is not null && theirs.UnitPrice == ours) return null;
        return new PriceDifference(e.Id, e.Endpoint, e.Unit, ours, theirs?.Unit, theirs?.UnitPrice, trouble);
    }

    private static async Task<int> CloseAsync(CatalogDb db, PriceDifference closing, DateTimeOffset now, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var row = await db.Models.SingleAsync(m => m.Id == closing.ModelId, ct);
        (row.ClosedReason, row.IsSandboxOnly, row.IsEnabled) = (closing.ClosedReason, false, false);
        row.MarkEdited("enabled");
        row.Touch(now);
        return await db.SaveChangesAsync(ct);
    }
}

/// <summary>Answer of POST /api/admin/models/sync.</summary>
internal sealed record SyncView(int Models, int Listed, IReadOnlyList<PriceDifference> Differences);

/// <summary>A price that is not the same here and at the provider; with a reason where the model was closed for it.</summary>
internal sealed record PriceDifference(
    string ModelId, string Endpoint, string Unit, decimal? Usd, string? ProviderUnit, decimal? ProviderUsd, string? ClosedReason);
