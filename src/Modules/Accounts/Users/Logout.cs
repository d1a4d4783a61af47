using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>POST /api/auth/logout: ends every JWT and cookie of the user; API keys stay.</summary>
internal static class Logout
{
    public static async Task<Reply> Handle(HttpContext http, ICurrentUser me, Sessions sessions, CancellationToken ct)
    {
        await sessions.EndAsync(me.Id, ct);
        if (http.User.Identity?.AuthenticationType == SessionCookie.Scheme) await http.SignOutAsync(SessionCookie.Scheme);
        return Reply.Nothing().Redirect("/");
    }
}
