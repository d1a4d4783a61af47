using System.Globalization;
using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>The order of a list.</summary>
internal enum PostSort
{
    /// <summary>Newest first.</summary>
    New,

    /// <summary>Most liked first.</summary>
    Top,

    /// <summary>Most liked of late first.</summary>
    Trending,
}

/// <summary>What a list of posts was asked for. Binds from the query; a bad value is a 400.</summary>
internal sealed record PostFilter(
    PostSort Sort = PostSort.New, Medium? Type = null, string? ModelId = null, string? Tag = null, string? AuthorId = null,
    string? Q = null, bool IsFeatured = false)
{
    private const int QueryLengthMax = 200;

    /// <summary>What the page's chips know as a type.</summary>
    private const string Featured = "featured";

    /// <summary>The shelf that holds exactly this; an author's is looked through for the rest.</summary>
    public string Shelf => (Tag, ModelId, Type, AuthorId) switch
    {
        (_, _, _, { } author) => Community.Shelf.By(author),
        ({ } tag, { } model, _, _) => Community.Shelf.OfTag(tag, model),
        ({ } tag, _, { } type, _) => Community.Shelf.OfTag(tag, type),
        ({ } tag, _, _, _) => Community.Shelf.OfTag(tag),
        (_, { } model, _, _) => Community.Shelf.OfModel(model),
        (_, _, { } type, _) => Community.Shelf.OfType(type),
        _ => Community.Shelf.All,
    };

    /// <summary>All shelves on which a post has to stand, for the search.</summary>
    public IEnumerable<string> Shelves
    {
        get
        {
            if (Shelf != Community.Shelf.All) yield return Shelf;
            if (AuthorId is null) yield break;
            if (Type is { } type) yield return Community.Shelf.OfType(type);
            if (ModelId is not null) yield return Community.Shelf.OfModel(ModelId);
            if (Tag is not null) yield return Community.Shelf.OfTag(Tag);
        }
    }

    /// <summary>Minimal-API binding.</summary>
    public static ValueTask<PostFilter> BindAsync(HttpContext http) => ValueTask.FromResult(Of(http.Request.Query));

    public static PostFilter Of(IQueryCollection query)
    {
        string? Text(string name) => query[name].ToString().Trim() is { Length: > 0 } text ? text : null;
        T? Word<T>(string name, params T[] not) where T : struct, Enum => Text(name) is not { } word ? null
            : word.All(char.IsAsciiLetter) && Enum.TryParse<T>(word, true, out var value) && !not.Contains(value) ? value
            : throw new RefusedException(Refusal.Invalid(
                name, $"{name} is one of {string.Join(", ", Enum.GetValues<T>().Except(not)).ToLowerInvariant()}."));

        if (Text("q")?.Length > QueryLengthMax)
            throw new RefusedException(Refusal.Invalid("q", $"A search has at most {QueryLengthMax} characters."));
        return new(
            Word<PostSort>("sort") ?? PostSort.New, Text("type") == Featured ? null : Word("type", Medium.Chat), Text("modelId") ?? Text("model"),
            Text("tag") is { } tag ? Tagging.Normal(tag) : null, Text("authorId"), Text("q"), Text("type") == Featured || Text("featured") == "true");
    }

    /// <summary>The number behind a cursor; one that is none of ours is a 400.</summary>
    public static long After(PageRequest page) => page.After is null ? long.MaxValue
        : long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after
        : throw new RefusedException(Refusal.Invalid("cursor", "This cursor is not one of ours."));
}
