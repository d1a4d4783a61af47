using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Claim = System.Security.Claims.Claim;
using Name = OmniHub.Kernel.Claim;

namespace OmniHub.Accounts;

/// <summary>What a request needs to know of its user. The stamp changes when every session ends.</summary>
internal sealed record KnownUser(string Id, string UserName, bool IsAdmin, bool IsDisabled, string Stamp)
{
    /// <summary>The user as a person, by cookie or JWT, if that session has not ended.</summary>
    public ClaimsPrincipal? AsPerson(string? stamp, string scheme) =>
        !IsDisabled && stamp == Stamp ? Principal(scheme, IsAdmin ? "admin" : "user", new Claim(SessionClaims.Stamp, Stamp)) : null;

    /// <summary>The user through an API key: never an admin.</summary>
    public ClaimsPrincipal? AsKey(string keyId, string scheme) =>
        IsDisabled ? null : Principal(scheme, "user", new Claim(Name.KeyId, keyId));

    private ClaimsPrincipal Principal(string scheme, string role, Claim more) => new(new ClaimsIdentity(
        [new(Name.UserId, Id), new(Name.Name, UserName), new(Name.Role, role), more], scheme, Name.Name, Name.Role));
}

/// <summary>Claims that only sessions carry.</summary>
internal static class SessionClaims
{
    public const string Stamp = "stamp";
}

/// <summary>Users that made a request moments ago.</summary>
internal sealed class KnownUsers(IServiceScopeFactory scopes, TimeProvider clock) : Recent<KnownUser>(clock)
{
    protected override async Task<KnownUser?> ReadAsync(string key)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsDb>().Users.Where(u => u.Id == key && u.DeletedAt == null)
            .Select(u => new KnownUser(u.Id, u.Name, u.IsAdmin, u.IsDisabled, u.SecurityStamp!)).FirstOrDefaultAsync();
    }
}

/// <summary>What a request needs to know of its API key.</summary>
internal sealed record KnownKey(string Id, string UserId, DateTimeOffset? ExpiresAt);

/// <summary>API keys used moments ago, by their hash.</summary>
internal sealed class KnownKeys(IServiceScopeFactory scopes, TimeProvider clock) : Recent<KnownKey>(clock)
{
    protected override async Task<KnownKey?> ReadAsync(string key)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AccountsDb>().Keys.Where(k => k.Hash == key)
            .Select(k => new KnownKey(k.Id, k.UserId, k.ExpiresAt)).FirstOrDefaultAsync();
    }
}
