using System.Text;
using Hangfire;
using Hangfire.Common;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Web;

/// <summary>
/// GET /admin/jobs: the job server's dashboard in the frame of the panel. Its pages are its own and keep their place in a frame below
/// <see cref="Board"/>; they get our colours, and the theme that was chosen.
/// </summary>
internal static class ShowJobs
{
    /// <summary>The page of the panel.</summary>
    public const string Page = "/admin/jobs";

    /// <summary>Where the dashboard itself is.</summary>
    public const string Board = Page + "/board";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Page, () => new PageView("/Web/Shell/JobsPage.cshtml", new JobsView(Board), "Jobs", Frame.Admin))
            .ForAdmins().Limited(LimitClass.Pages).WithName("jobs").ExcludeFromDescription();
        // An empty list, or Hangfire adds a filter of its own that trusts whoever connects from this machine.
        var dashboard = new DashboardOptions
        {
            Authorization = [],
            AppPath = null,
            DashboardTitle = "Jobs",
            DarkModeEnabled = false,
            DisplayStorageConnectionString = false,
            DisplayNameFunc = (_, job) => NameOf(job),
        };
        ((IEndpointConventionBuilder)routes.MapHangfireDashboard(Board, dashboard)).ForAdmins().Limited(LimitClass.Pages).Add(Dress);
    }

    // What it does and for which: every job's method is RunAsync.
    private static string NameOf(Job job) => job.Type == typeof(RunRecurring)
        ? string.Join(" ", job.Args.OfType<string>())
        : string.Join(" ", job.Args.OfType<string>().Prepend(job.Type.Name));

    private static void Dress(EndpointBuilder endpoint)
    {
        var show = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = async http =>
        {
            var (body, page) = (http.Response.Body, new MemoryStream());
            http.Response.Body = page;
            try
            {
                await show(http);
            }
            finally
            {
                http.Response.Body = body;
            }

            if (http.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) != true) await body.WriteAsync(page.GetBuffer().AsMemory(0, (int)page.Length), http.RequestAborted);
            else await http.Response.WriteAsync(Dressed(Encoding.UTF8.GetString(page.GetBuffer(), 0, (int)page.Length), http), http.RequestAborted);
        };
    }

    private static string Dressed(string html, HttpContext http)
    {
        var theme = Shell.ThemeOf(http) is { } chosen ? $" data-theme=\"{chosen}\"" : "";
        var tokens = http.RequestServices.GetRequiredService<IAssets>().Url("/css/tokens.css");
        return html
            .Replace("<html lang=\"iv\">", $"<html lang=\"en\"{theme}>", StringComparison.Ordinal)
            .Replace("</head>", $"<link rel=\"stylesheet\" href=\"{tokens}\"></head>", StringComparison.Ordinal);
    }
}

/// <summary>The dashboard in its frame.</summary>
/// <param name="BoardUrl">Where its own pages begin.</param>
public sealed record JobsView(string BoardUrl)
{
    /// <summary>For the test that renders every partial.</summary>
    public static JobsView Sample => new(ShowJobs.Board);
}
