using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Contracts.Figures;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>POST /admin/models/provider/{name}: closes every model of a provider at once, or opens those again that were open.</summary>
internal static class SwitchProvider
{
    public static async Task<Reply> Handle(
        string name, Body<SwitchForm> body, HttpContext http, ICurrentUser me, CatalogDb db, Catalog catalog, ModelLog log, CancellationToken ct)
    {
        if (body.Value.Enabled is not { } isOn) return Refusal.Invalid("enabled", "enabled is true or false.");
        if (catalog.Now.Entries.All(e => e.Provider != name)) return Refusal.NotFound("There is no such provider.");
        var changed = await ChangeModel.WriteAsync(
            db,
            async () =>
            {
                db.ChangeTracker.Clear();
                var rows = await db.Models.Where(m => m.Provider == name && m.IsPaused == isOn).ToListAsync(ct);
                foreach (var row in rows)
                {
                    row.IsPaused = !isOn;
                    row.Touch(log.Now);
                }

                await db.SaveChangesAsync(ct);
                return rows.Count;
            },
            ct);
        var changes = new Dictionary<string, object?[]>();
        if (changed > 0) changes["enabled"] = [!isOn, isOn];
        await log.ChangedAsync(me.Id, isOn ? "provider.enable" : "provider.disable", name, changes, http, ct);
        return Reply.Of(new { provider = name, enabled = isOn }).Redirect("/admin/health");
    }
}

/// <summary>Providers as the catalogue knows them.</summary>
internal sealed class ReadProviders(Catalog catalog) : IProviders
{
    public IReadOnlyList<ProviderState> Now =>
    [
        .. catalog.Now.Entries.GroupBy(e => e.Provider).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new ProviderState(
            g.Key, PriceCheckView.ProviderName(g.Key), g.Count(), g.Count(e => e.IsOpen), g.Any(e => e.IsPaused), g.Any(e => e.IsSandbox))),
    ];
}

/// <summary>Models that an operator wants open and that are closed all the same, and providers that are switched off.</summary>
internal sealed class ModelAttention(Catalog catalog) : IAttention
{
    private const int NamesMax = 3;

    public Task<IReadOnlyList<Attention>> ReadAsync(CancellationToken ct)
    {
        var found = new List<Attention>();
        var entries = catalog.Now.Entries;
        foreach (var paused in entries.Where(e => e.IsPaused).GroupBy(e => e.Provider))
        {
            found.Add(new(
                true, $"{PriceCheckView.ProviderName(paused.Key)} is switched off", $"{paused.Count()} models are closed by it.", "/admin/health"));
        }

        var closed = entries.Where(e => e is { ClosedReason: not null, IsPaused: false }).ToList();
        if (closed.Count > 0)
        {
            var names = string.Join(", ", closed.Take(NamesMax).Select(e => e.Name));
            var title = closed.Count == 1 ? $"{names} is closed" : $"{closed.Count} models are closed";
            var text = closed.Count == 1 ? closed[0].ClosedReason! : closed.Count > NamesMax ? $"{names} and others." : $"{names}.";
            found.Add(new(false, title, text, "/admin/models?state=closed"));
        }

        return Task.FromResult<IReadOnlyList<Attention>>(found);
    }
}
