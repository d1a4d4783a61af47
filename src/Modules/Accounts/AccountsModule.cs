using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Users, sessions, API keys, workspaces, idempotency keys.</summary>
public sealed class AccountsModule : IModule
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    /// <inheritdoc/>
    public string Name => "accounts";

    /// <inheritdoc/>
    public IEnumerable<RecurringWork> Work =>
    [
        new("accounts.grant-free-credits", "* * * * *", typeof(GrantFreeCredits)),
        new("accounts.tell-webhooks", "*/10 * * * * *", typeof(TellWebhooks)),
        new("accounts.forget-old", "*/10 * * * *", typeof(ForgetOld)),
    ];

    /// <inheritdoc/>
    public IEnumerable<NavLink> Nav => [new("Profile", "/profile", "user-round", 10, NavPlace.Account)];

    /// <inheritdoc/>
    public void AddServices(IHostApplicationBuilder app) => app.AddAccounts();

    /// <inheritdoc/>
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        MapAuth(routes.MapGroup("/api/auth").WithTags("Accounts"));
        MapKeys(routes.MapGroup("/api/keys").WithTags("API keys").ForUsers().Limited(LimitClass.Api));
        routes.MapTeams();
        routes.MapWebhooks();
        MapPages(routes.MapGroup("").ExcludeFromDescription());
        routes.MapPost("/api/admin/login", AdminLogin.Handle).ForAnyone().Limited(LimitClass.Auth).WithTags("Admin").WithName("AdminLogin")
            .WithSummary("Logs an administrator in").Accepts<AdminLoginForm>(Json)
            .Produces<IssuedToken>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(429);
    }

    private static void MapAuth(RouteGroupBuilder auth)
    {
        auth.MapPost("/register", Register.Handle).ForAnyone().Limited(LimitClass.SignUp)
            .WithName("Register").WithSummary("Creates an account")
            .Accepts<RegisterForm>(Json).Produces<SignedInView>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(429);
        auth.MapPost("/login", Login.Handle).ForAnyone().Limited(LimitClass.Auth).WithName("Login").WithSummary("Logs in")
            .Accepts<LoginForm>(Json).Produces<SignedInView>()
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429);
        auth.MapPost("/logout", Logout.Handle).ForUsers().Limited(LimitClass.Api).WithName("Logout")
            .WithSummary("Ends every token and cookie of the user; API keys stay").Produces(204).ProducesProblem(401);
        auth.MapGet("/me", ShowMe.Handle).ForUsers().Limited(LimitClass.Api).WithName("Me")
            .WithSummary("The signed-in user").Produces<MeView>().ProducesProblem(401);
        auth.MapPatch("/me", ChangeMe.Handle).ForUsers().Limited(LimitClass.Auth).WithName("ChangeMe")
            .WithSummary("Changes name, password or default workspace; a new password ends every session and answers with a new token")
            .Accepts<ChangeMeForm>(Json).Produces<SignedInView>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(404);
        auth.MapDelete("/me", DeleteMe.Handle).RequireAuthorization(AccountsPolicies.Person).Limited(LimitClass.Auth).WithName("DeleteMe")
            .WithSummary("Deletes the account and everything personal").Accepts<DeleteMeForm>(Json)
            .Produces(204).ProducesProblem(400).ProducesProblem(401).ProducesProblem(409);
        auth.MapGet("/me/export", ExportMe.Handle).ForUsers().Limited(LimitClass.Api).WithName("ExportMe")
            .WithSummary("Everything that is kept of the user, as a ZIP")
            .Produces(200, contentType: "application/zip").ProducesProblem(401);
    }

    private static void MapKeys(RouteGroupBuilder keys)
    {
        keys.MapGet("/", ListKeys.Handle).WithName("ListKeys").WithSummary("API keys, newest first")
            .Produces<Page<KeyView>>().ProducesProblem(401);
        // A key with a limit must not make itself one without.
        keys.MapPost("/", CreateKey.Handle).RequireAuthorization(AccountsPolicies.Person)
            .WithName("CreateKey").WithSummary("Creates an API key, shown this once")
            .Accepts<CreateKeyForm>(Json, Form).Produces<NewKeyView>(201).ProducesProblem(400).ProducesProblem(401).ProducesProblem(409);
        keys.MapDelete("/{id}", RevokeKey.Handle).RequireAuthorization(AccountsPolicies.Person)
            .WithName("RevokeKey").WithSummary("Revokes an API key at once")
            .Produces(204).ProducesProblem(401).ProducesProblem(404);
    }

    private static void MapPages(RouteGroupBuilder pages)
    {
        pages.MapGet("/login", LoginPage.Handle).ForAnyone().Limited(LimitClass.Pages).WithName("LoginPage");
        pages.MapPost("/login", LoginPage.HandlePost).ForAnyone().Limited(LimitClass.Auth);
        pages.MapGet("/register", RegisterPage.Handle).ForAnyone().Limited(LimitClass.Pages).WithName("RegisterPage");
        pages.MapPost("/register", RegisterPage.HandlePost).ForAnyone().Limited(LimitClass.SignUp);
        pages.MapPost("/logout", LogoutPage.HandlePost).ForAnyone().Limited(LimitClass.Pages).WithName("LogoutPage");

        pages.MapTeamPages();
        pages.MapProjectPages();
        var profile = pages.MapGroup("/profile").RequireAuthorization(AccountsPolicies.Person).Limited(LimitClass.Pages);
        profile.MapGet("/", ProfilePage.Handle).WithName("ProfilePage");
        profile.MapPost("/", ChangeProfile.HandleName);
        profile.MapPost("/password", ChangeProfile.HandlePassword).Limited(LimitClass.Auth);
        profile.MapPost("/workspace", ChangeProfile.HandleWorkspace);
        profile.MapPost("/sessions", ChangeProfile.HandleSessions).Limited(LimitClass.Auth);
        profile.MapPost("/delete", DeleteProfile.Handle).Limited(LimitClass.Auth);
        profile.MapPost("/keys/{id}/revoke", RevokeKey.Handle);
    }
}
