using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Failed log-ins of one e-mail address, whether there is an account or not.</summary>
internal sealed class LoginFailures
{
    public required string EmailHash { get; set; }

    public int Count { get; set; }

    /// <summary>The first of them.</summary>
    public DateTimeOffset Since { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }
}

/// <summary>Ten failures in ten minutes close an address for ten minutes.</summary>
internal sealed class Lockout(AccountsDb db, ServerKeys keys, TimeProvider clock)
{
    private const int FailuresMax = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>The refusal while the address is closed, or null.</summary>
    public async Task<Refusal?> CheckAsync(string email, CancellationToken ct)
    {
        var (hash, now) = (HashOf(email), clock.GetUtcNow());
        var until = await db.LoginFailures.Where(f => f.EmailHash == hash && f.LockedUntil > now)
            .Select(f => f.LockedUntil).FirstOrDefaultAsync(ct);
        if (until is not { } end) return null;
        return new(429, "rate_limited", "Too many failed log-ins with this e-mail address. Try again in a few minutes.")
        {
            RetryAfter = (int)Math.Ceiling((end - now).TotalSeconds),
        };
    }

    /// <summary>Counts a failure.</summary>
    public async Task CountAsync(string email, CancellationToken ct)
    {
        var (hash, now) = (HashOf(email), clock.GetUtcNow());
        var opened = now - Window;
        if (await AddAsync(hash, now, opened, ct)) return;
        try
        {
            db.Add(new LoginFailures { EmailHash = hash, Count = 1, Since = now });
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.IsDuplicate())
        {
            // Another failure of the same moment was first.
            db.ChangeTracker.Clear();
            await AddAsync(hash, now, opened, ct);
        }
    }

    public Task ClearAsync(string email, CancellationToken ct)
    {
        var hash = HashOf(email);
        return db.LoginFailures.Where(f => f.EmailHash == hash).ExecuteDeleteAsync(ct);
    }

    /// <summary>Removes what no longer counts.</summary>
    public Task<int> ForgetOldAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var opened = now - Window;
        return db.LoginFailures.Where(f => f.Since < opened && (f.LockedUntil == null || f.LockedUntil < now)).ExecuteDeleteAsync(ct);
    }

    // One statement, so that failures of the same moment all count.
    private async Task<bool> AddAsync(string hash, DateTimeOffset now, DateTimeOffset opened, CancellationToken ct)
    {
        DateTimeOffset? until = now + Window;
        return await db.LoginFailures.Where(f => f.EmailHash == hash).ExecuteUpdateAsync(
            f => f.SetProperty(x => x.Count, x => x.Since <= opened ? 1 : x.Count + 1)
                .SetProperty(x => x.Since, x => x.Since <= opened ? now : x.Since)
                .SetProperty(x => x.LockedUntil, x => x.Since > opened && x.Count + 1 >= FailuresMax ? until : null),
            ct) == 1;
    }

    private string HashOf(string email) => keys.Pseudonym("login:" + EmailAddress.Normal(email));
}
