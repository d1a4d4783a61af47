using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Changes one document of settings: merged in one transaction, then live, then in the audit log.</summary>
internal sealed class SettingsStore(AdminDb db, LiveSettings settings, IEvents events, TimeProvider clock)
{
    private const int TriesMax = 10;

    /// <summary>Merges into what is there, so that two changes at once both count.</summary>
    public async Task<(T Old, T New)> ChangeAsync<T>(string key, T otherwise, Func<T, T> change, CancellationToken ct) where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = await db.WriteAsync(() => MergeAsync(key, otherwise, change, ct), ct);
                await settings.RefreshAsync(ct);
                events.Publish(new SettingsChanged());
                return result;
            }
            catch (DbUpdateException) when (attempt < TriesMax)
            {
                // Somebody else changed the same document in between: merge into theirs.
                await Task.Delay(Random.Shared.Next(1, 20), ct);
            }
        }
    }

    private async Task<(T Old, T New)> MergeAsync<T>(string key, T otherwise, Func<T, T> change, CancellationToken ct) where T : class
    {
        db.ChangeTracker.Clear();
        var row = await db.Settings.FirstOrDefaultAsync(s => s.Key == key, ct);
        var old = row is null ? otherwise : JsonSerializer.Deserialize<T>(row.Value, Json.Options)!;
        var made = change(old);
        var (text, now) = (JsonSerializer.Serialize(made, Json.Options), Later(row?.UpdatedAt));
        if (row is null) db.Settings.Add(new Setting { Key = key, Value = text, UpdatedAt = now });
        else (row.Value, row.UpdatedAt) = (text, now);
        await db.SaveChangesAsync(ct);
        return (old, made);
    }

    // The snapshot is refreshed by this time, so it grows with every change even within one millisecond.
    private DateTimeOffset Later(DateTimeOffset? last)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(now, (last?.ToUnixTimeMilliseconds() ?? 0) + 1));
    }
}
