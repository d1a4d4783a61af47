using Microsoft.AspNetCore.Antiforgery;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Billing;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>Gathers what the frame shows.</summary>
internal sealed class Shell(IEnumerable<IModule> modules, IAntiforgery antiforgery, Sandboxed sandboxed) : IShell
{
    private readonly Lazy<ILookup<NavPlace, NavLink>> nav = new(() =>
        modules.SelectMany(m => m.Nav).OrderBy(l => l.Order).ToLookup(l => l.Place));

    public async Task<ShellView> BuildAsync(HttpContext http, PageView page)
    {
        var user = await UserAsync(http);
        var links = nav.Value;
        return new ShellView(
            http.Request.Path, ThemeOf(http), user,
            [.. links[NavPlace.Main]], AccountLinks(user),
            user?.IsAdmin == true ? [.. links[NavPlace.Admin]] : [], [.. links[NavPlace.Site]],
            sandboxed.Any, user is null && page.IsPublic ? "" : antiforgery.GetAndStoreTokens(http).RequestToken ?? "")
        {
            Places = user is not null && page.Frame == Frame.App ? await PlacesAsync(http, user) : null,
        };
    }

    public static string? ThemeOf(HttpContext http) => http.Request.Cookies["theme"] is ("light" or "dark") and var theme ? theme : null;

    private static async Task<PlacesView?> PlacesAsync(HttpContext http, ShellUser user)
    {
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        var workspaces = services.GetRequiredService<IWorkspaces>();
        if (await workspaces.PlaceAsync(user.Id, null, ct) is not { } current) return null;
        var projects = await services.GetRequiredService<IProjects>().ListAsync(user.Id, current.Id, ct);
        return new PlacesView(
            current, await workspaces.PlacesAsync(user.Id, ct), [.. projects.Take(PlacesView.ProjectsMax)], http.Request.Path + http.Request.QueryString.Value);
    }

    private IReadOnlyList<NavLink> AccountLinks(ShellUser? user)
    {
        var links = nav.Value;
        var admin = user?.IsAdmin == true ? links[NavPlace.Admin].FirstOrDefault() : null;
        return admin is null
            ? [.. links[NavPlace.Account]]
            : [.. links[NavPlace.Account], new NavLink("Admin", admin.Href, "shield-check", 0)];
    }

    private static async Task<ShellUser?> UserAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var me = services.GetRequiredService<ICurrentUser>();
        if (!me.IsSignedIn) return null;
        if (await services.GetRequiredService<IAccounts>().FindAsync(me.Id, http.RequestAborted) is not { } person) return null;
        var balance = await services.GetRequiredService<ICredits>().BalanceAsync(me.Id, http.RequestAborted);
        return new ShellUser(me.Id, person.Name, person.Email, me.IsAdmin, balance.Spendable, balance.Held);
    }
}
