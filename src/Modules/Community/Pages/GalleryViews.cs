using OmniHub.Contracts.Catalog;
using OmniHub.Ui;

namespace OmniHub.Community;

/// <summary>The gallery: filters and what they find.</summary>
/// <param name="IsSignedIn">Whether there are posts of one's own.</param>
internal sealed record GalleryView(FiltersView Filters, WallView Wall, bool IsSignedIn)
{
    public static GalleryView Sample => new(FiltersView.Sample, WallView.Sample, true);
}

/// <summary>The form of the filters, as it was sent.</summary>
/// <param name="Show">Empty, <c>image</c>, <c>video</c> or <c>featured</c>.</param>
/// <param name="Models">Open models that make pictures or videos.</param>
internal sealed record FiltersView(string Show, string? Q, string? ModelId, string? Tag, PostSort Sort, IReadOnlyList<(string Id, string Name)> Models)
{
    /// <summary>The same without the tag.</summary>
    public string WithoutTag => Address(null);

    public string Here => Address(Tag);

    public static FiltersView Sample => new("image", "sea", "flux-dev", "moon", PostSort.Top, [("flux-dev", "FLUX.1 [dev]")]);

    private string Address(string? tag)
    {
        var parts = new List<string>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        Add("type", Show);
        Add("q", Q);
        Add("model", ModelId);
        Add("tag", tag);
        if (Sort != PostSort.New) Add("sort", Sort.ToString().ToLowerInvariant());
        return parts.Count == 0 ? "/community" : "/community?" + string.Join('&', parts);
    }
}

/// <summary>A page of prints, and how it goes on.</summary>
/// <param name="Empty">What to say where there are none.</param>
internal sealed record WallView(IReadOnlyList<PrintView> Prints, PagerView Pager, EmptyView Empty)
{
    public static IEnumerable<WallView> Samples => [Sample, Sample with { Prints = [] }];

    public static WallView Sample => new(
        [PrintView.Sample, PrintView.Sample with { IsVideo = true, Length = "0:05" }, PrintView.Sample with { IsHidden = true }],
        new("/community?cursor=abc", "more"), new("No posts match", "Try other words.", new("Clear filters", "/community")));
}

/// <summary>One post in the wall.</summary>
/// <param name="Shape">Class that reserves its space.</param>
/// <param name="Length">Of a video.</param>
internal sealed record PrintView(
    string Id, string Title, string AuthorName, string ModelName, string? PictureUrl, int Width, int Height, string Shape, bool IsVideo, string? Length,
    int Likes, bool IsHidden)
{
    public string Href => "/community/" + Id;

    public string LikesText => Counts.Say(Likes, "like");

    public static PrintView Of(Post p) => new(
        p.Id, p.Title, p.AuthorName, p.ModelName, p.ThumbnailUrl ?? (p.Type == Medium.Image ? p.Url : null), p.Width, p.Height,
        Prints.ShapeOf(p.Width, p.Height, p.Type == Medium.Video), p.Type == Medium.Video, Prints.LengthOf(p.DurationMs), p.LikeCount,
        p.State != PostState.Visible);

    public static PrintView Sample => new("pst_x", "Quiet water", "Rui Costa", "SD 3.5 Large", "/media/med_x/thumb.webp", 720, 960, "m3x4", false, null, 160, false);
}

/// <summary>Shapes and words of prints. Pure.</summary>
internal static class Prints
{
    // The classes of the masonry, widest first; a square has none.
    private static readonly (string Class, double Ratio)[] Shapes =
    [
        ("m16x9", 16 / 9d), ("m3x2", 3 / 2d), ("m4x3", 4 / 3d), ("m1x1", 1), ("m4x5", 4 / 5d), ("m3x4", 3 / 4d), ("m2x3", 2 / 3d), ("m9x16", 9 / 16d),
    ];

    public static string ShapeOf(int width, int height, bool isVideo)
    {
        if (width <= 0 || height <= 0) return isVideo ? "m16x9" : "m1x1";
        var ratio = width / (double)height;
        return Shapes.MinBy(s => Math.Abs(Math.Log(s.Ratio / ratio))).Class;
    }

    /// <summary>0:05.</summary>
    public static string? LengthOf(int? ms) => ms is not { } length ? null : $"{(length + 500) / 60_000}:{(length + 500) / 1000 % 60:00}";
}

/// <summary>Numbers in words.</summary>
internal static class Counts
{
    public static string Say(int count, string one) => $"{count.ToString("#,##0", System.Globalization.CultureInfo.InvariantCulture)} {one}{(count == 1 ? "" : "s")}";
}

/// <summary>What one author published.</summary>
/// <param name="IsMe">One's own: hidden ones are there too.</param>
internal sealed record AuthorPageView(string Name, bool IsMe, bool IsVisitor, WallView Wall)
{
    public static IEnumerable<AuthorPageView> Samples => [new("Rui Costa", false, true, WallView.Sample), new("Ines Kovač", true, false, WallView.Sample)];
}
