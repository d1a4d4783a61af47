using OmniHub.Contracts.Catalog;
using OmniHub.Providers;

namespace OmniHub.Generation;

/// <summary>Copies one file of a result into the media store, after a look at its bytes.</summary>
internal sealed class FetchFile(FalFiles files, MediaStore store, TimeProvider clock)
{
    private const long ImageBytesMax = 50L * 1024 * 1024;
    private const long VideoBytesMax = 1024L * 1024 * 1024;

    /// <summary>A file of the wrong kind or cut short may be right the next time, but not for ever.</summary>
    private const int BadFileAttemptsMax = 3;

    private static readonly FalError Bad = new(
        FalCode.FileRefused, "The provider delivered a file that is no picture or video. Nothing was charged.", true);

    private static readonly FalError Missing = new(FalCode.FileRefused, "The provider's file is not there.", true);

    /// <summary>What came of it.</summary>
    public abstract record Fetched
    {
        public sealed record File(MediaRow Row) : Fetched;

        public sealed record NotNow(FalError Error, TimeSpan? RetryAfter) : Fetched;

        public sealed record Never(FalError Error) : Fetched;
    }

    public async Task<Fetched> FetchAsync(GenerationRow row, string url, int ordinal, CancellationToken ct)
    {
        using var file = store.CreateTemporary();
        switch (await files.DownloadAsync(url, file.Content, row.Type == Medium.Video ? VideoBytesMax : ImageBytesMax, ct))
        {
            case FalDownload.Refused refused: return new Fetched.Never(refused.Error);
            case FalDownload.Gone: return new Fetched.NotNow(Missing, null);
            case FalDownload.Transient trouble: return new Fetched.NotNow(trouble.Error, trouble.RetryAfter);
        }

        if (await InspectMedia.OfAsync(file, ct) is not { } seen || MediaTypes.MediumOf(seen.ContentType) != row.Type)
            return row.Attempts + 1 < BadFileAttemptsMax ? new Fetched.NotNow(Bad, null) : new Fetched.Never(Bad);

        // The same id again after a crash, so the same file again: nothing is left behind.
        var id = $"med_{row.Id["gen_".Length..]}{ordinal:00}";
        store.Keep(file, seen.Thumbnail, id);
        return new Fetched.File(new MediaRow
        {
            Id = id,
            UserId = row.UserId,
            WorkspaceId = row.WorkspaceId,
            GenerationId = row.Id,
            Ordinal = ordinal,
            ContentType = seen.ContentType,
            Width = seen.Width,
            Height = seen.Height,
            DurationMs = seen.DurationMs,
            Bytes = seen.Bytes,
            Sha256 = seen.Sha256,
            HasThumbnail = seen.Thumbnail is not null,
            CreatedAt = clock.GetUtcNow(),
        });
    }
}
