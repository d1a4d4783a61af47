using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Admin;
using OmniHub.Kernel;

namespace OmniHub.Admin;

/// <summary>The settings in memory: read at start, swapped by a change, and looked after on other nodes.</summary>
internal sealed class LiveSettings(IServiceScopeFactory scopes) : ISettings, IDisposable
{
    /// <summary>Keys of the rows that make up the settings.</summary>
    public const string General = "settings", Limits = "rateLimits";

    private static readonly string[] Keys = [General, Limits];
    private volatile Settings current = Settings.Default;
    private readonly SemaphoreSlim refresh = new(1, 1);
    private string? loaded;
    private long version;

    public Settings Current => current;

    public long Version => Interlocked.Read(ref version);

    /// <summary>Reads the rows again. True when one has another stamp than before.</summary>
    public async Task<bool> RefreshAsync(CancellationToken ct)
    {
        // One after the other: what was read first must not be shown last.
        await refresh.WaitAsync(ct);
        try
        {
            return await ReadAsync(ct);
        }
        finally
        {
            refresh.Release();
        }
    }

    public void Dispose() => refresh.Dispose();

    private async Task<bool> ReadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdminDb>();
        var rows = await db.Settings.AsNoTracking().Where(s => Keys.Contains(s.Key)).ToDictionaryAsync(s => s.Key, ct);
        var stamp = string.Join(',', Keys.Select(key => rows.GetValueOrDefault(key)?.UpdatedAt.ToUnixTimeMilliseconds()));
        if (stamp == loaded) return false;
        var general = rows.TryGetValue(General, out var g) ? Read<GeneralSettings>(g) : GeneralSettings.Of(Settings.Default);
        current = general.With(rows.TryGetValue(Limits, out var l) ? Read<RateLimits>(l) : RateLimits.Default);
        Interlocked.Increment(ref version);
        loaded = stamp;
        return true;
    }

    private static T Read<T>(Setting row) => JsonSerializer.Deserialize<T>(row.Value, Json.Options)!;
}

/// <summary>The settings but for the limits: what <c>/api/admin/settings</c> shows.</summary>
internal sealed record GeneralSettings(decimal ProfitMarginPercent, Micros FreeCredits, decimal CreditPriceUsd, bool SignUpOpen)
{
    public IReadOnlyList<string> BlockedWords { get; init; } = [];

    public static GeneralSettings Of(Settings s) =>
        new(s.ProfitMarginPercent, s.FreeCredits, s.CreditPriceUsd, s.SignUpOpen) { BlockedWords = s.BlockedWords };

    public Settings With(RateLimits limits) =>
        new(ProfitMarginPercent, FreeCredits, CreditPriceUsd, SignUpOpen, limits) { BlockedWords = BlockedWords };
}
