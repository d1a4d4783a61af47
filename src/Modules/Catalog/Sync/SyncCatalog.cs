using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>
/// Compares our models with the providers' lists. A price beyond belief closes its model at once; every other difference,
/// and every new model, waits for an admin. Nothing here changes what running or past work costs.
/// </summary>
internal sealed partial class SyncCatalog(CatalogDb db, Catalog catalog, ReadLists lists, ModelLog log, ILogger<SyncCatalog> logger) : IWork
{
    private const int NewMax = 500;

    public Task RunAsync(CancellationToken ct) => SyncAsync(ModelLog.System, null, ct);

    public async Task<SyncView> SyncAsync(string actor, string? address, CancellationToken ct)
    {
        var (models, listed, found, troubles) = (0, 0, new List<PriceDifference>(), new List<string>());
        var now = catalog.Now;
        foreach (var list in await lists.ReadAsync(now, ct))
        {
            var ours = now.Entries.Where(e => e.Provider == list.Provider).ToList();
            if (TroubleOf(list, ours) is { } trouble)
            {
                troubles.Add(trouble);
                LogTrouble(list.Provider, trouble);
                continue;
            }

            models += ours.Count;
            listed += ours.Count(e => list.Listings.ContainsKey(e.Endpoint));
            var differences = ours.Select(e => ComparePrice.Of(e, list.Listings.GetValueOrDefault(e.Endpoint))).OfType<PriceDifference>().ToList();
            foreach (var closing in differences.Where(d => d.ClosedReason is not null)) await CloseAsync(closing, actor, address, ct);
            await ProposeAsync(list, now, ours, differences, ct);
            found.AddRange(differences);
        }

        return new SyncView(models, listed, found, troubles);
    }

    // A list that has lost most of what it had is broken itself; believing it would close everything at once.
    private static string? TroubleOf(ProviderList list, List<Entry> ours)
    {
        if (list.Trouble is not null) return list.Trouble;
        var open = ours.Where(e => e.IsOpen && e.HasPrice).ToList();
        var there = open.Count(e => list.Listings.ContainsKey(e.Endpoint));
        return there * 2 < open.Count
            ? $"{ComparePrice.NameOf(list.Provider)} lists only {there} of {open.Count} open models, so nothing was changed."
            : null;
    }

    private async Task CloseAsync(PriceDifference closing, string actor, string? address, CancellationToken ct)
    {
        await ChangeModel.WriteAsync(
            db,
            async () =>
            {
                db.ChangeTracker.Clear();
                var row = await db.Models.SingleAsync(m => m.Id == closing.ModelId, ct);
                (row.ClosedReason, row.IsSandboxOnly, row.IsEnabled) = (closing.ClosedReason, false, false);
                row.MarkEdited("enabled");
                row.Touch(log.Now);
                return await db.SaveChangesAsync(ct);
            },
            ct);
        var changes = new Dictionary<string, object?[]> { ["closedReason"] = [null, closing.ClosedReason] };
        await log.ChangedAsync(actor, "model.close", closing.ModelId, changes, address, ct);
        LogClosed(closing.ModelId, closing.ClosedReason!);
    }

    private Task ProposeAsync(ProviderList list, Snapshot now, List<Entry> ours, List<PriceDifference> differences, CancellationToken ct)
    {
        var known = ours.Select(e => e.Endpoint).ToHashSet(StringComparer.Ordinal);
        var fresh = list.Listings.Values.Where(l => !known.Contains(l.Endpoint) && now.Find(l.Endpoint) is null && l.Prices.Values.All(p => p > 0))
            .OrderBy(l => l.Endpoint, StringComparer.Ordinal).Take(NewMax).ToList();
        return db.WriteAsync(
            async () =>
            {
                db.ChangeTracker.Clear();
                var before = await db.Proposals.Where(p => p.Provider == list.Provider).ToDictionaryAsync(p => p.ModelId, ct);
                var kept = new HashSet<string>(StringComparer.Ordinal);
                // One without a price on either side that could be taken over is told, and there is nothing to decide.
                foreach (var d in differences.Where(d => d.Before.Length > 0 || d.After.Length > 0))
                {
                    var entry = now.Find(d.ModelId)!;
                    Put(before, kept, d.ModelId, d.Before, d.After, d.ClosedReason, () => Row(entry, d));
                }

                foreach (var l in fresh) Put(before, kept, l.Endpoint, "", TextOf(l), null, () => Row(list.Provider, l));
                // One that was closed for its price, and has it again, waits to be opened.
                foreach (var gone in before.Values.Where(p => !kept.Contains(p.ModelId)))
                {
                    var isBack = gone.Reason is not null && now.Find(gone.ModelId) is { IsOpen: false } && list.Listings.ContainsKey(gone.Endpoint);
                    if (isBack) gone.After = gone.Before;
                    else db.Proposals.Remove(gone);
                }

                await db.SaveChangesAsync(ct);
            },
            ct);
    }

    private void Put(
        Dictionary<string, Proposal> before, HashSet<string> kept, string id, string was, string after, string? reason, Func<Proposal> make)
    {
        kept.Add(id);
        if (!before.TryGetValue(id, out var row))
        {
            db.Proposals.Add(make());
            return;
        }

        if (row.After != after || row.Before != was) (row.RejectedAt, row.FoundAt) = (null, log.Now);
        (row.Before, row.After, row.Reason) = (was, after, reason ?? row.Reason);
    }

    private Proposal Row(Entry entry, PriceDifference d) => new()
    {
        ModelId = entry.Id,
        Provider = entry.Provider,
        Endpoint = entry.Endpoint,
        Name = entry.Name,
        Type = entry.Type.ToString().ToLowerInvariant(),
        Before = d.Before,
        After = d.After,
        Reason = d.ClosedReason,
        FoundAt = log.Now,
    };

    private Proposal Row(string provider, Listing listing) => new()
    {
        ModelId = listing.Endpoint,
        IsNew = true,
        Provider = provider,
        Endpoint = listing.Endpoint,
        Name = listing.Name,
        Type = listing.Type.ToString().ToLowerInvariant(),
        ContextLength = listing.ContextLength,
        Before = "",
        After = TextOf(listing),
        FoundAt = log.Now,
    };

    private static string TextOf(Listing listing) => ComparePrice.Text(listing.Prices.ToDictionary(p => p.Key, p => p.Value!.Value));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The list of {Provider} could not be used: {Trouble}")]
    private partial void LogTrouble(string provider, string trouble);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {ModelId} was closed: {Reason}")]
    private partial void LogClosed(string modelId, string reason);
}

/// <summary>POST /api/admin/models/sync: the same now.</summary>
internal static class SyncNow
{
    public static async Task<Reply> Handle(HttpContext http, ICurrentUser me, SyncCatalog sync, CancellationToken ct)
    {
        var view = await sync.SyncAsync(me.Id, http.Connection.RemoteIpAddress?.ToString(), ct);
        if (view.Models == 0)
        {
            return new Refusal(StatusCodes.Status502BadGateway, "provider_error",
                view.Troubles.Count > 0 ? view.Troubles[0] : "No provider is connected.");
        }

        return Reply.Of(view).Redirect("/admin/models/sync");
    }
}

/// <summary>Answer of POST /api/admin/models/sync.</summary>
/// <param name="Models">Ours that were compared.</param>
/// <param name="Listed">Of these, listed by the provider.</param>
/// <param name="Differences">Prices that differ.</param>
/// <param name="Troubles">Lists that could not be used.</param>
internal sealed record SyncView(int Models, int Listed, IReadOnlyList<PriceDifference> Differences, IReadOnlyList<string> Troubles);
