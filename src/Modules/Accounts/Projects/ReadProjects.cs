using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;
using OmniHub.Kernel;

namespace OmniHub.Accounts;

/// <summary>A project with what is in it.</summary>
internal sealed record ProjectView(
    string Id, string Name, string Description, string WorkspaceId, long ItemCount, Micros Credits, bool Archived, string? CoverUrl,
    DateTimeOffset CreatedAt);

/// <summary>Reads projects that a user may see. The modules that keep work say what is in them.</summary>
internal sealed class ReadProjects(AccountsDb db, IEnumerable<IProjectPart> parts)
{
    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<ProjectView>> ListAsync(
        string userId, string? workspaceId, bool? isArchived, string? before, int count, CancellationToken ct) =>
        await ShowAsync(
            await Seen(userId).Where(p => (workspaceId == null || p.WorkspaceId == workspaceId) && (isArchived == null || p.IsArchived == isArchived)
                    && (before == null || string.Compare(p.Id, before) < 0))
                .OrderByDescending(p => p.Id).Take(count).ToListAsync(ct),
            ct);

    public async Task<ProjectView?> FindAsync(string userId, string id, CancellationToken ct) =>
        await ShowAsync(await Seen(userId).Where(p => p.Id == id).ToListAsync(ct), ct) is [var project] ? project : null;

    private IQueryable<Project> Seen(string userId) =>
        db.Projects.AsNoTracking().Where(p => db.Members.Any(m => m.WorkspaceId == p.WorkspaceId && m.UserId == userId));

    private async Task<IReadOnlyList<ProjectView>> ShowAsync(List<Project> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var contents = new Dictionary<string, ProjectContent>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (var (id, content) in await part.CountAsync([.. rows.Select(p => new ProjectCover(p.Id, p.CoverId))], ct))
                contents[id] = contents.TryGetValue(id, out var before) ? before + content : content;
        }

        return [.. rows.Select(p => Show(p, contents.GetValueOrDefault(p.Id) ?? ProjectContent.Empty))];
    }

    private static ProjectView Show(Project p, ProjectContent content) => new(
        p.Id, p.Name, p.Description, p.WorkspaceId, content.Items, content.Credits, p.IsArchived, content.CoverUrl, p.CreatedAt);
}

/// <summary>GET /api/projects</summary>
internal static class ListProjects
{
    public static async Task<Reply> Handle(
        PageRequest page, string? workspaceId, bool? archived, ICurrentUser me, ReadProjects read, CancellationToken ct) =>
        Reply.Of(page.Cut(await read.ListAsync(me.Id, workspaceId, archived, page.After, page.Limit + 1, ct), p => p.Id, p => p));
}

/// <summary>GET /api/projects/{id}</summary>
internal static class ShowProject
{
    public static async Task<Reply> Handle(string id, ICurrentUser me, ReadProjects read, CancellationToken ct) =>
        await read.FindAsync(me.Id, id, ct) is { } project ? Reply.Of(project) : Refusal.NotFound();
}
