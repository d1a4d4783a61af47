using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Accounts;

/// <summary>What was selected on a project's page.</summary>
internal sealed record CoverForm(IReadOnlyList<string>? Ids);

/// <summary>Pages and forms of projects: the same decisions as the API's, answered with pages.</summary>
internal static class ChangeProjects
{
    private static readonly Refusal OnePicture = Refusal.Invalid("ids", "Select one picture for the cover.");

    public static void MapProjectPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/projects").RequireAuthorization(AccountsPolicies.Person).Limited(LimitClass.Pages);
        pages.MapGet("/", HandleList).WithName("ProjectsPage");
        pages.MapPost("/", HandleNew);
        pages.MapGet("/{id}", HandleOne).WithName("ProjectPage");
        pages.MapPost("/{id}", HandleTexts);
        pages.MapPost("/{id}/archive", HandleArchive);
        pages.MapPost("/{id}/cover", HandleCover);
        pages.MapPost("/{id}/delete", DeleteProject.Handle);
        pages.MapGet("/{id}/download", DownloadProject.Handle);
    }

    private static async Task<IResult> HandleList(bool? archived, PageRequest page, HttpRequest request, ProjectPages pages, CancellationToken ct)
    {
        var view = await pages.ListAsync(archived == true, page, null, null, ct);
        return Faces.Of(request) == Face.Fragment
            ? Reply.Of(view.Items.Count).Fragment("/Accounts/Projects/Cards.cshtml", view)
            : new PageView("/Accounts/Projects/ProjectsPage.cshtml", view, "Projects");
    }

    private static async Task<IResult> HandleOne(string id, HttpRequest request, ProjectPages pages, CancellationToken ct) =>
        await pages.OneAsync(id, request, null, ct) is { } page ? page : Reply.No(Refusal.NotFound());

    private static async Task<Reply> HandleNew(
        Body<ProjectForm> body, ICurrentUser me, AccountsDb db, ReadProjects read, TimeProvider clock, ProjectPages pages, CancellationToken ct)
    {
        var reply = await CreateProject.Handle(body, me, db, read, clock, ct);
        if (reply.Refusal is not { } no) return reply;
        var view = await pages.ListAsync(false, new(PageRequest.LimitDefault, null), no, body.Value.Name, ct);
        return reply.Page(new PageView("/Accounts/Projects/ProjectsPage.cshtml", view, "Projects") { Status = no.Status });
    }

    // A form leaves out what is empty, and here an empty description is one that was taken away.
    private static async Task<Reply> HandleTexts(
        string id, Body<ProjectForm> body, HttpRequest request, ICurrentUser me, AccountsDb db, ReadProjects read, ProjectPages pages, CancellationToken ct)
    {
        var texts = new ProjectForm(body.Value.Name ?? "", body.Value.Description ?? "", null, null, null);
        var reply = await ChangeProject.Handle(id, new(texts), me, db, read, ct);
        return reply.Refusal is { Status: 400 } no && await pages.OneAsync(id, request, no, ct) is { } page ? reply.Page(page) : reply;
    }

    private static Task<Reply> HandleArchive(
        string id, Body<ProjectForm> body, ICurrentUser me, AccountsDb db, ReadProjects read, CancellationToken ct) =>
        ChangeProject.Handle(id, new(new(null, null, null, body.Value.Archived ?? false, null)), me, db, read, ct);

    private static async Task<Reply> HandleCover(
        string id, Body<CoverForm> body, HttpRequest request, ICurrentUser me, AccountsDb db, ReadProjects read, ProjectPages pages, CancellationToken ct)
    {
        if (body.Value.Ids is not [var cover])
        {
            var page = await pages.OneAsync(id, request, OnePicture, ct);
            return page is null ? Refusal.NotFound() : Reply.No(OnePicture).Page(page);
        }

        return await ChangeProject.Handle(id, new(new(null, null, null, null, cover)), me, db, read, ct);
    }
}

/// <summary>Builds the pages of projects.</summary>
internal sealed class ProjectPages(AccountsDb db, ReadProjects read, Places places, ICurrentUser me, IEnumerable<IProjectSection> sections)
{
    /// <summary>Projects of the workspace that one works in.</summary>
    public async Task<ProjectsView> ListAsync(bool isArchived, PageRequest page, Refusal? no, string? typed, CancellationToken ct)
    {
        var place = await places.FindAsync(me.Id, null, ct) ?? throw new InvalidOperationException("Everybody has a workspace of their own.");
        var cut = page.Cut(await read.ListAsync(me.Id, place.Id, isArchived, page.After, page.Limit + 1, ct), p => p.Id, p => p);
        return new(place, cut.Items, isArchived, cut.NextCursor, page.After is null, no, typed);
    }

    /// <summary>Null where this user sees no such project.</summary>
    public async Task<PageView?> OneAsync(string id, HttpRequest request, Refusal? no, CancellationToken ct)
    {
        if (await read.FindAsync(me.Id, id, ct) is not { } project || await places.FindAsync(me.Id, project.WorkspaceId, ct) is not { } place) return null;
        var mayChange = await db.EditorsOnlyAsync(project.WorkspaceId, me.Id, ct) is null;
        var parts = new List<Part>();
        foreach (var section in sections.OrderBy(s => s.Order))
        {
            if (await section.ReadAsync(id, mayChange, request, me, ct) is { } part) parts.Add(part);
        }

        return new("/Accounts/Projects/ProjectPage.cshtml", new ProjectPageView(project, place, mayChange, parts, no), project.Name) { Status = no?.Status ?? 200 };
    }
}

/// <summary>Newest projects, on the dashboard.</summary>
internal sealed class RecentProjects(ReadProjects read, Places places) : IDashboardPart
{
    private const int CountMax = 5;

    public int Order => 40;

    public async Task<Part?> ReadAsync(ICurrentUser me, CancellationToken ct)
    {
        if (await places.FindAsync(me.Id, null, ct) is not { } place) return null;
        var projects = await read.ListAsync(me.Id, place.Id, false, null, CountMax, ct);
        return projects.Count == 0 ? null : new("/Accounts/Projects/RecentProjects.cshtml", new RecentProjectsView(projects));
    }
}
