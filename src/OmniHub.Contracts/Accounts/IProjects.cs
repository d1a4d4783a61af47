using OmniHub.Kernel;

namespace OmniHub.Contracts.Accounts;

/// <summary>Projects: where work is kept together.</summary>
public interface IProjects
{
    /// <summary>Whether there is such a project in this workspace.</summary>
    Task<bool> IsInAsync(string projectId, string workspaceId, CancellationToken ct);

    /// <summary>Projects that a user may see and that are not archived, newest first: all, or those of a workspace.</summary>
    Task<IReadOnlyList<ProjectName>> ListAsync(string userId, string? workspaceId, CancellationToken ct);
}

/// <summary>A project to choose.</summary>
public sealed record ProjectName(string Id, string Name, string WorkspaceId);

/// <summary>A module that keeps work in projects. Found by scanning.</summary>
public interface IProjectPart
{
    /// <summary>What is in each; one without anything may be missing.</summary>
    Task<IReadOnlyDictionary<string, ProjectContent>> CountAsync(IReadOnlyCollection<ProjectCover> projects, CancellationToken ct);

    /// <summary>Takes everything out of a project that is gone. Idempotent.</summary>
    Task LeaveAsync(string projectId, CancellationToken ct);

    /// <summary>Adds its files and a manifest of prompts, models, settings and costs; the caller has checked who asks.</summary>
    Task WriteAsync(string projectId, IExport export, CancellationToken ct);
}

/// <summary>A project and the picture chosen for its card, or null.</summary>
public sealed record ProjectCover(string ProjectId, string? CoverId);

/// <summary>What a project holds.</summary>
/// <param name="Items">Generations and conversations.</param>
/// <param name="Credits">What these cost so far.</param>
/// <param name="CoverUrl">The chosen picture where it is there, else the newest; null without pictures.</param>
public sealed record ProjectContent(long Items, Micros Credits, string? CoverUrl)
{
    /// <summary>Nothing.</summary>
    public static ProjectContent Empty => new(0, Micros.Zero, null);

    /// <summary>Both together.</summary>
    public static ProjectContent operator +(ProjectContent a, ProjectContent b) => new(a.Items + b.Items, a.Credits + b.Credits, a.CoverUrl ?? b.CoverUrl);
}
