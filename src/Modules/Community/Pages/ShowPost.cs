using Microsoft.AspNetCore.Http;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>GET /community/{id}, and the like button on it. The view was counted before: see <see cref="GalleryPolicy"/>.</summary>
internal static class ShowPost
{
    private const int DescriptionLengthMax = 200;

    public static async Task<IResult> Handle(string id, HttpContext http, ICurrentUser me, ReadPosts read, CancellationToken ct)
    {
        if (await read.FindAsync(id, me, ct) is not { } post) return (Reply)Refusal.NotFound("There is no such post. It may have been unpublished.");
        var liked = await read.LikedAsync([post.Number], me, ct);
        var view = PostPageView.Of(post, liked.Count > 0, me);
        var description = Describe(post);
        return new PageView("/Community/Pages/PostPage.cshtml", view, post.Title)
        {
            IsPublic = true,
            Description = description,
            Preview = post.State == PostState.Visible ? PreviewOf(post, description, Origin.Of(http)) : null,
        };
    }

    public static async Task<Reply> HandleLike(string id, ICurrentUser me, ReadPosts read, Liking liking, CancellationToken ct)
    {
        if (await read.FindAsync(id, me, ct) is not { State: PostState.Visible } post) return Refusal.NotFound();
        return await liking.SetAsync(post.Number, me.Id, null, ct) is { } made
            ? Reply.Of(made).Fragment("/Community/Pages/LikeButton.cshtml", new LikeView(id, made.LikeCount, made.Liked, false)).Redirect("/community/" + id)
            : Refusal.NotFound();
    }

    private static string Describe(Post post)
    {
        var text = post.Description.Length > 0 ? post.Description : post.ShowPrompt ? post.Prompt : $"Made with {post.ModelName}.";
        var line = $"{text.ReplaceLineEndings(" ").TrimEnd('.', ' ')}. By {post.AuthorName}, with {post.ModelName}.";
        return line.Length <= DescriptionLengthMax ? line : line[..(DescriptionLengthMax - 1)] + "…";
    }

    private static PreviewView PreviewOf(Post post, string description, string origin)
    {
        var isVideo = post.Type == Medium.Video;
        var picture = isVideo ? post.ThumbnailUrl : post.Url;
        return new(post.Title, $"{origin}/community/{post.Id}")
        {
            Description = description,
            Kind = isVideo ? "video.other" : "article",
            ImageUrl = picture is null ? null : origin + picture,
            Width = isVideo ? 0 : post.Width,
            Height = isVideo ? 0 : post.Height,
            VideoUrl = isVideo ? origin + post.Url : null,
            VideoType = isVideo ? post.ContentType : null,
        };
    }
}
