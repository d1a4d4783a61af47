using OmniHub.Kernel;

namespace OmniHub.Generation;

/// <summary>Keeps pictures that people send, after decoding them.</summary>
internal sealed class Uploads(GenerationDb db, MediaStore store, TimeProvider clock)
{
    public const int BytesMax = 20 * 1024 * 1024;

    private static readonly string[] Kinds = [MediaTypes.Png, MediaTypes.Jpeg, MediaTypes.Webp, MediaTypes.Gif];

    public static readonly Refusal NotAPicture = new(415, "unsupported_media_type", "Send a picture: PNG, JPEG, WebP or GIF.");

    /// <summary>The row, or null where the file is no picture.</summary>
    public async Task<MediaRow?> KeepAsync(TemporaryFile file, string userId, string workspaceId, bool isUsed, CancellationToken ct)
    {
        if (await InspectMedia.OfAsync(file, ct) is not { } seen || !Kinds.Contains(seen.ContentType)) return null;
        var row = new MediaRow
        {
            Id = Id.New("upl"),
            UserId = userId,
            WorkspaceId = workspaceId,
            ContentType = seen.ContentType,
            Width = seen.Width,
            Height = seen.Height,
            Bytes = seen.Bytes,
            Sha256 = seen.Sha256,
            HasThumbnail = seen.Thumbnail is not null,
            CreatedAt = clock.GetUtcNow(),
            UsedAt = isUsed ? clock.GetUtcNow() : null,
        };
        store.Keep(file, seen.Thumbnail, row.Id);
        db.Media.Add(row);
        await db.WriteAsync(() => db.SaveChangesAsync(CancellationToken.None), CancellationToken.None);
        return row;
    }
}
