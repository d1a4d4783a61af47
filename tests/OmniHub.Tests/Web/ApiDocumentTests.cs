using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Xunit;

namespace OmniHub.Tests.Web;

public partial class ApiDocumentTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task It_is_a_valid_document()
    {
        var answer = await app.Anyone().Get("/openapi/v1.json");
        Assert.Equal(200, answer.Status);
        using var stream = new MemoryStream(answer.Body);
        var result = await OpenApiDocument.LoadAsync(stream, "json", new OpenApiReaderSettings());
        Assert.NotNull(result.Document);
        Assert.Empty(result.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}"));
    }

    [Fact]
    public async Task It_has_every_route_of_the_api_with_a_summary_a_tag_and_its_answers()
    {
        var paths = (await app.Anyone().Get("/openapi/v1.json")).Json["paths"]!.AsObject();
        var missing = new List<string>();
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var path = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.TrimStart('/').TrimEnd('/'), "{$1}");
            if (!path.StartsWith("/api/", StringComparison.Ordinal) && !path.StartsWith("/v1/", StringComparison.Ordinal)) continue;
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Where(m => m != "HEAD"))
            {
                var operation = paths[path]?[method.ToLowerInvariant()]?.AsObject();
                if (operation is null) missing.Add($"{method} {path}");
                else if (operation["summary"] is null || operation["tags"] is not JsonArray { Count: > 0 } || operation["responses"] is not JsonObject { Count: > 0 })
                    missing.Add($"{method} {path}: summary, tag or answers");
            }
        }

        Assert.Empty(missing);
        Assert.DoesNotContain(paths, path => path.Value!["head"] is not null);
    }

    [Fact]
    public async Task Credits_are_numbers()
    {
        var schemas = (await app.Anyone().Get("/openapi/v1.json")).Json["components"]!["schemas"]!;
        Assert.Contains("number", schemas["Micros"]!["type"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_page_runs_without_inline_script()
    {
        var page = await app.Anyone().Page("/docs");
        Assert.Equal(200, page.Status);
        Assert.All(page.Html.QuerySelectorAll("script"), s => Assert.Equal("", s.TextContent));
        var script = page.Html.QuerySelector("script[src^='/docs/']")!.GetAttribute("src")!;
        Assert.Equal(200, (await app.Anyone().Get(script)).Status);
        Assert.Equal(404, (await app.Anyone().Page("/docs/files/")).Status);
    }

    [GeneratedRegex(@"\{\*{0,2}([^}:?]+)[^}]*\}")]
    private static partial Regex Constraint();
}
