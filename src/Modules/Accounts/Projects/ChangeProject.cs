using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>Body of a project; what is not sent stays.</summary>
internal sealed record ProjectForm(string? Name, string? Description, string? WorkspaceId, bool? Archived, string? CoverId)
{
    public Refusal? Check(bool isNew)
    {
        var errors = new Dictionary<string, string[]>();
        if ((isNew || Name is not null) && Names.Check(Name?.Trim() ?? "", Project.NameLengthMax) is { } wrong) errors["name"] = [wrong];
        if (Description?.Length > Project.DescriptionLengthMax)
            errors["description"] = [$"A description has at most {Project.DescriptionLengthMax} characters."];
        return errors.Count > 0 ? Refusal.Invalid(errors) : null;
    }
}

/// <summary>POST /api/projects</summary>
internal static class CreateProject
{
    public static async Task<Reply> Handle(
        Body<ProjectForm> body, ICurrentUser me, AccountsDb db, ReadProjects read, TimeProvider clock, CancellationToken ct)
    {
        var form = body.Value;
        if (form.Check(isNew: true) is { } no) return no;
        var workspaceId = string.IsNullOrEmpty(form.WorkspaceId) ? (await db.MeAsync(me, ct)).DefaultWorkspaceId : form.WorkspaceId;
        if (await db.EditorsOnlyAsync(workspaceId, me.Id, ct) is { } refused) return refused;
        var project = new Project
        {
            Id = Id.New("prj"),
            WorkspaceId = workspaceId,
            Name = form.Name!.Trim(),
            Description = form.Description?.Trim() ?? "",
            CreatedAt = clock.GetUtcNow(),
        };
        var isRoom = await db.WriteAsync(
            async () =>
            {
                if (await db.Projects.CountAsync(p => p.WorkspaceId == workspaceId, ct) >= Project.CountMax) return false;
                db.Add(project);
                await db.SaveChangesAsync(ct);
                return true;
            },
            ct);
        if (!isRoom) return Refusal.Conflict($"A workspace has at most {Project.CountMax} projects.");
        return Reply.Of(await read.FindAsync(me.Id, project.Id, ct), 201)
            .Header("Location", $"/api/projects/{project.Id}").Redirect($"/projects/{project.Id}");
    }
}

/// <summary>PATCH /api/projects/{id}</summary>
internal static class ChangeProject
{
    public static async Task<Reply> Handle(
        string id, Body<ProjectForm> body, ICurrentUser me, AccountsDb db, ReadProjects read, CancellationToken ct)
    {
        var form = body.Value;
        if (await db.MayChangeAsync(id, me.Id, ct) is { } refused) return refused;
        if (form.Check(isNew: false) is { } no) return no;
        await db.Projects.Where(p => p.Id == id).ExecuteUpdateAsync(
            set =>
            {
                set.SetProperty(p => p.Id, id);
                if (form.Name is not null) set.SetProperty(p => p.Name, form.Name.Trim());
                if (form.Description is not null) set.SetProperty(p => p.Description, form.Description.Trim());
                if (form.Archived is { } archived) set.SetProperty(p => p.IsArchived, archived);
                // What is no item of the project is never shown, so any id may stand here.
                if (form.CoverId is not null) set.SetProperty(p => p.CoverId, form.CoverId);
            },
            ct);
        return await read.FindAsync(me.Id, id, ct) is { } project ? Reply.Of(project).Redirect($"/projects/{id}") : Refusal.NotFound();
    }

    public static async Task<Refusal?> MayChangeAsync(this AccountsDb db, string projectId, string userId, CancellationToken ct)
    {
        var workspaceId = await db.Projects.Where(p => p.Id == projectId).Select(p => p.WorkspaceId).FirstOrDefaultAsync(ct);
        return workspaceId is null ? Refusal.NotFound() : await db.EditorsOnlyAsync(workspaceId, userId, ct);
    }
}

/// <summary>DELETE /api/projects/{id}: what was in it stays, without a project.</summary>
internal static class DeleteProject
{
    public static async Task<Reply> Handle(
        string id, ICurrentUser me, AccountsDb db, IEnumerable<IProjectPart> parts, CancellationToken ct)
    {
        if (await db.MayChangeAsync(id, me.Id, ct) is { } refused) return refused;
        await db.Projects.Where(p => p.Id == id).ExecuteDeleteAsync(ct);
        // After the row: nothing more goes in. What a crash leaves pointing to it shows no project, since there is none.
        foreach (var part in parts) await part.LeaveAsync(id, ct);
        return Reply.Nothing().Redirect("/projects");
    }
}

/// <summary>GET /api/projects/{id}/download: everything in it as a ZIP that is written while it is read.</summary>
internal static class DownloadProject
{
    private const int NameLengthMax = 80;

    public static async Task<IResult> Handle(string id, ICurrentUser me, ReadProjects read, IEnumerable<IProjectPart> parts, CancellationToken ct) =>
        await read.FindAsync(me.Id, id, ct) is not { } project
            ? Reply.No(Refusal.NotFound())
            : ZipDownload.Of(
                $"{(FileNames.Safe(project.Name, NameLengthMax) is { Length: > 0 } name ? name : project.Id)}.zip",
                async export =>
                {
                    await export.AddJsonAsync("project.json", project, ct);
                    foreach (var part in parts) await part.WriteAsync(id, export, ct);
                },
                ct);
}
