using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OmniHub.Ui;

/// <summary>Link preview of a page: <c>/Ui/Parts/Preview.cshtml</c>. Addresses are absolute; see <see cref="Origin"/>.</summary>
/// <param name="Title">Of the thing, without the product's name.</param>
/// <param name="Url">Where it is.</param>
public sealed record PreviewView(string Title, string Url)
{
    /// <summary>One sentence.</summary>
    public string? Description { get; init; }

    /// <summary>Open Graph's word: <c>website</c>, <c>article</c>, <c>video.other</c>, <c>profile</c>.</summary>
    public string Kind { get; init; } = "website";

    /// <summary>A picture that everybody may load.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Of the picture, where known.</summary>
    public int Width { get; init; }

    /// <summary>Of the picture, where known.</summary>
    public int Height { get; init; }

    /// <summary>A video that everybody may load.</summary>
    public string? VideoUrl { get; init; }

    /// <summary>Its content type.</summary>
    public string? VideoType { get; init; }

    /// <summary>An Atom feed of what the page lists.</summary>
    public string? FeedUrl { get; init; }

    /// <summary>For the test that renders every partial.</summary>
    public static PreviewView Sample => new("Quiet water", "https://hub.example.com/community/pst_x")
    {
        Description = "By Ines",
        Kind = "video.other",
        ImageUrl = "https://hub.example.com/a.webp",
        Width = 720,
        Height = 480,
        VideoUrl = "https://hub.example.com/a.mp4",
        VideoType = "video/mp4",
        FeedUrl = "https://hub.example.com/community/feed.xml",
    };
}

/// <summary>Where this server is for others: <c>PUBLIC_URL</c>, else the host that was asked.</summary>
public static class Origin
{
    /// <summary>Scheme and authority, without a slash at the end.</summary>
    public static string Of(HttpContext http) =>
        http.RequestServices.GetRequiredService<IConfiguration>()["PUBLIC_URL"] is { Length: > 0 } set
            ? set.TrimEnd('/')
            : $"{http.Request.Scheme}://{http.Request.Host}";
}
