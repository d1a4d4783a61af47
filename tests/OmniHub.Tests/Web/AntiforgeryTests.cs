using Xunit;

namespace OmniHub.Tests.Web;

public class AntiforgeryTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/test/mine")]
    [InlineData("/api/test/mine")]
    public async Task A_cookie_alone_changes_nothing(string path)
    {
        var browser = await app.InBrowserAsync();
        var answer = await browser.Post(path);
        Assert.Equal(400, answer.Status);
        Assert.Equal("validation_failed", answer.Code);
    }

    [Theory]
    [InlineData("/test/mine")]
    [InlineData("/api/test/mine")]
    public async Task A_cookie_and_the_token_are_good(string path)
    {
        var browser = await app.InBrowserAsync();
        var token = await TestApp.TokenOf(browser);
        Assert.Equal(200, (await browser.Post(path, null, ("RequestVerificationToken", token))).Status);
        Assert.Equal(200, (await browser.Post(path, null, ("RequestVerificationToken", token), ("Origin", "http://localhost"), ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:8080")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_site_is_refused_even_with_the_token(string header, string value)
    {
        var browser = await app.InBrowserAsync();
        var answer = await browser.Post("/api/test/mine", null, ("RequestVerificationToken", await TestApp.TokenOf(browser)), (header, value));
        Assert.Equal(403, answer.Status);
        Assert.Equal("forbidden", answer.Code);
    }

    [Fact]
    public async Task The_token_of_somebody_else_is_no_token()
    {
        var token = await TestApp.TokenOf(await app.InBrowserAsync());
        Assert.Equal(400, (await (await app.InBrowserAsync()).Post("/api/test/mine", null, ("RequestVerificationToken", token))).Status);
    }

    [Fact]
    public async Task A_bearer_token_needs_nothing_else()
    {
        var person = await app.SignUpAsync();
        Assert.Equal(200, (await person.Post("/api/test/mine")).Status);
        Assert.Equal(200, (await person.Post("/api/test/mine", null, ("Origin", "https://app.example"))).Status);
    }

    [Fact]
    public async Task A_form_of_nobody_needs_the_token_too()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("text", "x")]);
        Assert.Equal(400, (await app.Anyone().Post("/test/echo", form, ("Accept", "text/html"))).Status);
        Assert.Equal(200, (await app.Anyone().Form("/test/echo", "/login", ("text", "x"))).Status);
    }

    [Fact]
    public async Task Json_of_nobody_is_a_program()
    {
        var answer = await app.Anyone().Post("/api/test/echo", new { text = "x" });
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task Without_a_session_it_is_a_401_first() => Assert.Equal(401, (await app.Anyone().Post("/api/test/mine")).Status);
}
