using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using OmniHub.Contracts.Community;
using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>GET and HEAD /media/{fileId}/{name}: a file by its signature, or by being shown to everybody, or to who asks.</summary>
internal static class ServeMedia
{
    /// <summary>What is shown to everybody may end at any time: caches ask again after a minute.</summary>
    private const int OpenSeconds = 60;

    public static async Task<IResult> Handle(
        string fileId, string name, HttpContext http, GenerationDb db, MediaStore store, MediaLinks links, CancellationToken ct,
        ISharedWork? shared = null)
    {
        var query = http.Request.Query;
        var left = links.TimeLeft(fileId, query["e"], query["s"]);
        if (left is null && query.ContainsKey("s")) return Reply.No(Refusal.NotFound());
        var file = await db.Media.AsNoTracking().SingleOrDefaultAsync(m => m.Id == fileId, ct);
        if (file is null) return Reply.No(Refusal.NotFound());

        var isThumbnail = name == MediaLinks.ThumbnailName;
        if (left is { } time)
            return Send(http, store, file, isThumbnail, name, $"private, max-age={((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture)}, immutable");
        return await AudienceAsync(file, shared, ct) switch
        {
            Audience.Everybody => Send(http, store, file, isThumbnail, name, $"public, max-age={OpenSeconds}", "cross-origin"),
            Audience.Reader => Send(http, store, file, isThumbnail, name, "private, no-store"),
            _ => Reply.No(Refusal.NotFound()),
        };
    }

    /// <summary>A file whose reader may have it.</summary>
    public static IResult Send(
        HttpContext http, MediaStore store, MediaRow file, bool isThumbnail, string name, string cacheControl, string policy = "same-origin")
    {
        var path = isThumbnail ? store.ThumbnailOf(file.Id) : store.PathOf(file.Id);
        if (!File.Exists(path)) return Reply.No(Refusal.NotFound());

        var type = isThumbnail ? MediaTypes.Webp : file.ContentType;
        var headers = http.Response.Headers;
        // Whatever a file holds, it is inert here: no script, no frame, no guess at its kind.
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = cacheControl;
        headers["Cross-Origin-Resource-Policy"] = policy;
        if (http.Request.Query["download"] == "1" || !MediaTypes.IsInert(type))
            headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = SafeName(name) }.ToString();
        var tag = new EntityTagHeaderValue($"\"{file.Sha256[..32]}{(isThumbnail ? "-t" : "")}\"");
        return Results.File(path, type, null, file.CreatedAt, tag, enableRangeProcessing: true);
    }

    private static async Task<Audience> AudienceAsync(MediaRow file, ISharedWork? shared, CancellationToken ct) =>
        file.GenerationId is { } id && shared is not null ? await shared.AudienceAsync(id, ct) : Audience.Nobody;

    private static string SafeName(string name) =>
        string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_').Take(80));
}
