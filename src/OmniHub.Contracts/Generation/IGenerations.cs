namespace OmniHub.Contracts.Generation;

/// <summary>Hint: a generation's row changed.</summary>
public sealed record GenerationChanged(string GenerationId, string UserId, string WorkspaceId);

/// <summary>Hint: a generation reached its end.</summary>
public sealed record GenerationFinished(string GenerationId, string UserId, string WorkspaceId);

/// <summary>Hint: a generation and its files are gone.</summary>
public sealed record GenerationDeleted(string GenerationId);
