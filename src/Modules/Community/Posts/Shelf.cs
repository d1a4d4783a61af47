using System.Security.Cryptography;
using System.Text;
using OmniHub.Contracts.Catalog;

namespace OmniHub.Community;

/// <summary>Names of the shelves: each combination that a list can be asked for has its own, so no list skips over anything.</summary>
internal static class Shelf
{
    public const string All = "all";

    public static string OfType(Medium type) => "type:" + Word(type);

    public static string OfModel(string modelId) => "model:" + modelId;

    public static string By(string userId) => "by:" + userId;

    public static string OfTag(string tag) => "tag:" + tag;

    public static string OfTag(string tag, Medium type) => $"tag:{tag} type:{Word(type)}";

    public static string OfTag(string tag, string modelId) => $"tag:{tag} model:{modelId}";

    /// <summary>Where a post stands.</summary>
    public static IReadOnlyList<string> Of(Post post) =>
    [
        All, OfType(post.Type), OfModel(post.ModelId), By(post.UserId),
        .. post.TagList.SelectMany(tag => new[] { OfTag(tag), OfTag(tag, post.Type), OfTag(tag, post.ModelId) }),
    ];

    /// <summary>The shelves of a post as words of the search index; a word that somebody types is never one of them.</summary>
    public static string MarksOf(IEnumerable<string> shelves) => string.Join(' ', shelves.Where(s => s != All).Select(Mark));

    public static string Mark(string shelf) => "x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shelf)), 0, 8);

    private static string Word(Medium type) => type.ToString().ToLowerInvariant();
}
