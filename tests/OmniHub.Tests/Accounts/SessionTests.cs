using Microsoft.Extensions.DependencyInjection;
using OmniHub.Contracts.Accounts;
using Xunit;

namespace OmniHub.Tests;

public class SessionTests(WideApp app) : IClassFixture<WideApp>
{
    private const string Password = "a long enough pass";

    [Fact]
    public async Task A_log_in_answers_like_a_sign_up()
    {
        await app.SignUpAsync("logger");
        var answer = await LogInAsync("LOGGER@example.com", Password);
        Assert.Equal(200, answer.Status);
        Assert.Equal("logger@example.com", (string)answer.Json["user"]!["email"]!);
        var me = await app.Anyone().WithToken((string)answer.Json["token"]!, null).Get("/api/auth/me");
        Assert.Equal(answer.Json["user"]!.ToJsonString(), me.Json["user"]!.ToJsonString());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_answer_alike()
    {
        await app.SignUpAsync("known");
        var wrong = await LogInAsync("known@example.com", "not the password");
        var unknown = await LogInAsync("unknown@example.com", "not the password");
        Assert.Equal((401, "invalid_credentials"), (wrong.Status, wrong.Code));
        Assert.Equal((401, "invalid_credentials"), (unknown.Status, unknown.Code));
        Assert.Equal((string)wrong.Json["detail"]!, (string)unknown.Json["detail"]!);
        Assert.Equal(wrong.Json.AsObject().Select(m => m.Key), unknown.Json.AsObject().Select(m => m.Key));
    }

    [Fact]
    public async Task An_unknown_address_costs_a_password_hash_too()
    {
        await app.SignUpAsync("timed");
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < 6; i++)
        {
            known.Add(await TimeAsync("timed@example.com"));
            unknown.Add(await TimeAsync($"untimed{i}@example.com"));
        }

        // Without the hash an unknown address would answer many times faster.
        Assert.True(unknown.Min() > known.Min() / 2, $"known {known.Min()} ms, unknown {unknown.Min()} ms");
    }

    [Theory]
    [InlineData("locked@example.com", true)]
    [InlineData("nobody@example.com", false)]
    public async Task Ten_failures_close_an_address_whether_it_is_known_or_not(string email, bool isKnown)
    {
        if (isKnown) await app.SignUpAsync(email.Split('@')[0]);
        for (var i = 0; i < 10; i++) Assert.Equal(401, (await LogInAsync(email, "wrong password")).Status);
        var answer = await LogInAsync(email.ToUpperInvariant(), Password);
        Assert.Equal((429, "rate_limited"), (answer.Status, answer.Code));
        Assert.InRange(int.Parse(answer["Retry-After"]!), 500, 600);
    }

