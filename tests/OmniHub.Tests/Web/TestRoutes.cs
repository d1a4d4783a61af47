using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OmniHub.Kernel;
using Xunit;


namespace OmniHub.Tests.Web;

/// <summary>Routes that break or refuse on demand, mapped like those of any module.</summary>
public sealed class TestRoutes : IModule
{
    public sealed record EchoForm(string? Text, int? Number);

    public string Name => "test";

    public void AddServices(IHostApplicationBuilder app)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        foreach (var place in new[] { "/api/test", "/v1/test", "/test" })
        {
            var group = routes.MapGroup(place).ForAnyone().ExcludeFromDescription();
            group.MapGet("/bug", string () => throw new InvalidOperationException("SELECT secret FROM /root/secret.db"));
            group.MapGet("/refused/{status:int}", (int status) => (Reply)new Refusal(status, "conflict", "That is taken.") { RetryAfter = 7 });
            group.MapPost("/echo", (Body<EchoForm> body) => Reply.Of(body.Value));
            group.MapGet("/number", (int number) => Reply.Of(new { number }));
        }

        routes.MapPost("/test/mine", (ICurrentUser me) => Reply.Of(new { me.Id })).ForUsers().ExcludeFromDescription();
        routes.MapPost("/api/test/mine", (ICurrentUser me) => Reply.Of(new { me.Id })).ForUsers().ExcludeFromDescription();
        routes.MapGet("/api/test/auth", () => Reply.Of(1)).ForAnyone().Limited(LimitClass.Auth).ExcludeFromDescription();
    }
}

/// <summary>An app with <see cref="TestRoutes"/>, as it runs in production; as a fixture its limits are wide enough for a whole class.</summary>
public class TestApp : App, IAsyncLifetime
{
    public TestApp() => With(services => services.AddSingleton<IModule, TestRoutes>());

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        var wide = new { limit = 100_000, windowSeconds = 60 };
        var answer = await (await AdminAsync()).Put("/api/admin/rate-limits", new
        {
            perUser = new { auth = wide, api = wide, pages = wide },
            perAddress = new { auth = wide, signUp = wide, api = wide, pages = wide },
        });
        Assert.Equal(200, answer.Status);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Production");
    }

    /// <summary>Somebody who signed in with a browser: a cookie and no token.</summary>
    public async Task<Visitor> InBrowserAsync(string? name = null)
    {
        name ??= "b" + Guid.NewGuid().ToString("N")[..8];
        var person = await SignUpAsync(name);
        var browser = Anyone();
        var answer = await browser.Form("/login", "/login", ("email", $"{name}@example.com"), ("password", "a long enough pass"));
        Assert.Equal(303, answer.Status);
        Assert.NotNull(person.Id);
        return browser;
    }

    /// <summary>The token that a page gives to htmx.</summary>
    public static async Task<string> TokenOf(Visitor browser)
    {
        var headers = (await browser.Page("/dashboard")).Html.Body!.GetAttribute("hx-headers:inherited")!;
        return System.Text.Json.Nodes.JsonNode.Parse(headers)!["RequestVerificationToken"]!.GetValue<string>();
    }
}
