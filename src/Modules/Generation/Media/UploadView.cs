namespace OmniHub.Generation;

/// <summary>An upload, as the API shows it.</summary>
internal sealed record UploadView(string Id, string Url, string ContentType, int Width, int Height, long Bytes);
