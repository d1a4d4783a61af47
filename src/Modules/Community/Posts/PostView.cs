using System.Text.Json.Serialization;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Community;

/// <summary>A post, as the API shows it.</summary>
internal sealed record PostView(
    string Id, string GenerationId, Medium Type, string Title, string Description, IReadOnlyList<string> Tags,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Prompt,
    string ModelId, string? Result, string? ThumbnailUrl, AuthorView Author, int LikeCount, int ViewCount, bool Liked, bool Featured,
    DateTimeOffset PublishedAt)
{
    /// <summary>True where the built-in sandbox made it; not a member otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Sandbox { get; init; }

    /// <summary>True where not everybody sees it: only its author and admins are told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Hidden { get; init; }

    public static PostView Of(Post post, bool liked)
    {
        var hidden = post.State != PostState.Visible;
        return new(
            post.Id, post.GenerationId, post.Type, post.Title, post.Description, post.TagList, post.ShowPrompt ? post.Prompt : null,
            post.ModelId, hidden ? null : post.Url, hidden ? null : post.ThumbnailUrl, new(post.UserId, post.AuthorName),
            post.LikeCount, post.ViewCount, liked, post.FeaturedRank is not null, post.PublishedAt)
        {
            Sandbox = post.IsSandbox ? true : null,
            Hidden = hidden ? true : null,
        };
    }
}

/// <summary>Who published it.</summary>
internal sealed record AuthorView(string Id, string Name);
