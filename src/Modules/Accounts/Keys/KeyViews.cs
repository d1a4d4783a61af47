using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>A key in a list: never the key itself.</summary>
internal sealed record KeyView(
    string Id, string Name, string Prefix, Micros? CreditLimit, Micros CreditsUsed,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset CreatedAt);

/// <summary>A new key, shown this once.</summary>
internal sealed record NewKeyView(
    string Id, string Name, string Key, string Prefix, Micros? CreditLimit, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt);

/// <summary>Shows keys with what they used.</summary>
internal sealed class KeyViews(AccountsDb db, ICredits credits)
{
    public async Task<Page<KeyView>> PageAsync(string userId, PageRequest page, CancellationToken ct)
    {
        var rows = await db.Keys.AsNoTracking()
            .Where(k => k.UserId == userId && (page.After == null || string.Compare(k.Id, page.After) < 0))
            .OrderByDescending(k => k.Id).Take(page.Limit + 1).ToListAsync(ct);
        var used = await UsedAsync(rows, ct);
        return page.Cut(rows, k => k.Id, k => Show(k, used));
    }

    public async Task<IReadOnlyList<KeyView>> AllAsync(string userId, CancellationToken ct)
    {
        var rows = await db.Keys.AsNoTracking().Where(k => k.UserId == userId)
            .OrderByDescending(k => k.Id).Take(ApiKey.CountMax).ToListAsync(ct);
        var used = await UsedAsync(rows, ct);
        return [.. rows.Select(k => Show(k, used))];
    }

    private async Task<IReadOnlyDictionary<string, Micros>> UsedAsync(List<ApiKey> rows, CancellationToken ct) =>
        rows.Count == 0 ? new Dictionary<string, Micros>() : await credits.UsedAsync([.. rows.Select(k => k.CapKey)], ct);

    private static KeyView Show(ApiKey key, IReadOnlyDictionary<string, Micros> used) =>
        new(
            key.Id, key.Name, key.Prefix, key.CreditLimit, used.GetValueOrDefault(key.CapKey),
            key.ExpiresAt, key.LastUsedAt, key.CreatedAt);
}
