using Xunit;

namespace OmniHub.Tests;

public class HostTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task An_unknown_address_is_a_problem_document()
    {
        var answer = await app.Anyone().Get("/api/nothing");
        Assert.Equal(404, answer.Status);
        Assert.Equal("not_found", answer.Code);
        Assert.StartsWith("application/problem+json", answer.ContentType);
        Assert.Equal(answer.Json["detail"]!.GetValue<string>(), answer.Json["error"]!.GetValue<string>());
    }
}
