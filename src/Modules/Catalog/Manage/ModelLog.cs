using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Admin;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Catalog;

/// <summary>After a change of a model: the snapshot is read again, the entry written, the hint sent.</summary>
internal sealed class ModelLog(Catalog catalog, IAudit audit, IEvents events, TimeProvider clock)
{
    /// <summary>Who changes what nobody asked for.</summary>
    public const string System = "system";

    public DateTimeOffset Now => clock.GetUtcNow();

    public Task ChangedAsync(
        string actor, string action, string modelId, Dictionary<string, object?[]> changes, HttpContext http, CancellationToken ct) =>
        ChangedAsync(actor, action, modelId, changes, http.Connection.RemoteIpAddress?.ToString(), ct);

    public async Task ChangedAsync(
        string actor, string action, string modelId, Dictionary<string, object?[]> changes, string? address, CancellationToken ct)
    {
        await catalog.ReloadAsync(ct);
        if (changes.Count > 0)
            await audit.WriteAsync(new(actor, action, "model", modelId, changes, address), ct);
        events.Publish(new CatalogChanged());
    }
}
