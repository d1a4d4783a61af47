using Microsoft.AspNetCore.Http;
using OmniHub.Kernel;

namespace OmniHub.Community;

/// <summary>GET /api/community and GET /api/community/{id}</summary>
internal static class ListPosts
{
    public static async Task<Reply> Handle(PostFilter filter, PageRequest page, ICurrentUser me, ReadPosts read, CancellationToken ct)
    {
        var posts = await read.ListAsync(filter, page, ct);
        var liked = await read.LikedAsync([.. posts.Items.Select(p => p.Number)], me, ct);
        return Reply.Of(new Page<PostView>([.. posts.Items.Select(p => PostView.Of(p, liked.Contains(p.Number)))], posts.NextCursor));
    }

    public static async Task<Reply> HandleOne(string id, HttpContext http, ICurrentUser me, ReadPosts read, CountView count, CancellationToken ct)
    {
        if (await read.FindAsync(id, me, ct) is not { } post) return Refusal.NotFound();
        var liked = await read.LikedAsync([post.Number], me, ct);
        return Reply.Of(PostView.Of(post, liked.Count > 0) with { ViewCount = await count.OfAsync(post, http, ct) });
    }
}
