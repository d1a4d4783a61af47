using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Configuration;
using OmniHub.Accounts;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;
using Xunit;

namespace OmniHub.Tests;

public class AdminStartTests
{
    [Fact]
    public async Task The_first_admin_logs_in_by_password_alone_or_like_everybody()
    {
        await using var app = new App().With("ADMIN_EMAIL", "boss@example.com");
        var alone = await app.Anyone().Post("/api/admin/login", new { password = App.AdminPassword });
        Assert.Equal(["token", "expiresAt"], alone.Json.AsObject().Select(m => m.Key));
        var me = (await app.Anyone().WithToken((string)alone.Json["token"]!, null).Get("/api/auth/me")).Json["user"]!;
        Assert.Equal(("boss@example.com", "admin", 100m), ((string)me["email"]!, (string)me["role"]!, (decimal)me["credits"]!));
        foreach (var path in new[] { "/api/admin/login", "/api/auth/login" })
            Assert.Equal(200, (await app.Anyone().Post(path, new { email = "boss@example.com", password = App.AdminPassword })).Status);
        Assert.Equal(400, (await app.Anyone().Post("/api/admin/login", new { })).Status);
        Assert.Equal(400, (await app.Anyone().Post("/api/admin/login", new { password = 5 })).Status);
    }

    [Fact]
    public async Task Failures_never_lock_the_admin_out()
    {
        await using var app = new App();
        for (var i = 0; i < 12; i++)
        {
            var answer = await app.Anyone().Post("/api/admin/login", new { password = "wrong password" });
            Assert.Equal((401, "invalid_credentials"), (answer.Status, answer.Code));
        }

        await app.AdminAsync();
    }

    [Fact]
    public async Task A_user_is_no_admin()
    {
        await using var app = new App();
        await app.SignUpAsync("plain");
        var answer = await app.Anyone().Post("/api/admin/login", new { email = "plain@example.com", password = "a long enough pass" });
        Assert.Equal(403, answer.Status);
    }

    [Fact]
    public async Task A_changed_ADMIN_PASSWORD_is_set_at_the_next_start_and_ends_sessions()
    {
        await using var first = new App();
        var admin = await first.AdminAsync();
        await using var second = new App().On(first).With("ADMIN_PASSWORD", "a new and longer one");
        Assert.Equal(401, (await second.Anyone().Post("/api/admin/login", new { password = App.AdminPassword })).Status);
        Assert.Equal(200, (await second.Anyone().Post("/api/admin/login", new { password = "a new and longer one" })).Status);
        Assert.Equal(401, (await second.Anyone().WithToken(admin.Token!, null).Get("/api/auth/me")).Status);
    }

    [Fact]
    public async Task An_address_that_someone_registered_does_not_become_the_admin()
    {
        await using var first = new App();
        await first.SignUpAsync("early");
        await using var second = new App().On(first).With("ADMIN_EMAIL", "early@example.com");
        Assert.Equal(401, (await second.Anyone().Post("/api/admin/login", new { password = App.AdminPassword })).Status);
        var page = await second.In<IAccounts, Page<Person>>(a => a.ListAsync("EARLY", null, new(10, null), CancellationToken.None));
        Assert.False(Assert.Single(page.Items).IsAdmin);
    }

    [Theory]
    [InlineData("JWT_SECRET", "short")]
    [InlineData("JWT_SECRET", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabcd")]
    [InlineData("JWT_SECRET", "your-super-secret-jwt-key-change-in-production")]
    [InlineData("ADMIN_PASSWORD", "admin123")]
    [InlineData("ADMIN_PASSWORD", "Password123")]
    [InlineData("ADMIN_PASSWORD", "aaaaaaaaaaaaaa")]
    public void A_weak_secret_is_refused_without_being_told(string name, string value)
    {
        var e = Assert.Throws<StartRefusedException>(() => KnownSecrets.Check(Configured(name, value)));
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JWT_SECRET", "3Jr8vQx2LwZk7Tn5Yb9Hc4Mf6Pd1Sg0A")]
    [InlineData("ADMIN_PASSWORD", "correct horse battery")]
    [InlineData("JWT_SECRET", "")]
    public void A_good_secret_is_taken(string name, string value) => KnownSecrets.Check(Configured(name, value));

    [Fact]
    public async Task A_weak_secret_stops_the_start_with_a_sentence()
    {
        var (_, error, code) = await StartAsync("unused", ("ADMIN_PASSWORD", "admin123"));
        Assert.Equal((1, 1), (code, error.Trim().Split('\n').Length));
        Assert.StartsWith("ADMIN_PASSWORD has 8 characters", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ADMIN_PASSWORD_one_is_made_and_printed_once()
    {
        var folder = Directory.CreateTempSubdirectory("omnihub-test-").FullName;
        var (first, _, _) = await StartAsync(folder, ("ADMIN_PASSWORD", ""));
        var (second, _, _) = await StartAsync(folder, ("ADMIN_PASSWORD", ""));
        Assert.Matches(@"admin@localhost, password [\w-]{20}", first);
        Assert.DoesNotContain("admin@localhost, password", second, StringComparison.Ordinal);
        Directory.Delete(folder, true);
    }

    private static IConfiguration Configured(string name, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build();

    // The real process: the console is the only place that knows the password, and only a process has an exit code.
    private static async Task<(string Output, string Error, int Code)> StartAsync(
        string folder, params (string Name, string Value)[] settings)
    {
        var dll = typeof(OmniHub.Web.WebHost).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [dll])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
            Environment =
            {
                ["OMNIHUB_DATA"] = folder,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["DATABASE_URL"] = "",
                ["FAL_QUEUE_URL"] = "http://127.0.0.1:9",
            },
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await using var end = limit.Token.Register(process.Kill);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        var output = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            output.AppendLine(line);
            // The last line of what a start prints.
            if (line.Contains("then open /admin", StringComparison.Ordinal)) process.Kill();
        }

        await process.WaitForExitAsync(limit.Token);
        return (output.ToString(), await error, process.ExitCode);
    }
}
