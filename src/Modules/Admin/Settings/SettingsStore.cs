using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Changes one document of settings: merged in one transaction, then live, then in the audit log.</summary>
internal sealed class SettingsStore(AdminDb db, LiveSettings settings, IEvents events, TimeProvider clock)
{
    /// <summary>Merges under the write lock, so that two changes at once both count.</summary>
    public async Task<(T Old, T New)> ChangeAsync<T>(string key, T otherwise, Func<T, T> change, CancellationToken ct) where T : class
    {
        var result = await db.WriteAsync(
            async () =>
            {
                db.ChangeTracker.Clear();
                var row = await db.Settings.FirstOrDefaultAsync(s => s.Key == key, ct);
                var old = row is null ? otherwise : JsonSerializer.Deserialize<T>(row.Value, Json.Options)!;
                var made = change(old);
                var now = Later(row?.UpdatedAt);
                if (row is null) db.Settings.Add(new Setting { Key = key, Value = Text(made), UpdatedAt = now });
                else (row.Value, row.UpdatedAt) = (Text(made), now);
                await db.SaveChangesAsync(ct);
                return (old, made);
            },
            ct);
        await settings.RefreshAsync(ct);
        events.Publish(new SettingsChanged());
        return result;

        static string Text(T value) => JsonSerializer.Serialize(value, Json.Options);
    }

    // The snapshot is refreshed by this time, so it grows with every change even within one millisecond.
    private DateTimeOffset Later(DateTimeOffset? last)
    {
        var now = clock.GetUtcNow();
        return last is { } before && before >= now ? before.AddMilliseconds(1) : now;
    }
}
