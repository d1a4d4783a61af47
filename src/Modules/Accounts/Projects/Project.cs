using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Accounts;

namespace OmniHub.Accounts;

/// <summary>Holds work of a workspace together. It owns none: what is in it stays when it goes.</summary>
internal sealed class Project
{
    public const int NameLengthMax = 80;

    public const int DescriptionLengthMax = 2_000;

    /// <summary>Most projects of a workspace.</summary>
    public const int CountMax = 1_000;

    public required string Id { get; set; }

    public required string WorkspaceId { get; set; }

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    public bool IsArchived { get; set; }

    /// <summary>The picture on its card, a generation in it; null shows the newest.</summary>
    public string? CoverId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>Other modules ask where their work may go.</summary>
internal sealed class Projects(AccountsDb db) : IProjects
{
    public Task<bool> IsInAsync(string projectId, string workspaceId, CancellationToken ct) =>
        db.Projects.AnyAsync(p => p.Id == projectId && p.WorkspaceId == workspaceId, ct);

    public async Task<IReadOnlyList<ProjectName>> ListAsync(string userId, string? workspaceId, CancellationToken ct) =>
        await db.Projects.Where(p => !p.IsArchived && (workspaceId == null || p.WorkspaceId == workspaceId)
                && db.Members.Any(m => m.WorkspaceId == p.WorkspaceId && m.UserId == userId))
            .OrderByDescending(p => p.Id).Take(Project.CountMax).Select(p => new ProjectName(p.Id, p.Name, p.WorkspaceId)).ToListAsync(ct);
}
