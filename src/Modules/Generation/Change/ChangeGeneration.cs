using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Generation;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Body of PATCH /api/generations/{id}. A null project takes it out of its project; what is not sent stays.</summary>
internal sealed record ChangeForm(JsonElement ProjectId, bool? Favorite);

/// <summary>PATCH /api/generations/{id}</summary>
internal sealed class ChangeGeneration(GenerationDb db, ChangeRight right, ReadGenerations read, IEvents events, IProjects? projects = null)
{
    public static Task<Reply> Handle(string id, Body<ChangeForm> body, ICurrentUser me, ChangeGeneration change, CancellationToken ct) =>
        change.ChangeAsync(id, body.Value, me, ct);

    private async Task<Reply> ChangeAsync(string id, ChangeForm form, ICurrentUser me, CancellationToken ct)
    {
        if (form.ProjectId.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String))
            return Refusal.Invalid("projectId", "projectId is an id or null.");
        var (row, refusal) = await right.OfAsync(id, me, ct);
        if (row is null) return refusal!;

        var moves = form.ProjectId.ValueKind != JsonValueKind.Undefined;
        var project = moves ? form.ProjectId.GetString() : row.ProjectId;
        if (moves && project is not null && (projects is null || !await projects.IsInAsync(project, row.WorkspaceId, ct)))
            return Refusal.NotFound("There is no such project in this workspace.");

        await db.Generations.Where(g => g.Id == id && g.DeletedAt == null).ExecuteUpdateAsync(
            set =>
            {
                if (moves) set.SetProperty(g => g.ProjectId, project);
                set.SetProperty(g => g.Favorite, g => form.Favorite ?? g.Favorite);
            },
            ct);
        events.Publish(new GenerationChanged(id, row.UserId, row.WorkspaceId));
        return await read.FindAsync(id, me.Id, ct) is { } view ? Reply.Of(view) : Refusal.NotFound();
    }
}
