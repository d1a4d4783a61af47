using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>Appends to the audit log. Every row carries the hash of the one before, and a row of its own remembers the last.</summary>
internal sealed class AuditLog(IServiceScopeFactory scopes, TimeProvider clock) : IAudit
{
    /// <summary>Setting: sequence and hash of the last entry, so that a cut-off end is seen.</summary>
    public const string HeadKey = "audit.head";

    /// <summary>Setting: salt of the addresses.</summary>
    public const string SaltKey = "audit.salt";

    private const int TriesMax = 10;
    private const long ChainLock = 0x6175646974; // "audit"

    public async Task WriteAsync(AuditEntry entry, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            // A scope of its own: the caller's unit of work is none of the log's business.
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
            try
            {
                await db.WriteAsync(() => AppendAsync(db, entry, ct), ct);
                return;
            }
            catch (Exception e) when (attempt < TriesMax && e is DbUpdateException or System.Data.Common.DbException)
            {
                // Another node took this place in the chain: the next one is free.
                await Task.Delay(Random.Shared.Next(5, 50), ct);
            }
        }
    }

    private async Task AppendAsync(AdminDb db, AuditEntry entry, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        // SQLite's one writer makes one chain by itself; elsewhere writers take turns.
        if (db.Database.IsNpgsql()) await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ChainLock})", ct);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var last = await db.Audit.AsNoTracking().OrderByDescending(a => a.Sequence).FirstOrDefaultAsync(ct);
        var row = AuditChain.Link(last, new AuditRow
        {
            Sequence = (last?.Sequence ?? 0) + 1,
            Id = Id.New("aud"),
            At = now,
            ActorId = entry.ActorId,
            Action = entry.Action,
            TargetType = entry.TargetType,
            TargetId = entry.TargetId,
            Changes = JsonSerializer.Serialize(entry.Changes, Json.Options),
            Address = entry.Address is null ? null : Salted(await SaltAsync(db, now, ct), entry.Address),
            PreviousHash = "",
            Hash = "",
        });
        db.Audit.Add(row);
        await PutAsync(db, HeadKey, $"{row.Sequence}:{row.Hash}", now, ct);
        await db.SaveChangesAsync(ct);
    }

    private static async Task<string> SaltAsync(AdminDb db, DateTimeOffset now, CancellationToken ct)
    {
        var known = await db.Settings.FirstOrDefaultAsync(s => s.Key == SaltKey, ct);
        if (known is not null) return known.Value;
        var salt = Id.Secret();
        db.Settings.Add(new Setting { Key = SaltKey, Value = salt, UpdatedAt = now });
        return salt;
    }

    private static async Task PutAsync(AdminDb db, string key, string value, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Settings.FirstOrDefaultAsync(s => s.Key == key, ct) is { } row) (row.Value, row.UpdatedAt) = (value, now);
        else db.Settings.Add(new Setting { Key = key, Value = value, UpdatedAt = now });
    }

    private static string Salted(string salt, string address) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), Encoding.UTF8.GetBytes(address))[..8]);
}
