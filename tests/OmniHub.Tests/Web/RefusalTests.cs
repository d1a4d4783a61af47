using System.Text;
using Xunit;

namespace OmniHub.Tests.Web;

public class RefusalTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/api/nothing", 404, "not_found")]
    [InlineData("/api", 404, "not_found")]
    [InlineData("/api/test/bug", 500, "internal_error")]
    [InlineData("/api/test/refused/409", 409, "conflict")]
    [InlineData("/api/test/number?number=x", 400, "validation_failed")]
    [InlineData("/api/auth/me", 401, "unauthorized")]
    public async Task Programs_get_a_problem_document(string path, int status, string code)
    {
        foreach (var accept in new[] { "application/json", "text/html", "*/*" })
        {
            var answer = await app.Anyone().Get(path, ("Accept", accept));
            Assert.Equal(status, answer.Status);
            Assert.StartsWith("application/problem+json", answer.ContentType);
            Assert.Equal(code, answer.Code);
            Assert.Equal(status, answer.Json["status"]!.GetValue<int>());
            Assert.Equal(answer.Json["detail"]!.GetValue<string>(), answer.Json["error"]!.GetValue<string>());
            foreach (var member in new[] { "type", "title", "traceId" }) Assert.NotEmpty(answer.Json[member]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("/api/test/bug")]
    [InlineData("/v1/test/bug")]
    [InlineData("/test/bug")]
    public async Task A_bug_shows_a_reference_and_nothing_else(string path)
    {
        var answer = await app.Anyone().Page(path);
        Assert.Equal(500, answer.Status);
        Assert.DoesNotContain("SELECT", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer["X-Request-Id"]);
        Assert.NotNull(answer["RateLimit-Remaining"]);
        if (!path.StartsWith("/v1", StringComparison.Ordinal)) Assert.Contains(answer["X-Request-Id"]!, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/test/bug", 500, "api_error", "internal_error")]
    [InlineData("/v1/nothing", 404, "invalid_request_error", "not_found")]
    [InlineData("/v1/test/refused/429", 429, "rate_limit_error", "conflict")]
    public async Task The_gateway_speaks_as_OpenAI_does(string path, int status, string type, string code)
    {
        var answer = await app.Anyone().Get(path);
        Assert.Equal(status, answer.Status);
        Assert.StartsWith("application/json", answer.ContentType);
        var error = answer.Json["error"]!;
        Assert.Equal(type, error["type"]!.GetValue<string>());
        Assert.Equal(code, error["code"]!.GetValue<string>());
        Assert.NotEmpty(error["message"]!.GetValue<string>());
        Assert.True(error.AsObject().ContainsKey("param"));
    }

    [Theory]
    [InlineData("/nothing", 404)]
    [InlineData("/test/refused/403", 403)]
    [InlineData("/test/refused/429", 429)]
    [InlineData("/test/bug", 500)]
    public async Task A_browser_gets_a_page_with_a_reference(string path, int status)
    {
        var answer = await app.Anyone().Page(path);
        Assert.Equal(status, answer.Status);
        Assert.StartsWith("text/html", answer.ContentType);
        Assert.NotNull(answer.Html.QuerySelector(".err-page h1"));
        Assert.Contains(answer["X-Request-Id"]!, answer.Html.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_gets_a_toast()
    {
        var answer = await app.Anyone().Get("/test/refused/409", ("HX-Request", "true"), ("HX-Request-Type", "partial"));
        Assert.Equal(409, answer.Status);
        var partial = answer.Html.QuerySelector("hx-partial")!;
        Assert.Equal("#toasts", partial.GetAttribute("hx-target"));
        Assert.Equal("beforeend", partial.GetAttribute("hx-swap"));
        Assert.Equal("That is taken.", partial.QuerySelector(".toast.bad b")!.TextContent);
    }

    [Fact]
    public async Task A_fragment_without_a_session_leads_to_the_log_in()
    {
        var answer = await app.Anyone().Get("/dashboard", ("HX-Request", "true"), ("HX-Current-URL", "http://localhost/create?prompt=x"));
        Assert.Equal(401, answer.Status);
        Assert.StartsWith("/login?returnUrl=", answer["HX-Redirect"]);
    }

    [Fact]
    public async Task A_page_without_a_session_leads_to_the_log_in()
    {
        var answer = await app.Anyone().Page("/dashboard");
        Assert.Equal(302, answer.Status);
        Assert.StartsWith("/login?returnUrl=", new Uri(new Uri("http://localhost"), answer["Location"]!).PathAndQuery);
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_405()
    {
        var answer = await app.Anyone().Send(HttpMethod.Patch, "/api/models");
        Assert.Equal(405, answer.Status);
        Assert.Equal("method_not_allowed", answer.Code);
        Assert.Contains("GET", answer["Allow"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"text\":", "malformed_json")]
    [InlineData("nonsense", "malformed_json")]
    [InlineData("[1]", "validation_failed")]
    [InlineData("null", "validation_failed")]
    [InlineData("{\"text\":7}", "validation_failed")]
    [InlineData("{\"number\":\"7\"}", "validation_failed")]
    [InlineData("{\"number\":1e99}", "validation_failed")]
    public async Task A_body_of_the_wrong_shape_is_a_400(string body, string code)
    {
        var answer = await app.Anyone().Post("/api/test/echo", body);
        Assert.Equal(400, answer.Status);
        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task A_body_that_nests_too_deeply_is_a_400()
    {
        var deep = $"{{\"text\":{new string('[', 5000)}{new string(']', 5000)}}}";
        Assert.Equal(400, (await app.Anyone().Post("/api/test/echo", deep)).Status);
    }

    [Fact]
    public async Task A_body_of_another_type_is_a_415()
    {
        using var content = new StringContent("<a/>", Encoding.UTF8, "application/xml");
        var answer = await app.Anyone().Post("/api/test/echo", content);
        Assert.Equal(415, answer.Status);
        Assert.Equal("unsupported_media_type", answer.Code);
    }

    [Theory]
    [InlineData("/%ff%fe")]
    [InlineData("/api/models/%2e%2e%2f%2e%2e")]
    [InlineData("/api/models?limit=%00")]
    [InlineData("/?a=%zz")]
    public async Task An_odd_address_is_never_a_500(string path) => Assert.InRange((await app.Anyone().Page(path)).Status, 200, 404);
}
