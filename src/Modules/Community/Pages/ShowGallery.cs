using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Accounts;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>GET /community, GET /community/by/{userId} and GET /community/mine.</summary>
internal static class ShowGallery
{
    private const string PrintsHtml = "/Community/Pages/MorePrints.cshtml", WallHtml = "/Community/Pages/Wall.cshtml";

    private static readonly EmptyView NoMatch = new("No posts match", "Try fewer words, or another filter.", new("Clear filters", "/community"), "search");
    private static readonly EmptyView NoneYet = new(
        "Nothing here yet", "When someone publishes a result, it appears here with its prompt, model and price.", new("Create something", "/create"));

    public static async Task<IResult> Handle(
        HttpContext http, PostFilter filter, PageRequest page, ICurrentUser me, ReadPosts read, ICatalog catalog, CancellationToken ct)
    {
        var posts = await read.ListAsync(filter, page, ct);
        var filters = await FiltersAsync(filter, catalog, ct);
        var isPlain = filters.Here == "/community";
        var wall = WallOf(posts, filters.Here, isPlain ? NoneYet : NoMatch);
        var origin = Origin.Of(http);
        return Answer(http, page, posts, wall, filters.Here, new PageView(
            "/Community/Pages/GalleryPage.cshtml", new GalleryView(filters, wall, me.IsSignedIn), "Community")
        {
            IsPublic = true,
            Description = "Pictures and videos that people made here, with prompt, model and price.",
            Preview = new("Community", origin + filters.Here)
            {
                Description = "Pictures and videos that people made here, with prompt, model and price.",
                ImageUrl = posts.Items.Select(p => p.ThumbnailUrl).FirstOrDefault(url => url is not null) is { } url ? origin + url : null,
                FeedUrl = origin + "/community/feed.xml",
            },
        });
    }

    public static async Task<IResult> HandleAuthor(
        string userId, HttpContext http, PageRequest page, ICurrentUser me, ReadPosts read, IAccounts accounts, CancellationToken ct)
    {
        var isMe = me.IsSignedIn && me.Id == userId;
        var posts = isMe ? await read.OwnAsync(userId, page, ct) : await read.ListAsync(new PostFilter(AuthorId: userId), page, ct);
        if (await accounts.FindAsync(userId, ct) is not { } person || (posts.Items.Count == 0 && !isMe)) return (Reply)Refusal.NotFound();
        var here = "/community/by/" + userId;
        var wall = WallOf(posts, here, new("You have not published anything", "Open a result and press Publish.", new("Create something", "/create")));
        var origin = Origin.Of(http);
        var view = new AuthorPageView(person.Name, isMe, !me.IsSignedIn, wall);
        return Answer(http, page, posts, wall, here, new PageView("/Community/Pages/AuthorPage.cshtml", view, isMe ? "My posts" : person.Name)
        {
            IsPublic = true,
            Preview = new(person.Name, origin + here) { Kind = "profile", FeedUrl = $"{origin}/community/feed.xml?authorId={userId}" },
        });
    }

    public static IResult HandleMine(ICurrentUser me) => Reply.Of(null).Redirect("/community/by/" + me.Id);

    private static IResult Answer(HttpContext http, PageRequest page, Page<Post> posts, WallView wall, string here, PageView whole) =>
        Faces.Of(http.Request) != Face.Fragment ? whole
        : page.After is not null ? Reply.Of(posts.Items.Select(p => p.Id)).Fragment(PrintsHtml, wall)
        : Reply.Of(posts.Items.Select(p => p.Id)).Fragment(WallHtml, wall).Header("HX-Push-Url", here);

    private static WallView WallOf(Page<Post> posts, string here, EmptyView empty) => new(
        [.. posts.Items.Select(PrintView.Of)],
        new(posts.NextCursor is null ? null : $"{here}{(here.Contains('?') ? '&' : '?')}cursor={posts.NextCursor}"), empty);

    private static async Task<FiltersView> FiltersAsync(PostFilter filter, ICatalog catalog, CancellationToken ct)
    {
        var models = (await catalog.ListAsync(null, ct)).Where(m => m.Type != Medium.Chat).Select(m => (m.Id, m.Name)).ToList();
        // A closed model's posts are still there.
        if (filter.ModelId is { } id && models.All(m => m.Id != id)) models.Insert(0, (id, (await catalog.FindPastAsync(id, ct))?.Name ?? id));
        return new(
            filter.IsFeatured ? "featured" : filter.Type?.ToString().ToLowerInvariant() ?? "", filter.Q, filter.ModelId, filter.Tag, filter.Sort, models);
    }
}
