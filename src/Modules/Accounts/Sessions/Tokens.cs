using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>JWTs: who, in which session, until when. Name and role are read fresh on every request.</summary>
internal sealed class Tokens
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private const string Issuer = "omnihub";

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials credentials;
    private readonly TokenValidationParameters rules;
    private readonly TimeProvider clock;

    public Tokens(ServerKeys keys, TimeProvider clock)
    {
        this.clock = clock;
        var key = new SymmetricSecurityKey(keys.Tokens);
        credentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        rules = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            RequireExpirationTime = true,
            LifetimeValidator = (_, expires, _, _) => expires is { } until && until > clock.GetUtcNow().UtcDateTime,
        };
    }

    public IssuedToken Issue(string userId, string stamp)
    {
        var now = clock.GetUtcNow();
        // A JWT counts in whole seconds; what we tell must be what we check.
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + Life).ToUnixTimeSeconds());
        return new(handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            Expires = expires.UtcDateTime,
            Claims = new Dictionary<string, object> { [Claim.UserId] = userId, [SessionClaims.Stamp] = stamp },
            SigningCredentials = credentials,
        }), expires);
    }

    public async Task<Session?> ReadAsync(string token)
    {
        var result = await handler.ValidateTokenAsync(token, rules);
        return result.IsValid
            && result.Claims.TryGetValue(Claim.UserId, out var id) && result.Claims.TryGetValue(SessionClaims.Stamp, out var stamp)
            && id is string userId && stamp is string text
            ? new(userId, text, result.SecurityToken.ValidTo)
            : null;
    }
}

/// <summary>A token and when it ends.</summary>
internal sealed record IssuedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>What a token says.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Stamp">That of the user when it was issued.</param>
/// <param name="ExpiresAt">UTC.</param>
internal sealed record Session(string UserId, string Stamp, DateTime ExpiresAt);

/// <summary>Tokens whose signature was checked moments ago.</summary>
internal sealed class KnownTokens(Tokens tokens, TimeProvider clock) : Recent<Session>(clock)
{
    protected override Task<Session?> ReadAsync(string key) => tokens.ReadAsync(key);
}