    [Fact]
    public async Task A_storm_of_guesses_learns_no_more_than_ten_do()
    {
        await app.SignUpAsync("stormed");
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => LogInAsync("stormed@example.com", "guess " + i)));
        Assert.All(answers, a => Assert.True(a.Status is 401 or 429, a.ToString()));
        Assert.Equal(429, (await LogInAsync("stormed@example.com", Password)).Status);
    }

    [Fact]
    public async Task A_success_forgives_earlier_failures()
    {
        await app.SignUpAsync("forgiven");
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 9; j++) await LogInAsync("forgiven@example.com", "wrong password");
            Assert.Equal(200, (await LogInAsync("forgiven@example.com", Password)).Status);
        }
    }

    [Theory]
    [InlineData("""{"email":"x@example.com"}""", "password")]
    [InlineData("""{"password":"x"}""", "email")]
    [InlineData("""{"email":1,"password":"x"}""", "email")]
    public async Task A_log_in_names_its_wrong_field(string body, string field)
    {
        var answer = await app.Anyone().Post("/api/auth/login", body);
        Assert.Equal(400, answer.Status);
        Assert.Equal([field], answer.Json["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task A_log_out_ends_every_token_and_cookie_but_no_key()
    {
        var visitor = await app.SignUpAsync("leaver");
        var other = app.Anyone().WithToken((string)(await LogInAsync("leaver@example.com", Password)).Json["token"]!, null);
        var browser = await BrowserAsync("leaver@example.com", Password);
        var key = app.Anyone().WithToken((string)(await visitor.Post("/api/keys", new { name = "stays" })).Json["key"]!, null);
        Assert.Equal(200, (await browser.Page("/profile")).Status);

        Assert.Equal(204, (await visitor.Post("/api/auth/logout")).Status);

        Assert.Equal(401, (await visitor.Get("/api/auth/me")).Status);
        Assert.Equal(401, (await other.Get("/api/auth/me")).Status);
        Assert.Equal("/login?returnUrl=%2Fprofile", (await browser.Page("/profile"))["Location"]!.Replace("http://localhost", ""));
        Assert.Equal(200, (await key.Get("/api/auth/me")).Status);
    }

    [Fact]
    public async Task A_changed_password_ends_every_session_and_brings_a_new_token()
    {
        var visitor = await app.SignUpAsync("changer");
        var browser = await BrowserAsync("changer@example.com", Password);
        var answer = await visitor.Patch("/api/auth/me", new { password = "another long pass", currentPassword = Password });
        Assert.Equal(200, answer.Status);
        Assert.Equal(401, (await visitor.Get("/api/auth/me")).Status);
        Assert.Equal(401, (await browser.Get("/api/auth/me")).Status);
        Assert.Equal(200, (await app.Anyone().WithToken((string)answer.Json["token"]!, null).Get("/api/auth/me")).Status);
        Assert.Equal(401, (await LogInAsync("changer@example.com", Password)).Status);
        Assert.Equal(200, (await LogInAsync("changer@example.com", "another long pass")).Status);
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_once_and_learns_why_only_with_the_right_password()
    {
        var visitor = await app.SignUpAsync("disabled");
        var browser = await BrowserAsync("disabled@example.com", Password);
        var key = app.Anyone().WithToken((string)(await visitor.Post("/api/keys", new { name = "key" })).Json["key"]!, null);
        Assert.Equal(200, (await key.Get("/api/auth/me")).Status);

        var before = await app.In<IAccounts, Person?>(a => a.ChangeAsync(visitor.Id!, null, true, CancellationToken.None));
        Assert.False(before!.IsDisabled);

        foreach (var who in new[] { visitor, browser, key }) Assert.Equal(401, (await who.Get("/api/auth/me")).Status);
        var right = await LogInAsync("disabled@example.com", Password);
        Assert.Equal((403, "account_disabled"), (right.Status, right.Code));
        var wrong = await LogInAsync("disabled@example.com", "wrong password");
        Assert.Equal((401, "invalid_credentials"), (wrong.Status, wrong.Code));

        await app.In<IAccounts, Person?>(a => a.ChangeAsync(visitor.Id!, null, false, CancellationToken.None));
        Assert.Equal(401, (await visitor.Get("/api/auth/me")).Status);
        Assert.Equal(200, (await LogInAsync("disabled@example.com", Password)).Status);
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer omk_nonsense")]
    [InlineData("Bearer ")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSIsInN0YW1wIjoieCIsImV4cCI6NDEwMjQ0NDgwMCwiaXNzIjoib21uaWh1YiIsImF1ZCI6Im9tbmlodWIifQ.")]
    [InlineData(null)]
    public async Task A_missing_or_bad_token_is_a_401_document(string? header)
    {
        foreach (var accept in new[] { "application/json", "text/html" })
        {
            (string, string)[] headers = header is null ? [("Accept", accept)] : [("Authorization", header), ("Accept", accept)];
            var answer = await app.Anyone().Get("/api/auth/me", headers);
            Assert.Equal((401, "unauthorized", "Bearer"), (answer.Status, answer.Code, answer["WWW-Authenticate"]));
            Assert.StartsWith("application/problem+json", answer.ContentType, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_of_another_server_is_refused()
    {
        await using var other = new App();
        var visitor = await other.SignUpAsync("elsewhere");
        Assert.Equal(401, (await app.Anyone().WithToken(visitor.Token!, null).Get("/api/auth/me")).Status);
    }

    [Fact]
    public async Task Without_a_session_htmx_is_sent_to_the_log_in_and_a_page_is_redirected()
    {
        var fragment = await app.Anyone().Get(
            "/profile", ("HX-Request", "true"), ("HX-Current-URL", "http://localhost/library?q=1"), ("Accept", "text/html"));
        Assert.Equal((401, "/login?returnUrl=%2Flibrary%3Fq%3D1"), (fragment.Status, fragment["HX-Redirect"]));
        var page = await app.Anyone().Page("/profile?saved=name");
        Assert.Equal((302, "/login?returnUrl=%2Fprofile%3Fsaved%3Dname"), (page.Status, page["Location"]));
    }

    [Fact]
    public async Task Tokens_outlive_a_restart()
    {
        await using var first = new App();
        var visitor = await first.SignUpAsync("restarted");
        var file = new FileInfo(Path.Combine(first.Folder, "jwt.key"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
        await using var second = new App().On(first);
        Assert.Equal(200, (await second.Anyone().WithToken(visitor.Token!, null).Get("/api/auth/me")).Status);
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_and_not_for_scripts()
    {
        await app.SignUpAsync("cookie");
        var answer = await app.Anyone().Form("/login", "/login", ("email", "cookie@example.com"), ("password", Password));
        var cookie = answer["Set-Cookie"]!;
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" secure", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private Task<Answer> LogInAsync(string email, string password) => app.Anyone().Post("/api/auth/login", new { email, password });

    private async Task<double> TimeAsync(string email)
    {
        var start = TimeProvider.System.GetTimestamp();
        await LogInAsync(email, "not the password");
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }

    private async Task<Visitor> BrowserAsync(string email, string password)
    {
        var browser = app.Anyone();
        Assert.Equal(303, (await browser.Form("/login", "/login", ("email", email), ("password", password))).Status);
        return browser;
    }
}
