using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OmniHub.Kernel;

namespace OmniHub.Ui;

/// <summary>Which frame a page has.</summary>
public enum Frame
{
    /// <summary>Rail, top bar and tab bar of signed-in people (and the public frame for a visitor).</summary>
    App,

    /// <summary>The same with the admin navigation.</summary>
    Admin,

    /// <summary>Public pages: landing, gallery.</summary>
    Public,

    /// <summary>One narrow column and nothing else: sign-in, errors.</summary>
    Bare,
}

/// <summary>A whole page: the shell around one view. The model is one record that ends in <c>View</c>.</summary>
/// <param name="View">Path that starts with the module: <c>/Billing/Ledger/LedgerPage.cshtml</c>.</param>
/// <param name="Model">Its view record.</param>
/// <param name="Title">Without the product's name.</param>
/// <param name="Frame">Which frame.</param>
public sealed record PageView(string View, object Model, string Title, Frame Frame = Frame.App) : IResult
{
    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>One sentence for search engines and link previews.</summary>
    public string? Description { get; init; }

    /// <summary>What link previews and feed readers are told; null where the page is nobody else's business.</summary>
    public PreviewView? Preview { get; init; }

    /// <summary>
    /// The same for every visitor who is not signed in: it gets no antiforgery token (and no cookie), so that it can be cached.
    /// </summary>
    public bool IsPublic { get; init; }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext) =>
        await WriteAsync(httpContext, await httpContext.RequestServices.GetRequiredService<IShell>().BuildAsync(httpContext, this));

    /// <summary>Writes the page in a frame that is known already.</summary>
    public async Task WriteAsync(HttpContext httpContext, ShellView shell)
    {
        var views = httpContext.RequestServices.GetRequiredService<IViews>();
        var html = await views.RenderAsync("/Ui/Page.cshtml", new FramedView(shell, this), httpContext);
        httpContext.Response.StatusCode = Status;
        httpContext.Response.Headers.Append("Vary", Faces.Vary);
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
    }
}

/// <summary>Model of the frame.</summary>
public sealed record FramedView(ShellView Shell, PageView Page)
{
    /// <summary>For the test that renders every partial.</summary>
    public static FramedView Sample => new(ShellView.Sample, new PageView("/Ui/Parts/Empty.cshtml", EmptyView.Sample, "Nothing"));
}

/// <summary>Gathers what the frame shows. The host implements it.</summary>
public interface IShell
{
    /// <summary>For this request.</summary>
    Task<ShellView> BuildAsync(HttpContext http, PageView page);
}

/// <summary>What the frame shows around a page.</summary>
/// <param name="Path">Path of the request, to mark the current link.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or null for the system's.</param>
/// <param name="User">Who is signed in, or null.</param>
/// <param name="Nav">Main navigation.</param>
/// <param name="AccountNav">Links of the account menu.</param>
/// <param name="AdminNav">Navigation of the admin panel; empty for others.</param>
/// <param name="SiteNav">Links of the public frame.</param>
/// <param name="IsSandbox">Whether any provider is played by the sandbox.</param>
/// <param name="Antiforgery">The request token, for htmx and forms.</param>
public sealed record ShellView(
    string Path, string? Theme, ShellUser? User, IReadOnlyList<NavLink> Nav, IReadOnlyList<NavLink> AccountNav,
    IReadOnlyList<NavLink> AdminNav, IReadOnlyList<NavLink> SiteNav, bool IsSandbox, string Antiforgery)
{
    /// <summary>Where one works, and where one could; null outside of the app frame.</summary>
    public PlacesView? Places { get; init; }

    /// <summary>For the test that renders every partial.</summary>
    public static ShellView Sample => new(
        "/dashboard", "dark", new("usr_1", "Ines Kovač", "ines@example.com", true, new Micros(12_482_000), Micros.Zero),
        [new("Home", "/dashboard", "house", 0) { Key = 'H' }], [], [], [], true, "token")
    {
        Places = PlacesView.Sample,
    };
}

/// <summary>The signed-in person, for the frame.</summary>
public sealed record ShellUser(string Id, string Name, string Email, bool IsAdmin, Micros Spendable, Micros Held)
{
    /// <summary>Up to two letters.</summary>
    public string Initials =>
        string.Concat(Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(w => char.ToUpperInvariant(w[0])));
}

/// <summary>A part of the dashboard that a module brings.</summary>
public interface IDashboardPart
{
    /// <summary>Lower comes first: balance 10, running 20, recent 30, projects 40, conversations 50.</summary>
    int Order { get; }

    /// <summary>The partial and its view record, or null where there is nothing to show.</summary>
    Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct);
}

/// <summary>A part of the landing page that a module brings; public.</summary>
public interface ILandingPart
{
    /// <summary>Lower comes first: hero work 10, models and prices 20, steps 30, gallery 40, plans 50.</summary>
    int Order { get; }

    /// <summary>Another one once what it shows may have changed, and never a query: the page is kept for visitors under the versions of its parts.</summary>
    long Version { get; }

    /// <summary>The partial and its view record, or null where there is nothing to show.</summary>
    Task<Part?> ReadAsync(CancellationToken ct);
}

/// <summary>A section of the profile that a module brings, as its plan, its top-ups or its webhooks.</summary>
public interface IProfilePart
{
    /// <summary>Lower comes first. Balance and plan 10, keys 20, webhooks 30; the person's own settings stand at 50.</summary>
    int Order { get; }

    /// <summary>Beside the wide column.</summary>
    bool IsAside { get; }

    /// <summary>The partial (a <c>section.card</c> with an id) and its view record, or null where there is nothing to show.</summary>
    Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct);
}

/// <summary>A section of a project's page: the work that a module keeps in it.</summary>
public interface IProjectSection
{
    /// <summary>Lower comes first: generations 10, conversations 20.</summary>
    int Order { get; }

    /// <summary>The partial and its view record, or null where there is nothing to show. Whoever asks has been found to see the project.</summary>
    Task<Part?> ReadAsync(string projectId, bool mayChange, HttpRequest request, ICurrentUser me, CancellationToken ct);
}

/// <summary>A partial with its model.</summary>
public sealed record Part(string View, object Model);
