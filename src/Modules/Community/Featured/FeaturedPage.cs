using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using OmniHub.Contracts.Catalog;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>Body of POST /admin/featured: one button of the page.</summary>
/// <param name="Kind"><c>post</c> or <c>model</c>.</param>
/// <param name="Move"><c>up</c>, <c>down</c>, <c>add</c> or <c>remove</c>.</param>
internal sealed record FeaturedMove(string? Kind, string? Id, string? Move);

/// <summary>GET and POST /admin/featured: order with buttons, and a preview of the landing page's wall.</summary>
internal static class FeaturedPages
{
    private const int CandidatesMax = 12;

    public static async Task<IResult> Handle(FeaturedList featured, CommunityDb db, ReadPosts read, ICatalog catalog, CancellationToken ct) =>
        Page(await ViewAsync(featured, db, read, catalog, null, ct));

    public static async Task<IResult> HandleMove(
        Body<FeaturedMove> body, HttpContext http, ICurrentUser me, FeaturedList featured, CommunityDb db, ReadPosts read, ICatalog catalog, CancellationToken ct)
    {
        var move = body.Value;
        var now = await featured.ReadAsync(ct);
        var ids = (move.Kind == "model" ? now.ModelIds! : now.PostIds!).ToList();
        // What is pasted may be a post's address.
        Apply(ids, move.Id?.Trim().TrimEnd('/').Split('/') is { Length: > 0 } parts && move.Kind != "model" ? parts[^1] : move.Id?.Trim() ?? "", move.Move);
        var form = move.Kind == "model" ? new FeaturedForm(null, ids) : new FeaturedForm(ids, null);
        var refusal = await featured.ChangeAsync(form, me, http, ct);
        var view = await ViewAsync(featured, db, read, catalog, refusal?.Sentence, ct);
        var reply = refusal is null ? Reply.Of(await featured.ReadAsync(ct)).Redirect("/admin/featured") : Reply.No(refusal).Page(Page(view));
        return reply.Fragment("/Community/Featured/FeaturedBody.cshtml", view);
    }

    private static PageView Page(FeaturedPageView view) => new("/Community/Featured/FeaturedPage.cshtml", view, "Featured", Frame.Admin)
    {
        Status = view.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
    };

    private static void Apply(List<string> ids, string id, string? move)
    {
        var at = ids.IndexOf(id);
        if (move == "add" && at < 0) ids.Add(id);
        if (at < 0) return;
        if (move == "remove") ids.RemoveAt(at);
        var to = move == "up" ? at - 1 : move == "down" ? at + 1 : at;
        if (to == at || to < 0 || to >= ids.Count) return;
        (ids[at], ids[to]) = (ids[to], ids[at]);
    }

    private static async Task<FeaturedPageView> ViewAsync(
        FeaturedList featured, CommunityDb db, ReadPosts read, ICatalog catalog, string? error, CancellationToken ct)
    {
        var now = await featured.ReadAsync(ct);
        var posts = await db.Posts.AsNoTracking().Where(p => p.FeaturedRank != null).OrderBy(p => p.FeaturedRank).ToListAsync(ct);
        var liked = (await read.ListAsync(new PostFilter(PostSort.Top), new PageRequest(CandidatesMax * 2, null), ct)).Items
            .Where(p => p.FeaturedRank is null).Take(CandidatesMax);
        var open = await catalog.ListAsync(null, ct);
        var names = new List<(string, string)>();
        foreach (var id in now.ModelIds!) names.Add((id, (await catalog.FindPastAsync(id, ct))?.Name ?? id));
        return new(
            [.. posts.Select(PrintView.Of)], [.. liked.Select(PrintView.Of)], names,
            [.. open.Where(m => !now.ModelIds.Contains(m.Id)).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase).Select(m => (m.Id, m.Name))], error);
    }
}

/// <summary>What is featured, and what could be.</summary>
/// <param name="Liked">The most liked posts that are not featured.</param>
/// <param name="Error">What was wrong with the last press, or null.</param>
internal sealed record FeaturedPageView(
    IReadOnlyList<PrintView> Posts, IReadOnlyList<PrintView> Liked, IReadOnlyList<(string Id, string Name)> Models,
    IReadOnlyList<(string Id, string Name)> OtherModels, string? Error)
{
    public WallView Preview => new([.. Posts.Where(p => !p.IsHidden).Take(9)], new(null), new("", ""));

    public static IEnumerable<FeaturedPageView> Samples =>
    [
        new([PrintView.Sample, PrintView.Sample with { IsHidden = true }], [PrintView.Sample], [("flux-dev", "FLUX.1 [dev]")], [("veo-3", "Veo 3")], null),
        new([], [], [], [], "There is no visible post x."),
    ];
}

/// <summary>One of the small buttons: a form, so that it works without scripts.</summary>
internal sealed record MoveView(string Kind, string Id, string Move, string Icon, string Label)
{
    /// <summary>It leads somewhere; else its place stays empty.</summary>
    public bool IsPossible { get; init; } = true;

    public static IEnumerable<MoveView> Samples => [Sample with { IsPossible = false }];

    public static MoveView Sample => new("post", "pst_x", "up", "arrow-up", "Move up");
}
