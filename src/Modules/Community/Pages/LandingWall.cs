using Microsoft.EntityFrameworkCore;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>The landing page's pieces: those that an admin chose, else the most liked and the newest.</summary>
internal sealed class LandingWall(CommunityDb db, ReadPosts read, GalleryCache cache) : ILandingPart
{
    private const int PiecesMax = 9, LikedMax = 4;

    public int Order => 40;

    public long Version => cache.ListsVersion;

    public async Task<Part?> ReadAsync(CancellationToken ct)
    {
        var featured = await ReadPosts.Featured(db).Take(PiecesMax).ToListAsync(ct);
        var pieces = featured.Count > 0 ? featured : await FirstAsync(ct);
        return pieces.Count == 0 ? null : new("/Community/Pages/LandingWall.cshtml", new LandingWallView([.. pieces.Select(PrintView.Of)], featured.Count > 0));
    }

    private async Task<List<Post>> FirstAsync(CancellationToken ct)
    {
        var page = new PageRequest(PiecesMax, null);
        var liked = (await read.ListAsync(new PostFilter(PostSort.Top), page, ct)).Items.Where(p => p.LikeCount > 0).Take(LikedMax);
        var newest = (await read.ListAsync(new PostFilter(), page, ct)).Items;
        return [.. liked.Concat(newest).DistinctBy(p => p.Number).Take(PiecesMax)];
    }
}

/// <summary>Pieces of the landing page.</summary>
/// <param name="IsChosen">By an admin.</param>
internal sealed record LandingWallView(IReadOnlyList<PrintView> Prints, bool IsChosen)
{
    public WallView Wall => new(Prints, new(null), new("", ""));

    public static LandingWallView Sample => new([PrintView.Sample], true);
}
