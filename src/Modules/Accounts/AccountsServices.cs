using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Policies of this module's own routes.</summary>
internal static class AccountsPolicies
{
    /// <summary>A user by cookie or JWT: what an API key may not do even for its user.</summary>
    public const string Person = "person";
}

/// <summary>Services of the module, and how requests are authenticated.</summary>
internal static class AccountsServices
{
    private const string AnyScheme = "any";
    private const string BearerScheme = "bearer";

    public static void AddAccounts(this IHostApplicationBuilder app)
    {
        KnownSecrets.Check(app.Configuration);
        app.AddModuleDb<AccountsDb>("accounts");
        var services = app.Services;
        services.AddSingleton<KnownPlaces>().AddSingleton<ForgetPlaces>();
        services.ConfigureDbContext<AccountsDb>((provider, options) => options.AddInterceptors(provider.GetRequiredService<ForgetPlaces>()));
        services.AddIdentityCore<User>().AddUserStore<UserOnlyStore<User, AccountsDb>>();
        // The rules stand in SignUp, and the unique index decides who was first.
        services.RemoveAll<IUserValidator<User>>().RemoveAll<IPasswordValidator<User>>();
        services.Replace(ServiceDescriptor.Scoped<ILookupNormalizer, LowerCaseNormalizer>());

        services.AddSingleton<ServerKeys>().AddSingleton<Tokens>().AddSingleton<Passwords>();
        services.AddSingleton<KnownUsers>().AddSingleton<KnownKeys>().AddSingleton<KnownTokens>().AddSingleton<KeyUses>().AddSingleton<KeptAnswers>();
        services.AddScoped<Sessions>().AddScoped<SignUp>().AddScoped<SignIn>().AddScoped<Lockout>().AddScoped<FreeCredits>();
        services.AddScoped<ProfileChanges>().AddScoped<Farewell>().AddScoped<UserViews>().AddScoped<KeyViews>().AddScoped<ProfilePages>();
        services.AddScoped<WorkspaceEnd>().AddScoped<MemberViews>().AddScoped<ReadProjects>();
        services.AddScoped<Places>().AddScoped<TeamPages>().AddScoped<ProjectPages>().AddSingleton<IArchives, ZipDownload>();
        services.AddScoped<IAccounts, People>().AddScoped<IWorkspaces, RecentSpending>().AddScoped<Spending>().AddScoped<IProjects, Projects>();
        services.AddSingleton<WebhookHttp>().AddSingleton<WebhookSecrets>().AddSingleton<Listeners>();
        services.AddScoped<Webhooks>().AddScoped<StoreDeliveries>().AddScoped<WebhookPages>();
        AddAuthentication(services);
        AddPolicies(services);
        AddDataProtection(services, Database.From(app.Configuration));
    }

    private static void AddAuthentication(IServiceCollection services) => services
        .AddAuthentication(AnyScheme)
        .AddPolicyScheme(AnyScheme, null, o => o.ForwardDefaultSelector = http =>
            http.Request.Headers.Authorization.Count > 0 || http.Request.Path.StartsWithSegments("/v1")
                ? BearerScheme
                : SessionCookie.Scheme)
        .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerScheme, null)
        .AddCookie(SessionCookie.Scheme, SessionCookie.Configure);

    private static void AddPolicies(IServiceCollection services) => services.AddAuthorizationBuilder()
        .AddPolicy(Policies.User, policy => policy.RequireAuthenticatedUser().RequireClaim(Claim.UserId))
        .AddPolicy(AccountsPolicies.Person, policy => policy.RequireAuthenticatedUser().RequireAssertion(IsPerson))
        .AddPolicy(Policies.Admin, policy => policy.RequireAuthenticatedUser().RequireClaim(Claim.Role, "admin")
            .RequireAssertion(IsPerson))
        // A route that forgot its policy asks for a user; an address without a route is still a 404.
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(context =>
            context.User.Identity?.IsAuthenticated == true
            || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)).Build());

    private static bool IsPerson(AuthorizationHandlerContext context) => !context.User.HasClaim(c => c.Type == Claim.KeyId);

    private static void AddDataProtection(IServiceCollection services, Database database)
    {
        var folder = new DirectoryInfo(ServerKeys.DataProtection(database));
        services.AddDataProtection().SetApplicationName("OmniHub").PersistKeysToFileSystem(folder);
    }
}
