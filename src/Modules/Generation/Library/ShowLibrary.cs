using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Generation;

/// <summary>GET /library: everything one made, in every workspace that one sees. The address holds the filters.</summary>
internal static class ShowLibrary
{
    private const string ThumbHtml = "/Generation/Library/Thumb.cshtml";

    public static async Task<IResult> Handle(
        LibraryFilter filter, PageRequest page, DateOnly? day, HttpRequest request, ICurrentUser me, ReadLibrary library, ICatalog catalog, IWorkspaces workspaces,
        CancellationToken ct)
    {
        var grid = await library.GridAsync(filter, page.After, day, null, true, UndoOf(request.Query), me, ct);
        if (Faces.Of(request) == Face.Fragment)
        {
            // The next page takes the place of its pager; a changed filter takes the place of the grid.
            var view = page.After is null ? "/Generation/Library/Grid.cshtml" : "/Generation/Library/Items.cshtml";
            return Reply.Of(grid.Items.Select(i => i.Id)).Fragment(view, grid);
        }

        var models = (await catalog.ListAsync(null, ct)).Where(m => m.Type != Medium.Chat).Select(m => (m.Id, m.Name)).ToList();
        var hasTeam = (await workspaces.PlacesAsync(me.Id, ct)).Count > 1;
        return new PageView("/Generation/Library/LibraryPage.cshtml", new LibraryView(filter, grid, models, hasTeam), "Library");
    }

    /// <summary>GET /library/thumbs/{id}: one that still runs asks for itself.</summary>
    public static async Task<Reply> HandleThumb(string id, ICurrentUser me, ReadGenerations read, CancellationToken ct) =>
        await read.FindAsync(id, me.Id, ct) is { } g ? Reply.Of(new { g.Id }).Fragment(ThumbHtml, ThumbView.Of(g)).Redirect($"/g/{id}") : Refusal.NotFound();

    /// <summary>A deletion that a form without scripts has just made, as <c>undo=count.until</c>.</summary>
    private static UndoView? UndoOf(IQueryCollection query) =>
        query["undo"].ToString().Split('.') is [var count, var until] && int.TryParse(count, out var n) && n > 0 && long.TryParse(until, out var ms)
            ? new(n, ms)
            : null;
}

/// <summary>Reads the grid, for the library and for a project's page.</summary>
internal sealed class ReadLibrary(ReadGenerations read, IProjects projects)
{
    public const int ItemsPerPage = 60;

    public async Task<GridView> GridAsync(
        LibraryFilter filter, string? after, DateOnly? day, string? projectId, bool mayChange, UndoView? undo, ICurrentUser me, CancellationToken ct)
    {
        var page = await read.ListAsync(filter.Rows(me.Id), new(ItemsPerPage, filter.Begin(after)), me.Id, ct);
        var items = page.Items.Select(ThumbView.Of).ToList();
        var all = await projects.ListAsync(me.Id, null, ct);
        // What is in a project moves within its workspace.
        var near = projectId is not null && items.Count > 0 ? [.. all.Where(p => p.WorkspaceId == items[0].WorkspaceId)] : all;
        return new(
            items, page.NextCursor is { } next ? filter.Href(next, items[^1].Day) : null, day, near, projectId, mayChange,
            projectId is null ? filter.Href() : $"/projects/{projectId}", undo, EmptyOf(filter));
    }

    private static EmptyView EmptyOf(LibraryFilter filter) =>
        filter.IsEmpty
        ? new("Everything that you make lands here", "Pictures and videos, newest first, with their prompts and prices.", new("Create something", "/create"))
        : filter.From > filter.To
        ? new("From is after To", "No day is in this range. Swap the two dates, or take one away.", new("Clear the filters", "/library"), "search")
        : new("Nothing matches", "No result has all of this. Take a filter away, or search for fewer words.", new("Clear the filters", "/library"), "search");
}

/// <summary>Generations of a project, on its page.</summary>
internal sealed class GenerationsInProject(ReadLibrary library) : IProjectSection
{
    public int Order => 10;

    public async Task<Part?> ReadAsync(string projectId, bool mayChange, HttpRequest request, ICurrentUser me, CancellationToken ct)
    {
        var filter = LibraryFilter.Of(request.Query) with { Project = projectId, Everyone = true };
        var grid = await library.GridAsync(filter, null, null, projectId, mayChange, null, me, ct);
        var isFiltered = filter != new LibraryFilter(Project: projectId, Everyone: true);
        return grid.Items.Count == 0 && !isFiltered
            ? null
            : new("/Generation/Library/InProject.cshtml", new InProjectView(projectId, filter, grid with { Empty = new("Nothing matches", "Take the filter away to see the rest.") }));
    }
}

/// <summary>The section of a project's page.</summary>
internal sealed record InProjectView(string ProjectId, LibraryFilter Filter, GridView Grid)
{
    public static InProjectView Sample => new("prj_1", new(Type: Medium.Video, Project: "prj_1", Everyone: true), GridView.Sample);
}
