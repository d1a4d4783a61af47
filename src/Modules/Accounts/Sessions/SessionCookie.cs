using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;
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
            OnRedirectToLogin = ToLoginAsync,
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

    private static Task ToLoginAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        var http = context.HttpContext;
        var face = Faces.Of(http.Request);
        if (face == Face.Fragment)
        {
            // A redirect would be followed and its page swapped into the fragment's place.
            http.Response.Headers["HX-Redirect"] = LocalUrl.Login(PageOf(http.Request));
            return Challenge.RefuseAsync(http);
        }

        if (face == Face.Json || http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/v1")) return Challenge.RefuseAsync(http);
        http.Response.Redirect(LocalUrl.Login(HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : null));
        return Task.CompletedTask;
    }

    private static string? PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers["HX-Current-URL"], UriKind.Absolute, out var page) ? page.PathAndQuery : null;
}

/// <summary>Addresses of this site, for coming back after a log-in.</summary>
internal static class LocalUrl
{
    /// <summary>The address if it stays on this site, else null. Browsers read a backslash as a slash and skip tabs and line ends.</summary>
    public static string? Of(string? url) =>
        url is { Length: > 0 and <= 2_000 } && url[0] == '/' && (url.Length == 1 || url[1] != '/') && !url.Any(c => c == '\\' || char.IsControl(c)) ? url : null;

    public static string Login(string? returnUrl) => Of(returnUrl) is { } back ? $"/login?returnUrl={Uri.EscapeDataString(back)}" : "/login";
}
