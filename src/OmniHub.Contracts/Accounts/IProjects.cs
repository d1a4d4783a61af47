namespace OmniHub.Contracts.Accounts;

/// <summary>Projects: where work is kept together.</summary>
public interface IProjects
{
    /// <summary>Whether there is such a project in this workspace.</summary>
    Task<bool> IsInAsync(string projectId, string workspaceId, CancellationToken ct);
}
