using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Contracts.Generation;

/// <summary>What people made, for modules that show it to others.</summary>
public interface IFinishedWork
{
    /// <summary>A person's own generation in any state; null for another's and for none.</summary>
    Task<Work?> FindAsync(string generationId, string userId, CancellationToken ct);

    /// <summary>Those of these ids that are there no more.</summary>
    Task<IReadOnlyCollection<string>> GoneAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct);
}

/// <summary>
/// A generation, as far as others may ever see it: settings without input pictures, credits once they are settled, files once it is
/// completed, and a small picture for its maker alone. A file's address has no signature: it works for everybody while the work is shown, and for nobody else.
/// </summary>
public sealed record Work(
    string Id, string WorkspaceId, Medium Type, string ModelId, string ModelName, string Prompt, JsonObject Options, Micros? Credits,
    bool IsCompleted, bool IsSandbox, string? PreviewUrl, IReadOnlyList<WorkFile> Files);

/// <summary>One file.</summary>
public sealed record WorkFile(string Url, string? ThumbnailUrl, string ContentType, int Width, int Height, decimal? DurationSeconds);
