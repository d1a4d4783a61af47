using OmniHub.Kernel;
using OmniHub.Ui;
using Scalar.AspNetCore;

namespace OmniHub.Web;

/// <summary>
/// GET /docs: the API document, to read and to try. Scalar's script comes from its package; its own page would need inline script.
/// </summary>
internal static class ShowDocs
{
    private const string Files = "/docs/files";

    private const string Settings =
        """ "withDefaultFonts":false,"telemetry":false,"hideClientButton":true,"showDeveloperTools":"never","theme":"none", """
        + """ "agent":{"disabled":true},"mcp":{"disabled":true} """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/docs", Handle).ForAnyone().Limited(LimitClass.Pages).WithName("docs").ExcludeFromDescription();
        routes.MapScalarApiReference(Files, _ => { }).ForAnyone().Limited(LimitClass.Pages).Add(OnlyScripts);
    }

    private static PageView Handle(HttpContext http)
    {
        var theme = Shell.ThemeOf(http) is { } chosen ? $""" ,"forceDarkModeState":"{chosen}","hideDarkModeToggle":true""" : "";
        var view = new DocsView("/openapi/v1.json", Files + "/scalar.js", "{" + Settings + theme + "}");
        return new("/Web/Shell/DocsPage.cshtml", view, "API", Frame.Public) { Description = "Every call of the API, to read and to try." };
    }

    private static void OnlyScripts(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } text } && text.EndsWith(".js", StringComparison.Ordinal)) return;
        endpoint.RequestDelegate = http =>
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
    }
}

/// <summary>The API reference.</summary>
/// <param name="DocumentUrl">Of the OpenAPI document.</param>
/// <param name="ScriptUrl">Of the reader.</param>
/// <param name="Configuration">Its settings, as JSON.</param>
public sealed record DocsView(string DocumentUrl, string ScriptUrl, string Configuration)
{
    /// <summary>For the test that renders every partial.</summary>
    public static DocsView Sample => new("/openapi/v1.json", "/docs/files/scalar.js", "{}");
}
