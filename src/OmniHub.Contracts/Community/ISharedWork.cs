using System.Text.Json.Nodes;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Contracts.Community;

/// <summary>What people show to everybody.</summary>
public interface ISharedWork
{
    /// <summary>Those of these generations that everybody may see now, with the post that shows them.</summary>
    Task<IReadOnlyDictionary<string, string>> ShownAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct);

    /// <summary>Who may have the files of a generation without a signature, now.</summary>
    Task<Audience> AudienceAsync(string generationId, CancellationToken ct);

    /// <summary>These were deleted: from now on nobody sees them. Their posts go for good with <c>GenerationDeleted</c>.</summary>
    Task TakeDownAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct);

    /// <summary>The deletion is taken back, and what was visible is so again.</summary>
    Task PutBackAsync(IReadOnlyCollection<string> generationIds, CancellationToken ct);

    /// <summary>What a post lets others take over; null where there is no such post to see.</summary>
    Task<SharedSettings?> SettingsAsync(string postId, CancellationToken ct);
}

/// <summary>Who sees what was published.</summary>
public enum Audience
{
    /// <summary>It is not published, or not for the one who asks.</summary>
    Nobody,

    /// <summary>The one who asks: the author of a post that is out of sight, or an admin who decides about it.</summary>
    Reader,

    /// <summary>Everybody.</summary>
    Everybody,
}

/// <summary>Settings of a post, to start from.</summary>
/// <param name="Type">Image or video.</param>
/// <param name="ModelId">The model; it may be closed by now.</param>
/// <param name="Prompt">Null where the author keeps it.</param>
/// <param name="Options">Of the model, without input pictures.</param>
public sealed record SharedSettings(Medium Type, string ModelId, string? Prompt, JsonObject Options);
