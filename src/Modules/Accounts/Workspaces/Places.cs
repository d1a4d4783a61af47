using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>The workspace chosen in this browser. Two browsers of one person may work in two; programs have the default one.</summary>
internal static class CurrentWorkspace
{
    private const string Cookie = "workspace";

    private static readonly TimeSpan Life = TimeSpan.FromDays(365);

    public static string? Of(HttpContext? http) => http?.Request.Cookies[Cookie];

    public static void Set(HttpContext http, string workspaceId) => http.Response.Cookies.Append(Cookie, workspaceId, new CookieOptions
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = Life,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    });
}

/// <summary>Where a person works, and what can be spent there.</summary>
internal sealed class Places(AccountsDb db, ICredits credits, IHttpContextAccessor accessor, TimeProvider clock)
{
    /// <summary>The one named, or the current one. A chosen workspace that one was removed from gives way to the default one.</summary>
    public async Task<WorkPlace?> FindAsync(string userId, string? named, CancellationToken ct)
    {
        var chosen = named ?? CurrentWorkspace.Of(accessor.HttpContext);
        var place = await (
            from m in db.Members
            join w in db.Workspaces on m.WorkspaceId equals w.Id
            join u in db.Users on m.UserId equals u.Id
            join payer in db.Users on w.OwnerId equals payer.Id
            where m.UserId == userId
                && (w.Id == chosen || (named == null && (w.Id == u.DefaultWorkspaceId || (w.IsPersonal && w.OwnerId == userId))))
            orderby w.Id == chosen descending, w.Id == u.DefaultWorkspaceId descending
            select new { w.Id, w.Name, w.OwnerId, Payer = payer.Name, m.Role, m.MonthlyCreditLimit }).FirstOrDefaultAsync(ct);
        if (place is null) return null;

        var balance = (await credits.BalanceAsync(place.OwnerId, ct)).Spendable;
        var left = place.MonthlyCreditLimit is { } limit ? await LeftAsync(place.Id, userId, limit, ct) : (Micros?)null;
        return new WorkPlace(
            place.Id, place.Name, place.Role != MemberRole.Viewer, place.OwnerId == userId ? null : place.Payer, left,
            left is { } some ? Micros.Min(some, balance) : balance);
    }

    public async Task<IReadOnlyList<WorkspaceName>> ListAsync(string userId, CancellationToken ct) => await (
        from m in db.Members
        join w in db.Workspaces on m.WorkspaceId equals w.Id
        where m.UserId == userId
        orderby w.IsPersonal && w.OwnerId == userId descending, w.Name, w.Id
        select new WorkspaceName(w.Id, w.Name, w.OwnerId == userId)).ToListAsync(ct);

    private async Task<Micros> LeftAsync(string workspaceId, string userId, Micros limit, CancellationToken ct)
    {
        var key = Member.CapKeyOf(workspaceId, userId, clock.GetUtcNow());
        var used = (await credits.UsedAsync([key], ct)).GetValueOrDefault(key);
        return used < limit ? limit - used : Micros.Zero;
    }
}

/// <summary>Fields of the switcher.</summary>
internal sealed record SwitchForm(string? WorkspaceId, string? ReturnUrl);

/// <summary>POST /workspaces/current: this browser works there from now on.</summary>
internal static class SwitchWorkspace
{
    private const string Landing = "/dashboard";

    public static async Task<Reply> Handle(Body<SwitchForm> body, HttpContext http, ICurrentUser me, AccountsDb db, CancellationToken ct)
    {
        var id = body.Value.WorkspaceId;
        if (!await db.Members.AnyAsync(m => m.WorkspaceId == id && m.UserId == me.Id, ct)) return Refusal.NotFound();
        CurrentWorkspace.Set(http, id!);
        return Reply.Nothing().Redirect(LocalUrl.Of(body.Value.ReturnUrl) ?? Landing);
    }
}
