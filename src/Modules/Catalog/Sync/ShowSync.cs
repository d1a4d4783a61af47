using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Catalog;

/// <summary>GET /admin/models/sync: what the providers list and we do not have so.</summary>
internal static class ShowSync
{
    private const int NewShownMax = 100;

    public static async Task<PageView> Handle(CatalogDb db, CancellationToken ct) =>
        new("/Catalog/Sync/SyncPage.cshtml", await ReadAsync(db, ct), "Model sync", Frame.Admin);

    public static async Task<Reply> HandleJson(CatalogDb db, CancellationToken ct) => Reply.Of(await ReadAsync(db, ct));

    private static async Task<ProposalsView> ReadAsync(CatalogDb db, CancellationToken ct)
    {
        var open = DecideProposal.OpenOf(db);
        var changes = await open.Where(p => !p.IsNew).OrderBy(p => p.ModelId).ToListAsync(ct);
        var fresh = await open.Where(p => p.IsNew).OrderBy(p => p.ModelId).Take(NewShownMax).ToListAsync(ct);
        var count = await open.CountAsync(p => p.IsNew, ct);
        return new([.. changes.Select(ProposalLine.Of)], [.. fresh.Select(ProposalLine.Of)], count);
    }
}

/// <summary>What waits for an admin, and the answer of GET /api/admin/models/sync.</summary>
internal sealed record ProposalsView(IReadOnlyList<ProposalLine> Changes, IReadOnlyList<ProposalLine> Fresh, int FreshCount)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ProposalsView Sample => new(
        [
            new("flux-dev", "FLUX.1 [dev]", "fal", "image", "{\"perImage\":\"0.03\"}", [new("perImage", 0.025m, 0.03m)], null, DateTimeOffset.UnixEpoch),
            new("ovi", "Ovi", "fal", "video", "", [new("perVideo", 0.2m, null)], "fal.ai no longer lists a price for it.", DateTimeOffset.UnixEpoch),
        ],
        [new("acme/new-one", "New One", "openrouter", "chat", "{}", [new("promptPer1M", null, 0.2m), new("completionPer1M", null, 0.6m)], null, DateTimeOffset.UnixEpoch)],
        240);

    /// <summary>Changes that may be approved together.</summary>
    public int Plain => Changes.Count(c => c.ClosedReason is null && c.Seen.Length > 0);
}

/// <summary>One model.</summary>
/// <param name="ModelId">Ours, or the provider's for a new one.</param>
/// <param name="Name">For people.</param>
/// <param name="Provider">Who lists it.</param>
/// <param name="Type">Image, video or chat.</param>
/// <param name="Seen">What is approved, to send back; empty where there is nothing to approve.</param>
/// <param name="Prices">Old and new by component.</param>
/// <param name="ClosedReason">Why it was closed, or null.</param>
/// <param name="FoundAt">Since when.</param>
internal sealed record ProposalLine(
    string ModelId, string Name, string Provider, string Type, string Seen, IReadOnlyList<PriceLine> Prices, string? ClosedReason,
    DateTimeOffset FoundAt)
{
    public static ProposalLine Of(Proposal p)
    {
        var (before, after) = (Read(p.Before), Read(p.After));
        var prices = before.Keys.Union(after.Keys).Select(c => new PriceLine(
            c, before.TryGetValue(c, out var old) ? old : null, after.TryGetValue(c, out var made) ? made : null));
        return new(
            p.ModelId, p.Name, p.Provider, p.Type, p.After, [.. prices.Where(l => l.Usd != l.ProviderUsd || p.Before == p.After)], p.Reason, p.FoundAt);
    }

    private static Dictionary<string, decimal> Read(string components) => components.Length == 0 ? []
        : JsonSerializer.Deserialize<Dictionary<string, string>>(components)!
            .ToDictionary(c => c.Key, c => decimal.Parse(c.Value, CultureInfo.InvariantCulture));
}

/// <summary>A component's price in USD, ours and the provider's.</summary>
internal sealed record PriceLine(string Component, decimal? Usd, decimal? ProviderUsd)
{
    /// <summary>The change in percent, or null.</summary>
    public decimal? Percent => Usd is > 0 and var old && ProviderUsd is { } made ? Math.Round((made - old) * 100 / old, 1) : null;
}
