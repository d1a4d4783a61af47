namespace OmniHub.Contracts.Generation;

/// <summary>Files that people sent.</summary>
public interface IUploads
{
    /// <summary>A user's own upload, or null. It is kept from now on: what is used does not expire.</summary>
    Task<UploadInfo?> UseAsync(string uploadId, string userId, CancellationToken ct);

    /// <summary>Its bytes; null where the file is gone.</summary>
    Stream? Open(string uploadId);

    /// <summary>An address that works without a header for some hours, and one of its thumbnail; null where the file is gone.</summary>
    Task<IReadOnlyDictionary<string, UploadLinks>> LinksAsync(IReadOnlyCollection<string> uploadIds, CancellationToken ct);
}

/// <summary>An upload.</summary>
public sealed record UploadInfo(string Id, string ContentType, long Bytes);

/// <summary>Signed addresses.</summary>
public sealed record UploadLinks(string Url, string? ThumbnailUrl);
