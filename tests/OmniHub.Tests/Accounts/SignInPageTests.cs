using AngleSharp.Dom;
using Xunit;

namespace OmniHub.Tests;

public class SignInPageTests(WideApp app) : IClassFixture<WideApp>
{
    private const string Password = "a long enough pass";

    [Fact]
    public async Task A_person_signs_up_without_scripts_and_lands_in_the_generator()
    {
        var browser = app.Anyone();
        var answer = await browser.Form("/register", "/register", ("name", "Page"), ("email", "page@example.com"), ("password", Password));
        Assert.Equal((303, "/create"), (answer.Status, answer["Location"]));
        Assert.Equal("page@example.com", (string)(await browser.Get("/api/auth/me")).Json["user"]!["email"]!);
    }

    [Fact]
    public async Task A_refused_form_keeps_its_text_and_says_what_is_wrong_beside_the_field()
    {
        var answer = await app.Anyone().Form(
            "/register", "/register?returnUrl=%2Fchat",
            ("name", "<b>Bad</b>"), ("email", "nowhere"), ("password", "short"), ("returnUrl", "/chat"));
        Assert.Equal(400, answer.Status);
        var email = answer.Html.QuerySelector("input[name=email]")!;
        Assert.Equal(("nowhere", "true"), (email.GetAttribute("value"), email.GetAttribute("aria-invalid")));
        Assert.Contains("e-mail", answer.Html.GetElementById(email.GetAttribute("aria-describedby")!)!.TextContent, StringComparison.Ordinal);
        Assert.Equal("<b>Bad</b>", answer.Html.QuerySelector("input[name=name]")!.GetAttribute("value"));
        Assert.True(string.IsNullOrEmpty(answer.Html.QuerySelector("input[name=password]")!.GetAttribute("value")));
        Assert.Equal("/chat", answer.Html.QuerySelector("input[name=returnUrl]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_failed_log_in_keeps_the_address()
    {
        var answer = await app.Anyone().Form("/login", "/login", ("email", "who@example.com"), ("password", "not right at all"));
        Assert.Equal(401, answer.Status);
        Assert.Equal("who@example.com", answer.Html.QuerySelector("input[name=email]")!.GetAttribute("value"));
        Assert.NotNull(answer.Html.QuerySelector(".notice.bad"));
    }

    [Theory]
    [InlineData("/chat?q=1#m", "/chat?q=1#m")]
    [InlineData("//evil.example", "/dashboard")]
    [InlineData("\\\\evil.example", "/dashboard")]
    [InlineData("/\\evil.example", "/dashboard")]
    [InlineData("/\t/evil.example", "/dashboard")]
    [InlineData("https://evil.example", "/dashboard")]
    [InlineData("javascript:alert(1)", "/dashboard")]
    [InlineData("chat", "/dashboard")]
    public async Task A_log_in_returns_to_this_site_only(string returnUrl, string expected)
    {
        var name = "return" + Math.Abs(returnUrl.GetHashCode(StringComparison.Ordinal));
        await app.SignUpAsync(name);
        var browser = app.Anyone();
        var answer = await browser.Form(
            "/login", "/login", ("email", name + "@example.com"), ("password", Password), ("returnUrl", returnUrl));
        Assert.Equal((303, expected), (answer.Status, answer["Location"]));
        Assert.Equal(expected, (await browser.Page("/login?returnUrl=" + Uri.EscapeDataString(returnUrl)))["Location"]);
    }

    [Fact]
    public async Task The_profile_changes_name_and_password_and_stays_signed_in()
    {
        var browser = await BrowserAsync("profile");
        Assert.Equal("/profile?saved=name", (await browser.Form("/profile", "/profile", ("name", "Other Name")))["Location"]);
        Assert.Equal("Other Name", (await browser.Page("/profile?saved=name")).Html.QuerySelector("h1")!.TextContent);

        var wrong = await browser.Form("/profile/password", "/profile", ("currentPassword", "not it"), ("password", "another long pass"));
        Assert.Equal(400, wrong.Status);
        Assert.NotNull(wrong.Html.QuerySelector("#currentPassword[aria-invalid=true]"));
        var right = await browser.Form("/profile/password", "/profile", ("currentPassword", Password), ("password", "another long pass"));
        Assert.Equal(303, right.Status);
        Assert.Equal(200, (await browser.Page("/profile")).Status);
    }

    [Fact]
    public async Task A_key_is_made_shown_once_and_revoked_without_scripts()
    {
        var browser = await BrowserAsync("keys");
        var made = await browser.Form("/api/keys", "/profile", ("name", "my <key>"), ("creditLimit", "2.50"), ("expiresAt", "2090-01-01"));
        Assert.Equal(201, made.Status);
        var key = made.Html.GetElementById("fresh-key")!.TextContent;
        Assert.StartsWith("omk_", key, StringComparison.Ordinal);
        Assert.Equal(200, (await app.Anyone().WithToken(key, null).Get("/api/auth/me")).Status);

        var page = await browser.Page("/profile");
        Assert.DoesNotContain(key, page.Text, StringComparison.Ordinal);
        var form = page.Html.QuerySelector("#keys td form")!;
        Assert.Contains("my <key>", page.Html.QuerySelector("#keys tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("/profile#keys", (await browser.Form(form.GetAttribute("action")!, "/profile"))["Location"]);
        Assert.Equal(401, (await app.Anyone().WithToken(key, null).Get("/api/auth/me")).Status);
    }

    [Fact]
    public async Task Htmx_gets_the_section_of_the_keys_and_a_refused_form_with_its_text()
    {
        var browser = await BrowserAsync("htmx");
        var token = (await browser.Page("/profile")).Html.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (string, string)[] headers = [("HX-Request", "true"), ("RequestVerificationToken", token), ("Accept", "text/html")];
        FormUrlEncodedContent Fields(string limit) => new([KeyValuePair.Create("name", "h"), KeyValuePair.Create("creditLimit", limit)]);

        var refused = await browser.Post("/api/keys", Fields("-1"), headers);
        Assert.Equal(400, refused.Status);
        Assert.Equal("h", refused.Html.QuerySelector("#keys #key-name")!.GetAttribute("value"));
        Assert.NotNull(refused.Html.QuerySelector("#keys .err"));

        var made = await browser.Post("/api/keys", Fields("3"), headers);
        Assert.Equal(201, made.Status);
        Assert.NotNull(made.Html.GetElementById("fresh-key"));
        Assert.Null(made.Html.QuerySelector("h1"));
    }

    [Fact]
    public async Task A_log_out_is_a_form_and_ends_the_session()
    {
        var browser = await BrowserAsync("outgoing");
        var answer = await browser.Form("/logout", "/profile");
        Assert.Equal((303, "/"), (answer.Status, answer["Location"]));
        Assert.Equal(302, (await browser.Page("/profile")).Status);
    }

    [Fact]
    public async Task An_account_is_deleted_from_the_profile_with_the_password()
    {
        var browser = await BrowserAsync("deleting");
        var refused = await browser.Form("/profile/delete", "/profile", ("password", "not it"));
        Assert.Equal(400, refused.Status);
        Assert.NotNull(refused.Html.GetElementById("delete-password-err"));
        Assert.Equal(303, (await browser.Form("/profile/delete", "/profile", ("password", Password))).Status);
        Assert.Equal(401, (await app.Anyone().Post("/api/auth/login", new { email = "deleting@example.com", password = Password })).Status);
    }

    private async Task<Visitor> BrowserAsync(string name)
    {
        await app.SignUpAsync(name);
        var browser = app.Anyone();
        Assert.Equal(303, (await browser.Form("/login", "/login", ("email", name + "@example.com"), ("password", Password))).Status);
        return browser;
    }
}
