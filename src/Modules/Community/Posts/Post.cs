using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>A generation that its maker shows to everybody. What is shown is copied; the files stay with the generation.</summary>
internal sealed class Post
{
    /// <summary>Counts up: the order of publishing, and the row's id in the search index.</summary>
    public long Number { get; init; }

    public required string Id { get; init; }

    public required string GenerationId { get; init; }

    public required string UserId { get; init; }

    public required string WorkspaceId { get; init; }

    public required string AuthorName { get; set; }

    public required Medium Type { get; init; }

    public required string ModelId { get; init; }

    public required string ModelName { get; init; }

    public required string Title { get; set; }

    public required string Description { get; set; }

    /// <summary>One a line, as they are shown.</summary>
    public required string Tags { get; set; }

    /// <summary>Kept also where it is not shown: the author may show it later.</summary>
    public required string Prompt { get; init; }

    public bool ShowPrompt { get; set; }

    /// <summary>JSON of the model's options, without input pictures.</summary>
    public required string Options { get; init; }

    /// <summary>What the generation cost.</summary>
    public Micros? Credits { get; init; }

    /// <summary>JSON of all files; the columns below repeat the first.</summary>
    public required string Files { get; init; }

    public required string Url { get; init; }

    public string? ThumbnailUrl { get; init; }

    public required string ContentType { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public int? DurationMs { get; init; }

    public bool IsSandbox { get; init; }

    public PostState State { get; set; }

    public int LikeCount { get; set; }

    public int ViewCount { get; set; }

    /// <summary>Hours that the likes of the last week have left to count; see <see cref="RefreshTrends"/>.</summary>
    public int Trend { get; set; }

    /// <summary>Place among the featured ones, from 0; null where it is not featured.</summary>
    public int? FeaturedRank { get; set; }

    /// <summary>Words that name its shelves in the search index.</summary>
    public required string Marks { get; set; }

    public DateTimeOffset PublishedAt { get; init; }

    public IReadOnlyList<string> TagList => Tags.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Whether everybody sees a post.</summary>
internal enum PostState
{
    /// <summary>Yes.</summary>
    Visible,

    /// <summary>Hidden by an admin: only its author and admins see that there is something.</summary>
    Hidden,

    /// <summary>Its author's account is disabled: only admins see it, until the account is enabled again.</summary>
    Withheld,

    /// <summary>Its generation was deleted, which may still be taken back.</summary>
    Deleted,
}

/// <summary>A visible post on one shelf. Each list of the gallery is a walk along one shelf in one of three orders.</summary>
internal sealed class Placing
{
    public required string Shelf { get; init; }

    public long Number { get; init; }

    /// <summary>Likes and, among equals, the newest: see <see cref="Rank"/>.</summary>
    public long ByLikes { get; set; }

    public long ByTrend { get; set; }
}

/// <summary>A count and a post's number in one number: sorts by the count, then the newest first, and no two are equal.</summary>
internal static class Rank
{
    /// <summary>One more of the count. Room for a trillion posts and eight million likes.</summary>
    public const long Step = 1L << 40;

    public static long Of(int count, long number) => count * Step + number;
}

/// <summary>One person's like.</summary>
internal sealed class Like
{
    public long Number { get; init; }

    public required string UserId { get; init; }

    public DateTimeOffset At { get; init; }
}
