using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary><c>Authorization: Bearer</c> with a JWT of ours or an API key.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder,
    KnownTokens tokens, KnownUsers users, KnownKeys keys, KeyUses uses, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    private const string Word = "Bearer ";

    private const int TokenLengthMax = 2_000;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0) return AuthenticateResult.NoResult();
        if (!header.StartsWith(Word, StringComparison.OrdinalIgnoreCase) || header.Length > TokenLengthMax)
            return AuthenticateResult.Fail("Not a bearer token.");
        var token = header[Word.Length..].Trim();
        var principal = token.StartsWith(ApiKey.Mark, StringComparison.Ordinal) ? await OfKeyAsync(token) : await OfJwtAsync(token);
        return principal is null
            ? AuthenticateResult.Fail("The token is not valid, or not any more.")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Challenge.RefuseAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Challenge.ForbidAsync(Context);

    private async Task<ClaimsPrincipal?> OfJwtAsync(string token) =>
        await tokens.FindAsync(token) is { } read && read.ExpiresAt > clock.GetUtcNow().UtcDateTime && await users.FindAsync(read.UserId) is { } user
            ? user.AsPerson(read.Stamp, Scheme.Name)
            : null;

    private async Task<ClaimsPrincipal?> OfKeyAsync(string token)
    {
        if (await keys.FindAsync(ApiKey.HashOf(token)) is not { } key || key.ExpiresAt <= clock.GetUtcNow()) return null;
        if (await users.FindAsync(key.UserId) is not { } user || user.AsKey(key.Id, Scheme.Name) is not { } principal) return null;
        uses.Note(key.Id);
        return principal;
    }
}

/// <summary>How a request without the right credentials is answered.</summary>
internal static class Challenge
{
    private static readonly Refusal Unauthorized = new(401, "unauthorized", "Sign in, or send a valid token.");

    public static Task RefuseAsync(HttpContext http) => WriteAsync(http, Unauthorized);

    public static Task ForbidAsync(HttpContext http) => WriteAsync(http, Refusal.Forbidden());

    public static Task WriteAsync(HttpContext http, Refusal refusal) =>
        ((IRefusals)http.RequestServices.GetService(typeof(IRefusals))!).WriteAsync(http, refusal);
}
