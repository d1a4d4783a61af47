using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Name = OmniHub.Kernel.Claim;

namespace OmniHub.Accounts;

/// <summary>The session of a browser. The cookie names the user and the session; everything else is read fresh.</summary>
internal static class SessionCookie
{
    public static readonly string Scheme = IdentityConstants.ApplicationScheme;

    private static readonly TimeSpan Life = TimeSpan.FromDays(14);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "omnihub";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Life;
        options.SlidingExpiration = true;
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = ValidateAsync,
            OnRedirectToLogin = context => Challenge.RefuseAsync(context.HttpContext),
            OnRedirectToAccessDenied = context => Challenge.ForbidAsync(context.HttpContext),
        };
    }

    public static Task SignInAsync(HttpContext http, User user) => http.SignInAsync(
        Scheme,
        new ClaimsPrincipal(new ClaimsIdentity([new(Name.UserId, user.Id), new(SessionClaims.Stamp, user.SecurityStamp!)], Scheme)),
        new AuthenticationProperties { IsPersistent = true });

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var users = context.HttpContext.RequestServices.GetRequiredService<KnownUsers>();
        var user = context.Principal?.FindFirstValue(Name.UserId) is { } id ? await users.FindAsync(id) : null;
        if (user?.AsPerson(context.Principal?.FindFirstValue(SessionClaims.Stamp), Scheme) is { } principal)
        {
            context.ReplacePrincipal(principal);
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Scheme);
    }
}

/// <summary>Addresses of this site, for coming back after a log-in.</summary>
internal static class LocalUrl
{
    private const int LengthMax = 2_000;

    /// <summary>The address if it stays on this site, else null. Browsers read a backslash as a slash, and skip tabs.</summary>
    public static string? Of(string? url) =>
        url is { Length: > 0 and <= LengthMax } && url[0] == '/' && !url.StartsWith("//", StringComparison.Ordinal)
            && !url.Any(c => c == '\\' || char.IsControl(c))
            ? url
            : null;
}
