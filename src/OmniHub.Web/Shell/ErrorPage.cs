using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>A refusal as a page. It asks no database for anything: it must also work when that is what broke.</summary>
internal static class ErrorPage
{
    public static IResult Of(HttpContext http, Refusal refusal)
    {
        var isSignedIn = http.User.Identity?.IsAuthenticated == true;
        var view = new ErrorPageView(refusal.Status, TitleOf(refusal), TextOf(refusal), http.TraceIdentifier, isSignedIn);
        var page = new PageView("/Web/Shell/ErrorPage.cshtml", view, view.Title, Frame.Bare) { Status = refusal.Status };
        return new Framed(page, new ShellView(http.Request.Path, Shell.ThemeOf(http), null, [], [], [], [], false, ""));
    }

    // The title says as much as the general sentences do.
    private static string TextOf(Refusal refusal) =>
        refusal.Sentence == Refusal.NotFound().Sentence ? "It may have been deleted, or the address has a typing error."
        : refusal.Code == "internal_error" ? "Try again in a moment. If it happens again, tell an admin the reference."
        : refusal.Sentence;

    private static string TitleOf(Refusal refusal) => refusal.Status switch
    {
        401 => "Sign in first",
        402 => "Not enough credits",
        403 => "This is not open to you",
        404 => "There is nothing at this address",
        405 => "This address does not take that",
        413 => "That was too large",
        429 => "That was a little fast",
        >= 500 => "Something broke on our side",
        _ => "That did not work",
    };

    private sealed record Framed(PageView Page, ShellView Shell) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Page.WriteAsync(httpContext, Shell);
    }
}

/// <summary>What the error page says.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What happened.</param>
/// <param name="Text">What to do.</param>
/// <param name="Reference">The request's id.</param>
/// <param name="IsSignedIn">Where "home" is.</param>
public sealed record ErrorPageView(int Status, string Title, string Text, string Reference, bool IsSignedIn)
{
    /// <summary>For the test that renders every partial.</summary>
    public static ErrorPageView Sample => new(404, "There is nothing at this address", "It may have been deleted.", "req_01k5xq7m", true);
}
